package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.OTHER_PHONE;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.cli.state.State;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A phone that sends its gateway whatever it can, and another one beside it. */
class GatewayFloodTest {
    private static final String OTHER_GATEWAY = "172.16.6.2";
    private static final WatchedLine READY = new WatchedLine(true, false, "Ready");
    private static final WatchedLine BUSY = new WatchedLine(true, true, "On a call");
    private static final int FLOOD = 10_000;

    private final Random random = new Random(17);
    private Wire wire = new Wire();

    @BeforeEach
    void bobIsThere() {
        wire.lines.put(Wire.BOB, READY);
    }

    private static String of(String phone, String text) {
        return phone.equals(PHONE) ? text : text.replace(PHONE, OTHER_PHONE).replace(GATEWAY, OTHER_GATEWAY);
    }

    private static String register(String user, String contact, String id, String more) {
        String self = "<sip:" + user + "@" + GATEWAY + ">";
        return request("REGISTER", "sip:" + GATEWAY, self, self)
                .replace("<sip:alice@" + PHONE + ">", contact)
                .replace("bK1", "bK" + id)
                .replace("Call-ID: one", "Call-ID: " + id)
                .replace("Max-Forwards", more + "Max-Forwards");
    }

    private static String subscribe(String user, String id, String more) {
        return request(
                        "SUBSCRIBE",
                        "sip:" + user + "@" + GATEWAY,
                        "<sip:1@" + GATEWAY + ">",
                        "<sip:21@" + GATEWAY + ">")
                .replace("bK1", "bK" + id)
                .replace("Call-ID: one", "Call-ID: " + id)
                .replace("Max-Forwards", more + "Max-Forwards");
    }

    /** The other phone sends something, and gets that answer. */
    private String other(String text) {
        wire.answers.clear();
        assertThat(wire.sendFrom(OTHER_PHONE, OTHER_GATEWAY, of(OTHER_PHONE, text)))
                .isNull();
        return wire.answers.get(0).text();
    }

    private String word() {
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
    }

    private void floodWithRegistrations() {
        for (int i = 0; i < FLOOD; i++) {
            String contact = "<sip:" + word() + "@" + PHONE + ":" + (1024 + random.nextInt(60_000)) + ">;expires="
                    + random.nextInt(4_000);
            String digest = "Authorization: Digest username=\"" + word() + "\", realm=\"voider\", nonce=\"" + word()
                    + "\", uri=\"sip:" + GATEWAY + "\", response=\"" + word() + "\"\r\n";
            assertThat(wire.send(GATEWAY, register(word(), contact, "f" + i, i % 2 == 0 ? digest : "")))
                    .isNull();
            wire.now += SECOND / 400;
            if (wire.answers.size() > 100) {
                wire.answers.clear();
            }
        }
    }

    @Test
    void aFloodOfRegistrationsLeavesTheOtherPhoneItsOwn() {
        String own = "<sip:2@" + PHONE + ":40000>";
        assertThat(other(register("2", own, "other", ""))).startsWith("SIP/2.0 200 ");
        floodWithRegistrations();
        assertThat(wire.proxy.gateway().contacts(wire.now))
                .hasSize(2)
                .containsEntry(Wire.address(OTHER_PHONE), of(OTHER_PHONE, "sip:2@" + PHONE + ":40000"));
        assertThat(wire.send(GATEWAY, register("1", "", "last", "").replace("Contact: \r\n", "")))
                .isNull();
        assertThat(wire.answer().split("Contact:", -1)).hasSizeLessThanOrEqualTo(1 + LocationService.MOST_BINDINGS);
        assertThat(other(register("2", own, "again", ""))).startsWith("SIP/2.0 200 ");
    }

    @Test
    void aFloodWithoutThePasswordRegistersNothingAndTheOtherPhoneProvesItsOwn() {
        State asking = Wire.state().with(Wire.state().settings().with("account-passwords", "on"));
        wire = new Wire(asking);
        floodWithRegistrations();
        assertThat(wire.proxy.gateway().contacts(wire.now)).isEmpty();
        assertThat(other(register("2", "<sip:2@" + PHONE + ">", "other", ""))).startsWith("SIP/2.0 401 ");
    }

    @Test
    void registrationsThatChangeNothingForWhoWatchesMakeNobodyLook() {
        assertThat(other(subscribe("21", "lamp", "Event: dialog\r\n"))).startsWith("SIP/2.0 200 ");
        wire.send(GATEWAY, register("1", "<sip:1@" + PHONE + ">", "first", ""));
        int before = wire.looks;
        floodWithRegistrations();
        assertThat(wire.looks - before).isLessThan(FLOOD / 100);
    }

    @Test
    void aFloodOfSubscriptionsStaysWithinBoundsAndTheOthersLampIsLit() {
        assertThat(other(subscribe("21", "lamp", "Event: dialog\r\n"))).startsWith("SIP/2.0 200 ");
        String notify = wire.answers.get(1).text();
        assertThat(wire.sendFrom(OTHER_PHONE, OTHER_GATEWAY, response(notify, 200, "")))
                .isNull();
        int accepted = 0;
        int told = 0;
        for (int i = 0; i < FLOOD; i++) {
            wire.answers.clear();
            String whom = i % 3 == 0 ? word() : "21";
            String event = "Event: " + (i % 5 == 0 ? word() : i % 2 == 0 ? "dialog" : "presence") + "\r\n";
            assertThat(wire.send(GATEWAY, subscribe(whom, "f" + i, event))).isNull();
            accepted += wire.answers.get(0).text().startsWith("SIP/2.0 200 ") ? 1 : 0;
            told += wire.answers.size() - 1;
            wire.now += 1_000;
        }
        // As many as a phone may watch, each told once: nothing that it is asked for is answered with more.
        assertThat(accepted).isEqualTo(64);
        assertThat(told).isEqualTo(64);
        wire.answers.clear();
        wire.lines.put(Wire.BOB, BUSY);
        wire.linesChanged();
        assertThat(wire.answers)
                .filteredOn(each -> each.from().equals(OTHER_GATEWAY))
                .singleElement()
                .satisfies(each -> assertThat(each.text()).contains("<state>confirmed</state>"));
    }

    @Test
    void oneWhoAsksForItsOwnLampsMakesNobodyLookAtTheOthers() {
        for (int i = 0; i < 64; i++) {
            other(subscribe("21", "lamp" + i, "Event: dialog\r\n"));
        }
        wire.send(GATEWAY, subscribe("21", "own", "Event: dialog\r\n"));
        int before = wire.looks;
        wire.send(GATEWAY, subscribe("21", "more", "Event: presence\r\n"));
        assertThat(wire.looks - before).isLessThan(8);
    }

    @Test
    void whatIsLongerThanAnyPhonesIsNotRemembered() {
        String id = "x".repeat(5_000);
        String contact = "<sip:1@" + PHONE + ">";
        wire.send(GATEWAY, register("1", contact, id, ""));
        assertThat(wire.answer()).startsWith("SIP/2.0 513 ");
        assertThat(wire.proxy.gateway().contacts(wire.now)).isEmpty();
        wire.send(GATEWAY, subscribe("21", id, "Event: dialog\r\n"));
        assertThat(wire.answers).hasSize(1);
        assertThat(wire.answer()).startsWith("SIP/2.0 513 ");
        assertThat(wire.proxy.gateway().isWatching()).isFalse();
    }
}
