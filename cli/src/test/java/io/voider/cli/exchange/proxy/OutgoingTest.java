package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.incoming;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a phone sends others to, and what else of the gateway stands in its messages. */
class OutgoingTest {
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";
    private static final String OWN = "<sip:alice@" + PHONE + ">";
    private static final String BY_NUMBER = request("INVITE", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">");
    private static final String BY_NAME = request("INVITE", "sip:21@voider", "<sip:alice@voider>", "<sip:21@voider>");
    private static final String DIRECT = request("INVITE", "sip:" + BOB, OWN, "<sip:" + BOB + ">");

    private final Wire wire = new Wire();

    private String onward(String to, String text) {
        return Objects.requireNonNull(wire.send(to, text)).text();
    }

    private static String refer(String invite, String fields) {
        return invite.replaceFirst("INVITE [^ ]*", "REFER sip:bob@" + BOB)
                .replace("1 INVITE", "2 REFER")
                .replace("bK1", "bK2")
                .replaceFirst("(To: <[^>]*>)", "$1;tag=b")
                .replace("Contact", fields + "\r\nContact");
    }

    @ParameterizedTest
    @CsvSource({
        "<sip:22@voider>, <sip:10.1.3.1>",
        "<sip:22@VOIDER.>, <sip:10.1.3.1>",
        "<sip:22@gateway>, <sip:10.1.3.1>",
        "<sip:22@gateway.home.arpa:5060>, <sip:10.1.3.1:5060>",
        "<sip:22@172.16.5.2>, <sip:10.1.3.1>",
        "<sip:22;cpc=ordinary@172.16.5.2>, <sip:10.1.3.1>",
        "<sip:%32%32@172.16.5.2>, <sip:10.1.3.1>",
        "<tel:22>, <sip:10.1.3.1>",
        "sip:22@172.16.5.2, sip:10.1.3.1",
        "22@172.16.5.2, sip:10.1.3.1",
        "Carol <22@voider>, Carol <sip:10.1.3.1>",
        "22@example.org, 22@example.org",
        "<tel:+4930123>, <tel:+4930123>",
        "<sip:10.1.3.1>, <sip:10.1.3.1>",
        "<sip:x@example.org>, <sip:x@example.org>"
    })
    void whomATransferNamesByTheGatewayInWhateverSpellingGetsTheWholeNumber(String target, String number) {
        for (String invite : new String[] {BY_NUMBER, BY_NAME, DIRECT}) {
            for (String to : new String[] {GATEWAY, BOB}) {
                Wire fresh = new Wire();
                fresh.send(invite.equals(DIRECT) ? BOB : GATEWAY, invite);
                String refer = refer(invite, "Refer-To: " + target + "\r\nReferred-By: " + ACCOUNT);
                Wire.AtSwitchboard got = Objects.requireNonNull(fresh.send(to, refer));
                assertThat(got.text())
                        .contains("Refer-To: " + number + "\r\n", "Referred-By: " + OWN)
                        .doesNotContain(GATEWAY);
            }
        }
    }

    /** At the other home that number is somebody else's. */
    @ParameterizedTest
    @ValueSource(
            strings = {"<sip:24@172.16.5.2>", "<sip:24@voider>", "<sip:voider>", "<tel:24>", "<sip:969@172.16.5.2>"})
    void aTransferToWhomNobodyHasIsRefused(String target) {
        for (String to : new String[] {GATEWAY, BOB}) {
            Wire fresh = new Wire();
            fresh.send(GATEWAY, BY_NUMBER);
            assertThat(fresh.send(to, refer(BY_NUMBER, "Refer-To: " + target))).isNull();
            assertThat(fresh.answer()).startsWith("SIP/2.0 404 ").contains("CSeq: 2 REFER");
        }
        assertThat(wire.send(BOB, refer(DIRECT, "Refer-To: " + target))).isNull();
        assertThat(wire.answer()).startsWith("SIP/2.0 404 ");
    }

    @Test
    void aTransferToCallReturnNamesWhoCalledLast() {
        onward(GATEWAY, BY_NUMBER);
        wire.receive("10.1.3.1", incoming("INVITE", "<sip:10.1.3.1>"));
        assertThat(onward(GATEWAY, refer(BY_NUMBER, "Refer-To: <sip:969@" + GATEWAY + ">")))
                .contains("Refer-To: <sip:10.1.3.1>");
    }

    @Test
    void aRedirectionToWhomNobodyHasIsNone() {
        String invite = incoming("INVITE", "<sip:" + BOB + ">");
        String read = wire.receive(BOB, invite).text();
        for (String target : new String[] {"sip:24@" + GATEWAY, "sip:24@voider", "tel:24"}) {
            String moved = response(read, 302, "x").replace("Content", "Contact: <" + target + ">\r\nContent");
            String got = onward(BOB, moved);
            assertThat(got).startsWith("SIP/2.0 480 ").doesNotContain("Contact").contains("From: <sip:" + BOB + ">");
        }
        String moved = response(read, 302, "x").replace("Content", "Contact: <sip:23@voider>\r\nContent");
        assertThat(onward(BOB, moved)).contains("Contact: <sip:10.2.1.1>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Route: <sip:172.16.5.2;lr>,<sip:172.16.5.2;lr>",
                "Route: <sip:172.16.5.2:5060;lr>",
                "Route: \"Out\" <sip:x@172.16.5.2;lr>",
                "Route: <sip:voider;lr>",
                "Route:\r\n <sip:172.16.5.2;lr>"
            })
    void aRouteThatNamesTheGatewayIsTakenOff(String route) {
        String with = BY_NUMBER.replace("Contact", route + "\r\nContact");
        assertThat(onward(GATEWAY, with)).isEqualTo(DIRECT);
        assertThat(new Wire().send(BOB, DIRECT.replace("Contact", route + "\r\nContact")))
                .isEqualTo(new Wire.AtSwitchboard(BOB, DIRECT));
    }

    @Test
    void theOtherValuesOfARouteStay() {
        String both =
                BY_NUMBER.replace("Contact", "Route: <sip:" + GATEWAY + ";lr>, <sip:a@" + BOB + ";lr>;x=1\r\nContact");
        assertThat(onward(GATEWAY, both)).contains("\r\nRoute: <sip:a@" + BOB + ";lr>;x=1\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "History-Info: <sip:21@172.16.5.2>;index=1",
                "P-Called-Party-ID: <sip:21@172.16.5.2>",
                "P-Served-User: <sip:alice@172.16.5.2>",
                "P-Associated-URI: <sip:alice@172.16.5.2>",
                "Error-Info: <sip:21@172.16.5.2>",
                "Call-Info: <http://172.16.5.2/a.png>;purpose=icon",
                "Alert-Info: <http://172.16.5.2/r.wav>",
                "Record-Route: <sip:172.16.5.2;lr>",
                "Diversion: <sip:alice@172.16.5.2>;reason=unconditional",
                "P-Asserted-Identity: \"x\" <tel:21>, <sip:alice@172.16.5.2>",
                "Refer-To: <sip:22@172.16.5.2?Referred-By=%3Csip%3Aalice%40172.16.5.2%3E>"
            })
    void nowhereElseIsTheGatewaysAddress(String field) {
        for (String to : new String[] {GATEWAY, BOB}) {
            Wire fresh = new Wire();
            String with = (to.equals(BOB) ? DIRECT : BY_NUMBER).replace("Max-", field + "\r\nMax-");
            Wire.AtSwitchboard got = Objects.requireNonNull(fresh.send(to, with));
            assertThat(got.text()).doesNotContain(GATEWAY).contains(field.substring(0, field.indexOf(':')));
        }
    }

    @Test
    void aContactAtTheGatewayIsAtThePhone() {
        assertThat(onward(GATEWAY, BY_NUMBER.replace("Contact: " + OWN, "Contact: " + ACCOUNT)))
                .isEqualTo(DIRECT);
    }

    @Test
    void aBodyThatSaysWhoTalksDoesNotNameTheGateway() {
        onward(GATEWAY, BY_NUMBER);
        String body = "<dialog-info><local><identity>sip:alice@" + GATEWAY + "</identity></local><x>" + GATEWAY
                + "3</x></dialog-info>";
        String notify = refer(BY_NUMBER, "Event: dialog\r\nContent-Type: application/dialog-info+xml")
                        .replace("REFER", "NOTIFY")
                        .replace("Content-Length: 0", "Content-Length: " + body.length())
                + body;
        String changed = body.replace("@" + GATEWAY, "@" + PHONE);
        assertThat(onward(GATEWAY, notify)).endsWith("Content-Length: " + changed.length() + "\r\n\r\n" + changed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tel:21",
                "TEL:21;phone-context=voider",
                "sip:21;cpc=ordinary@172.16.5.2",
                "sip:21;phone-context=voider@172.16.5.2"
            })
    void aTelephoneNumberMayHaveParameters(String uri) {
        String invite = request("INVITE", uri, ACCOUNT, "<" + uri + ">");
        assertThat(Objects.requireNonNull(wire.send(GATEWAY, invite))).isEqualTo(new Wire.AtSwitchboard(BOB, DIRECT));
        assertThat(wire.receive(BOB, response(DIRECT, 180, "b")))
                .isEqualTo(new Wire.AtPhone(GATEWAY, 5060, response(invite, 180, "b")));
        String cancel = invite.replace("INVITE", "CANCEL");
        assertThat(onward(GATEWAY, cancel)).isEqualTo(DIRECT.replace("INVITE", "CANCEL"));
    }

    @Test
    void aTelephoneNumberThatNobodyHasIsNobodys() {
        assertThat(wire.send(GATEWAY, request("INVITE", "tel:24", ACCOUNT, "<tel:24>")))
                .isNull();
        assertThat(wire.answer()).startsWith("SIP/2.0 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"voider", "Gateway", "voider.home.arpa", "gateway.home.arpa."})
    void anAccountAtAnyOfTheGatewaysNamesDialsTheWholeNumber(String name) {
        String invite = request("INVITE", "sip:" + BOB, "<sip:alice@" + name + ">", "<sip:" + BOB + ">");
        for (String to : new String[] {GATEWAY, BOB}) {
            assertThat(Objects.requireNonNull(new Wire().send(to, invite)).text())
                    .isEqualTo(DIRECT);
        }
    }
}
