package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Side;
import io.voider.sip.generate.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Behind ICE a phone says that it listens where the other phone saw it: at a number of its own that only the other home has. */
class OwnNumberTest {
    private final Rewriting rewriting = new Rewriting(Line.USUAL);

    private String rewritten(Side from, String line) {
        String message =
                "UPDATE sip:x SIP/2.0\r\nContent-Type: application/sdp\r\nSubject: 10.1.5.1\r\n\r\n" + line + "\r\n";
        String out = Rewriting.text(rewriting.rewrite(from, Rewriting.bytes(message)));
        return out.substring(out.indexOf("\r\n\r\n") + 4).strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c=IN IP4 10.1.5.1 | c=IN IP4 172.29.5.1",
                "c=IN IP4 10.9.5.1/127 | c=IN IP4 172.29.5.1/127",
                "a=rtcp:4001 IN IP4 10.1.5.1 | a=rtcp:4001 IN IP4 172.29.5.1",
                "a=candidate:1 1 UDP 1 10.1.5.1 4000 typ prflx raddr 172.16.0.1 rport 4000 "
                        + "| a=candidate:1 1 UDP 1 172.29.5.1 4000 typ prflx raddr 172.29.5.1 rport 4000",
                "a=remote-candidates:1 10.2.1.1 6000 | a=remote-candidates:1 172.29.1.1 6000",
            })
    void itBecomesItsAddressInTheTunnel(String written, String expected) {
        assertThat(rewritten(Side.PHONE, written)).isEqualTo(expected);
        assertThat(rewriting.rewriter().strays()).isZero();
    }

    @Test
    void outOfATunnelItBecomesWhatThePhoneDials() {
        assertThat(rewritten(Side.TUNNEL, "c=IN IP4 10.1.1.1")).isEqualTo("c=IN IP4 10.2.1.1");
        assertThat(rewritten(Side.TUNNEL, "c=IN IP4 172.29.1.1")).isEqualTo("c=IN IP4 10.2.1.1");
    }

    @ParameterizedTest
    @CsvSource({"c=IN IP4 10.1.5.2", "c=IN IP4 11.1.5.1", "o=- 1 1 IN IP4 10.1.5.1", "s=10.1.5.1"})
    void otherNumbersAndPlacesStay(String line) {
        assertThat(rewritten(Side.PHONE, line)).isEqualTo(line);
    }

    @Test
    void aNumberOfTheOtherSidesIsNone() {
        assertThat(rewritten(Side.PHONE, "c=IN IP4 10.1.1.1")).isEqualTo("c=IN IP4 10.1.1.1");
    }
}
