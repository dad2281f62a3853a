package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the gateway's address is longer than the phone's own, which takes its place. */
class GatewayUnsaidTest {
    private static final String PHONE = "172.16.5.9";
    private static final String GATEWAY = "172.16.5.10";
    private static final String ACCOUNT = "<sip:alice@" + GATEWAY + ">";

    private final Wire wire = new Wire(State.of(
                    "alice",
                    "eth1",
                    List.of(new PhoneLine(1, PhoneAddress.parse(PHONE))),
                    "seed",
                    null,
                    Settings.DEFAULT)
            .inviting("bob", null, 1, Instant.EPOCH));

    private String sent(String text) {
        return Objects.requireNonNull(wire.sendFrom(PHONE, GATEWAY, text)).text();
    }

    private static String message(String fields, String body) {
        return Wire.request("MESSAGE", "sip:21@" + GATEWAY, ACCOUNT, "<sip:21@" + GATEWAY + ">")
                        .replace("Content-Length: 0", fields)
                + body;
    }

    @ParameterizedTest
    @CsvSource({
        "172.16.5.10, 172.16.5.9",
        "x 172.16.5.10 y, x 172.16.5.9 y",
        "172.16.5.10 172.16.5.10, 172.16.5.9 172.16.5.9",
        "172.16.5.101, 172.16.5.101",
        "172.16.5.10 172.16.5.101 172.16.5.10, 172.16.5.9 172.16.5.101 172.16.5.9",
        "1172.16.5.10, 1172.16.5.10",
        "40172.16.5.10, 40172.16.5.10",
        "a40172.16.5.10, a40172.16.5.10",
        "%40172.16.5.10, %40172.16.5.9",
        "a%40172.16.5.10, a%40172.16.5.9",
        "172.16.5.1, 172.16.5.1"
    })
    void inABodyThatSaysWhoTalksItIsThePhonesAndTheLengthIsThatOfWhatIsSent(String written, String read) {
        for (String type : new String[] {"application/dialog-info+xml", "message/sipfrag"}) {
            String got = sent(message("Content-Type: " + type + "\r\nContent-Length: " + written.length(), written));
            assertThat(got).endsWith("\r\nContent-Length: " + read.length() + "\r\n\r\n" + read);
        }
    }

    @Test
    void aBodyWithoutALengthIsReadToItsEnd() {
        String got = sent(message("Content-Type: application/xml", "<a>" + GATEWAY + "</a>"));
        assertThat(got)
                .endsWith("Content-Type: application/xml\r\n\r\n<a>" + PHONE + "</a>")
                .doesNotContain("Content-Length");
    }

    @Test
    void whatPeopleWriteStays() {
        String got = sent(message(
                "Subject: my gateway is " + GATEWAY + "\r\nContent-Type: text/plain\r\nContent-Length: 11", GATEWAY));
        assertThat(got).contains("Subject: my gateway is " + GATEWAY + "\r\n").endsWith("\r\n\r\n" + GATEWAY);
    }

    @Test
    void addressesOfOthersStay() {
        String fields = "P-Asserted-Identity: <sip:x@example.org>, <sip:alice@" + GATEWAY + ">\r\nContent-Length: 0";
        assertThat(sent(message(fields, "")))
                .contains("P-Asserted-Identity: <sip:x@example.org>, <sip:alice@" + PHONE + ">\r\n");
    }
}
