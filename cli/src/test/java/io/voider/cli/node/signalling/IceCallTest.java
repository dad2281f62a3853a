package io.voider.cli.node.signalling;

import static io.voider.cli.node.signalling.ScriptedCall.audio;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls with ICE between two homes. Once it is done, {@code m=} and {@code c=} are the local candidate of the nominated pair (RFC 8839
 * section 4.4.1.2.2), which is the address that the peer saw (RFC 8445 section 7.2.5.3.1): bob is 10.1.2.1 to alice's phone.
 */
class IceCallTest {
    private static String ice(String address, int port, String type) {
        String candidate = "candidate:1 %d UDP 2130706431 " + address + " %d typ " + type;
        return audio(
                        port,
                        "ice-ufrag:abcd",
                        "ice-pwd:0123456789012345678901",
                        candidate.formatted(1, port),
                        candidate.formatted(2, port + 1))
                .replace("c=IN IP4 172.16.0.1", "c=IN IP4 " + address);
    }

    private static ScriptedCall established(ScriptedCall.Carrier carrier) {
        ScriptedCall call = new ScriptedCall(new BackToBack(), carrier, "ice");
        call.establish(ice("172.16.0.1", 4000, "host"), ice("172.16.0.1", 6000, "host"));
        call.assertTalking(4000, 6000);
        return call;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE", "INVITE"})
    void theOfferBehindIceNamesTheAddressThatThePeerSaw(String method) {
        ScriptedCall call = established(ScriptedCall.Carrier.UDP);
        String got = call.ask(
                method,
                ice("10.1.2.1", 4000, "prflx raddr 172.16.0.1 rport 4000") + "a=remote-candidates:1 10.2.1.1 6000\r\n");
        assertThat(got)
                .contains("c=IN IP4 10.1.2.1\r\n", " 10.1.2.1 4000 typ prflx raddr 10.1.2.1 rport 4000")
                .contains("a=remote-candidates:1 172.16.0.1 6000");
        String ok = call.answer("200 OK", ice("10.2.1.1", 6000, "prflx raddr 172.16.0.1 rport 6000"));
        assertThat(ok).contains("c=IN IP4 10.2.1.1\r\n", " 10.2.1.1 6000 typ prflx raddr 10.2.1.1 rport 6000");
        if (method.equals("INVITE")) {
            call.acknowledge("");
        }
        call.assertTalking(4000, 6000);
    }

    @Test
    void onlyTheOneThatAsksMayHaveFoundItsAddressSo() {
        ScriptedCall call = established(ScriptedCall.Carrier.ACCOUNT);
        String found = ice("10.1.2.1", 4000, "prflx raddr 172.16.0.1 rport 4000");
        call.renegotiate(found + "a=sendonly\r\n", ice("172.16.0.1", 6000, "host") + "a=recvonly\r\n");
        call.renegotiate(found, ice("172.16.0.1", 6000, "host"));
        call.assertTalking(4000, 6000);
    }
}
