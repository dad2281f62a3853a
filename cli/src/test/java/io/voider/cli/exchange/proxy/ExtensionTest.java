package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is dialled behind a line's number: an extension of the PBX there. */
class ExtensionTest {
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";
    private static final String OWN = "<sip:alice@" + PHONE + ">";

    private final Wire wire = new Wire();

    private static String dialled(String what) {
        return request("INVITE", "sip:" + what + "@" + GATEWAY, ACCOUNT, "<sip:" + what + "@" + GATEWAY + ">");
    }

    private static String direct(String who) {
        return request("INVITE", "sip:" + who, OWN, "<sip:" + who + ">");
    }

    @ParameterizedTest
    @CsvSource({
        "21*200, 200@10.1.2.1, 10.1.2.1",
        "21*200%23, 200@10.1.2.1, 10.1.2.1",
        "10*1*2*1*7, 7@10.1.2.1, 10.1.2.1",
        "10*1*2*3*7, 7@10.1.2.3, 10.1.2.3",
        "bob*12345678901234567890, 12345678901234567890@10.1.2.1, 10.1.2.1",
        "262*200, 200@10.1.2.1, 10.1.2.1",
        "102*200, 200@10.1.1.2, 10.1.1.2",
        "10*1*2*1, 10.1.2.1, 10.1.2.1",
        "21, 10.1.2.1, 10.1.2.1"
    })
    void itIsWhomTheOtherHomeIsAskedFor(String what, String who, String to) {
        assertThat(wire.send(GATEWAY, dialled(what))).isEqualTo(new Wire.AtSwitchboard(to, direct(who)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"21*", "*200", "21*2x", "21**200", "99*200", "21*123456789012345678901", "21*200*3"})
    void anythingElseIsNobody(String what) {
        assertThat(wire.send(GATEWAY, dialled(what))).isNull();
        assertThat(wire.answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer.text()).startsWith("SIP/2.0 404"));
    }

    @Test
    void thePhoneReadsWhatItDialled() {
        wire.send(GATEWAY, dialled("21*200"));
        assertThat(wire.receive(BOB, response(direct("200@" + BOB), 200, "b")).text())
                .isEqualTo(response(dialled("21*200"), 200, "b"));
    }

    @Test
    void aCallIsPassedOnToAnExtensionToo() {
        wire.send(GATEWAY, dialled("21"));
        String refer = request("REFER", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">;tag=b")
                .replace("CSeq: 1", "CSeq: 2")
                .replace("Content-Length", "Refer-To: <sip:21*600@" + GATEWAY + ">\r\nContent-Length");
        assertThat(Objects.requireNonNull(wire.send(GATEWAY, refer)).text())
                .contains("Refer-To: <sip:600@" + BOB + ">\r\n");
    }

    private void registers(String contact) {
        wire.send(
                GATEWAY,
                request("REGISTER", "sip:" + GATEWAY, ACCOUNT, ACCOUNT)
                        .replaceFirst("Contact: [^\r]*", "Contact: " + contact));
        assertThat(wire.answers)
                .last()
                .satisfies(answer -> assertThat(answer.text()).startsWith("SIP/2.0 200"));
    }

    private String calledAs(String user) {
        String invite = "INVITE sip:" + user + PHONE + " SIP/2.0\r\nVia: SIP/2.0/UDP " + BOB
                + ";branch=z9hG4bK9\r\nFrom: <sip:" + BOB + ">;tag=b\r\nTo: <sip:" + user + PHONE
                + ">\r\nCall-ID: in\r\nCSeq: 7 INVITE\r\nContent-Length: 0\r\n\r\n";
        String got = wire.receive(BOB, invite).text();
        return got.substring("INVITE ".length(), got.indexOf(" SIP/2.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:s@172.16.5.1:5062>, 200@, sip:200@172.16.5.1:5062",
        "<sip:s@172.16.5.1:5062;line=x>, 200@, sip:200@172.16.5.1:5062;line=x",
        "<sip:172.16.5.1:5062>, 200@, sip:200@172.16.5.1:5062",
        "<sip:s@172.16.5.1:5062>, '', sip:s@172.16.5.1:5062",
        "<sip:s@172.16.5.1:5062>, phone@, sip:s@172.16.5.1:5062",
        "<sip:s@172.16.5.1:5062>, 123456789012345678901@, sip:s@172.16.5.1:5062",
        "<sip:desk@172.16.5.1:5062>, 200@, sip:desk@172.16.5.1:5062"
    })
    void aPbxIsToldWhichOfItsExtensionsIsCalledAndAPhoneIsCalledAsItRegistered(
            String contact, String user, String target) {
        registers(contact);
        assertThat(calledAs(user)).isEqualTo(target);
    }

    @Test
    void whatItAnswersIsReadWhereItCameFrom() {
        registers("<sip:s@" + PHONE + ":5062>");
        assertThat(calledAs("200@")).isEqualTo("sip:200@" + PHONE + ":5062");
        String cancel = "CANCEL sip:200@" + PHONE + " SIP/2.0\r\nVia: SIP/2.0/UDP " + BOB
                + ";branch=z9hG4bK9\r\nFrom: <sip:" + BOB + ">;tag=b\r\nTo: <sip:200@" + PHONE
                + ">\r\nCall-ID: in\r\nCSeq: 7 CANCEL\r\nContent-Length: 0\r\n\r\n";
        assertThat(wire.receive(BOB, cancel).text())
                .as("the CANCEL has the same Request-URI (RFC 3261 section 9.1)")
                .startsWith("CANCEL sip:200@" + PHONE + ":5062 ");
    }
}
