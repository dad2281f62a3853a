package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.call.Flow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SipPortsTest {
    private static final int PHONE = Board.address("172.16.0.1");

    private final SipPorts ports = new SipPorts();

    @Test
    void aPhoneSpeaksSipWherePhonesDoAndWhereItWasHeardTo() {
        assertThat(ports.has(1, 5060)).isTrue();
        assertThat(ports.has(1, 6999)).isTrue();
        assertThat(ports.has(1, 5059)).isFalse();
        assertThat(ports.has(1, 7000)).isFalse();
        ports.heard(1, 7000);
        ports.heard(1, 1023);
        ports.heard(1, 1024);
        ports.heard(1, 69);
        ports.heard(1, -1);
        assertThat(ports.has(1, 7000)).isTrue();
        assertThat(ports.has(1, 1023)).isFalse();
        assertThat(ports.has(1, 1024)).isTrue();
        assertThat(ports.has(1, 69)).isFalse();
        assertThat(ports.has(2, 7000)).isFalse();
    }

    /** RFC 3261 sections 18.1.1 and 12.2.1.1: a phone may send from one port and listen at another. */
    @Test
    void aPhoneListensWhereItsViaAndItsContactName() {
        hear(message("INVITE sip:10.1.2.1 SIP/2.0", "172.16.0.1:8001", "<sip:a@172.16.0.1:8002>"));
        assertThat(List.of(ports.has(PHONE, 8000), ports.has(PHONE, 8001), ports.has(PHONE, 8002)))
                .containsOnly(true);
        assertThat(ports.has(PHONE, 8003)).isFalse();
    }

    @Test
    void aResponsesViaIsTheOtherSidesAndAContactMayBeSomebodyElses() {
        hear(message("SIP/2.0 200 OK", "10.1.2.1:8001", "<sip:a@172.16.0.1:8002>"));
        assertThat(ports.has(PHONE, 8001)).isFalse();
        assertThat(ports.has(PHONE, 8002)).isTrue();
        hear(message("INVITE sip:10.1.2.1 SIP/2.0", "172.16.0.1", "<sip:a@172.16.0.5:8003>"));
        assertThat(ports.has(PHONE, 8003)).isFalse();
    }

    @Test
    void aMessageWithoutAContactNamesNone() {
        hear(message("BYE sip:10.1.2.1 SIP/2.0", "172.16.0.1:8001", "").replace("Contact: \r\n", ""));
        assertThat(ports.has(PHONE, 8000)).isTrue();
        assertThat(ports.has(PHONE, 8001)).isTrue();
    }

    private void hear(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        Flow flow = new Flow(0, PHONE, 8000, Board.address("10.1.2.1"), 5060, false);
        ports.heard(flow, new SipDecoder().decode(bytes, 0, bytes.length));
    }

    private static String message(String start, String via, String contact) {
        return start + "\r\nVia: SIP/2.0/UDP " + via
                + ";branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=a\r\nTo: <sip:b@x>;tag=b"
                + "\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: " + contact + "\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void onlyTheLatestAreRemembered() {
        for (int i = 0; i <= SipPorts.REMEMBERED; i++) {
            ports.heard(1, 10_000 + i);
            ports.heard(1, 10_001);
        }
        assertThat(ports.has(1, 10_000)).isFalse();
        assertThat(ports.has(1, 10_001)).isTrue();
        assertThat(ports.has(1, 10_008)).isTrue();
        assertThat(ports.has(1, 10_002)).as("one of the eight").isTrue();
    }
}
