package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REGISTER at the gateway, and what comes of it. */
class LocationServiceTest {
    private static final String OTHER = "<sip:b@" + PHONE + ":40001>";
    private static final String CONTACT = "<sip:a@" + PHONE + ":40000;transport=udp>";

    private final Wire wire = new Wire();
    private int cSeq;

    /** What a REGISTER with these fields is answered with. */
    private String register(String... fields) {
        return register("reg", ++cSeq, fields);
    }

    private String register(String callId, int number, String... fields) {
        String own = "<sip:alice@" + GATEWAY + ">";
        String text = request("REGISTER", "sip:" + GATEWAY, own, own)
                .replace("Contact: <sip:alice@" + PHONE + ">\r\n", "")
                .replace("CSeq: 1 ", "CSeq: " + number + " ")
                .replace(
                        "branch=z9hG4bK1",
                        "branch=z9hG4bK" + callId + number
                                + String.join("", fields).hashCode())
                .replace("Call-ID: one", "Call-ID: " + callId)
                .replace(
                        "Max-Forwards",
                        String.join("\r\n", fields) + (fields.length == 0 ? "" : "\r\n") + "Max-Forwards");
        assertThat(wire.send(GATEWAY, text)).isNull();
        return wire.answer();
    }

    private String registration() {
        return wire.proxy.gateway().contacts(wire.now).getOrDefault(Wire.address(PHONE), "");
    }

    @Test
    void aContactIsRememberedForAsLongAsWasAskedUpToAnHour() {
        assertThat(register("Contact: " + CONTACT)).contains("Contact: " + CONTACT + ";expires=3600\r\n");
        assertThat(register("Contact: " + CONTACT, "Expires: 90000")).contains(";expires=3600\r\n");
        assertThat(register("Contact: " + CONTACT + ";expires=120", "Expires: 600"))
                .contains(";expires=120\r\n");
        wire.now += 119 * SECOND;
        assertThat(registration()).isEqualTo("sip:a@" + PHONE + ":40000;transport=udp");
        assertThat(register()).contains(CONTACT + ";expires=1\r\n");
        wire.now += 2 * SECOND;
        assertThat(registration()).isEmpty();
        assertThat(register()).doesNotContain("Contact:");
    }

    /** RFC 3261 sections 10.2.1.2 and 20.10. */
    @ParameterizedTest
    @CsvSource({
        "0.7, 0.5, 40000",
        "0.5, 0.7, 40001",
        "0.5, 0.5, 40001",
        "1, 0.999, 40000",
        "1.000, 0., 40000",
        "0.29, 0.3, 40001",
        "0.3, much, 40001",
        "2, 0.9, 40000"
    })
    void theContactThatItsPhonePrefersIsCalled(String first, String second, String port) {
        register("Contact: " + CONTACT + ";q=" + first + ", " + OTHER + ";q=" + second);
        assertThat(registration()).contains(":" + port);
    }

    @Test
    void aContactWithoutPreferenceIsPreferred() {
        register("Contact: " + CONTACT + ", " + OTHER + ";q=0.9");
        assertThat(registration()).contains(":40000");
    }

    @Test
    void whatIsTooShortIsToldTheLeastAndChangesNothing() {
        register("Contact: " + CONTACT);
        assertThat(register("Contact: " + OTHER, "Expires: 59"))
                .startsWith("SIP/2.0 423 Interval Too Brief\r\n")
                .contains("Min-Expires: 60\r\n");
        assertThat(registration()).contains("40000");
    }

    @Test
    void oneContactIsTakenBackOrAll() {
        register("Contact: " + CONTACT);
        register("Contact: " + OTHER);
        assertThat(registration()).contains("40001");
        assertThat(register("Contact: " + OTHER + ";expires=0"))
                .contains(CONTACT)
                .doesNotContain("40001");
        assertThat(register("Contact: *")).startsWith("SIP/2.0 400 ");
        assertThat(register("Contact: *", "Contact: " + OTHER, "Expires: 0")).startsWith("SIP/2.0 400 ");
        assertThat(registration()).contains("40000");
        assertThat(register("Contact: *", "Expires: 0"))
                .startsWith("SIP/2.0 200 ")
                .doesNotContain("Contact:");
        assertThat(registration()).isEmpty();
    }

    @Test
    void whatIsOlderThanWhatIsKnownChangesNothing() {
        register("reg", 10, "Contact: " + CONTACT);
        assertThat(register("reg", 9, "Contact: " + CONTACT + ";expires=0")).startsWith("SIP/2.0 500 ");
        assertThat(register("reg", 9, "Contact: *", "Expires: 0")).startsWith("SIP/2.0 500 ");
        assertThat(registration()).contains("40000");
        assertThat(register("anew", 1, "Contact: " + CONTACT + ";expires=0")).startsWith("SIP/2.0 200 ");
        assertThat(registration()).isEmpty();
    }

    @Test
    void aCopyOfARegisterGetsACopyOfTheAnswer() {
        String answer = register("reg", 1, "Contact: " + CONTACT);
        assertThat(register("reg", 1, "Contact: " + CONTACT)).isEqualTo(answer);
    }

    @Test
    void onlyContactsAtThePhonesOwnAddressAreTaken() {
        for (String contact : new String[] {
            "<sip:a@" + Wire.OTHER_PHONE + ">",
            "<sip:a@10.1.2.1>",
            "<tel:21>",
            "<sip:a@phone.local>",
            "<sip:a@" + GATEWAY + ">"
        }) {
            assertThat(register("Contact: " + CONTACT, "Contact: " + contact)).startsWith("SIP/2.0 403 ");
            assertThat(registration()).as(contact).isEmpty();
        }
    }

    @Test
    void contactsAreBoundedAndTheOldestGivesWay() {
        for (int port = 40000; port < 40020; port++) {
            register("Contact: <sip:a@" + PHONE + ":" + port + ">");
        }
        String all = register();
        assertThat(all.split("Contact:", -1)).hasSize(1 + LocationService.MOST_BINDINGS);
        assertThat(all).contains(":40019>").doesNotContain(":40011>");
    }

    @Test
    void anExtensionThatIsRequiredIsNotUnderstood() {
        assertThat(register("Contact: " + CONTACT, "Require: path"))
                .startsWith("SIP/2.0 420 ")
                .contains("Unsupported: path");
        assertThat(registration()).isEmpty();
    }

    @Test
    void eachPhoneRegistersForItselfAlone() {
        register("Contact: " + CONTACT);
        assertThat(wire.proxy.gateway().contacts(wire.now)).containsOnlyKeys(Wire.address(PHONE));
    }
}
