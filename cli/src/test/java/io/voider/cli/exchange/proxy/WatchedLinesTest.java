package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static io.voider.cli.exchange.proxy.Wire.GATEWAY;
import static io.voider.cli.exchange.proxy.Wire.PHONE;
import static io.voider.cli.exchange.proxy.Wire.SECOND;
import static io.voider.cli.exchange.proxy.Wire.request;
import static io.voider.cli.exchange.proxy.Wire.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A phone that has a lamp for bob's line. */
class WatchedLinesTest {
    private static final WatchedLine READY = new WatchedLine(true, false, "Ready");
    private static final WatchedLine BUSY = new WatchedLine(true, true, "On a call");
    private static final WatchedLine DOWN = new WatchedLine(false, false, "bob is <not> there");
    private static final Pattern TO = Pattern.compile("\r\nTo: ([^\r]*)\r\n");

    private final Wire wire = new Wire();
    private int cSeq;

    @BeforeEach
    void bobIsThere() {
        wire.lines.put(BOB, READY);
    }

    private String subscribe(String to, String... fields) {
        wire.answers.clear();
        String text = request("SUBSCRIBE", "sip:21@" + GATEWAY, "<sip:1@" + GATEWAY + ">", to)
                .replace("CSeq: 1 ", "CSeq: " + ++cSeq + " ")
                .replace("bK1;", "bK" + cSeq + ";")
                .replace("<sip:alice@" + PHONE + ">", "<sip:1@" + PHONE + ":40000>")
                .replace("Max-Forwards", String.join("\r\n", fields) + "\r\nMax-Forwards");
        assertThat(wire.send(GATEWAY, text)).isNull();
        return wire.answers.remove(0).text();
    }

    private String subscribe(String event) {
        return subscribe("<sip:21@" + GATEWAY + ">", "Event: " + event);
    }

    private static String to(String answer) {
        Matcher to = TO.matcher(answer);
        assertThat(to.find()).isTrue();
        return to.group(1);
    }

    /** The only NOTIFY that is on its way. */
    private String told() {
        assertThat(wire.answers).hasSize(1);
        Wire.AtPhone notify = wire.answers.remove(0);
        assertThat(notify.from()).isEqualTo(GATEWAY);
        assertThat(notify.port()).isEqualTo(40000);
        assertThat(notify.text()).startsWith("NOTIFY sip:1@" + PHONE + ":40000 SIP/2.0\r\n");
        return notify.text();
    }

    /** The only NOTIFY that is on its way, which the phone answers. */
    private String answered() {
        String notify = told();
        assertThat(wire.send(GATEWAY, response(notify, 200, ""))).isNull();
        return notify;
    }

    private void becomes(WatchedLine line) {
        wire.lines.put(BOB, line);
        wire.linesChanged();
    }

    @Test
    void aLampIsLitWhileTheLineIsBusy() {
        String answer = subscribe("dialog");
        assertThat(answer).startsWith("SIP/2.0 200 OK\r\n").contains("Expires: 3600\r\n");
        String first = answered();
        assertThat(first)
                .contains("From: " + to(answer) + "\r\nTo: <sip:1@" + GATEWAY + ">;tag=a\r\nCall-ID: one\r\n")
                .contains("Event: dialog\r\nSubscription-State: active;expires=3600\r\n")
                .contains("version=\"0\" state=\"full\" entity=\"sip:21@" + GATEWAY + "\"")
                .contains("<state>terminated</state>");
        becomes(BUSY);
        assertThat(answered()).contains("version=\"1\"", "<state>confirmed</state>", "CSeq: 2 NOTIFY");
        wire.linesChanged();
        assertThat(wire.answers).as("nothing changed").isEmpty();
        becomes(READY);
        assertThat(answered()).contains("version=\"2\"", "<state>terminated</state>");
    }

    @Test
    void presenceSaysWhetherTheLineCanBeCalledAndWhyNot() {
        subscribe("presence;id=7");
        assertThat(answered()).contains("Event: presence;id=7\r\n", "application/pidf+xml", "<basic>open</basic>");
        becomes(DOWN);
        assertThat(answered()).contains("<basic>closed</basic>", "<note>bob is &lt;not&gt; there</note>");
    }

    @Test
    void whatChangesBeforeThePhoneAnsweredIsToldAfterwardsAndRepeatedMeanwhile() {
        subscribe("dialog");
        String first = told();
        becomes(BUSY);
        assertThat(wire.answers).isEmpty();
        wire.pass(SECOND / 2);
        assertThat(told()).isEqualTo(first);
        wire.send(GATEWAY, response(first, 200, ""));
        assertThat(told()).contains("<state>confirmed</state>");
    }

    @Test
    void aPhoneThatDoesNotAnswerOrKnowsNothingOfItIsToldNoMore() {
        subscribe("dialog");
        for (int i = 0; i < 100; i++) {
            wire.pass(SECOND / 2);
        }
        assertThat(wire.answers).hasSizeBetween(8, 12);
        wire.answers.clear();
        becomes(BUSY);
        assertThat(wire.answers).isEmpty();
        assertThat(wire.proxy.gateway().isIdle()).isTrue();
        subscribe("dialog");
        wire.send(GATEWAY, response(told(), 481, ""));
        becomes(READY);
        assertThat(wire.answers).isEmpty();
    }

    @Test
    void aPhoneRenewsAndEndsWhatItWatches() {
        String answer = subscribe("dialog");
        answered();
        wire.now += 3_000 * SECOND;
        assertThat(subscribe(to(answer), "Event: dialog", "Expires: 120")).contains("Expires: 120");
        assertThat(answered()).contains("active;expires=120");
        assertThat(subscribe(to(answer), "Event: dialog", "Expires: 0")).startsWith("SIP/2.0 200 ");
        assertThat(answered()).contains("Subscription-State: terminated;reason=timeout");
        becomes(BUSY);
        assertThat(wire.answers).isEmpty();
        assertThat(subscribe(to(answer), "Event: dialog")).startsWith("SIP/2.0 481 ");
    }

    @Test
    void whatIsNotRenewedIsOver() {
        subscribe("dialog");
        answered();
        wire.now += 3_601 * SECOND;
        becomes(BUSY);
        assertThat(answered()).contains("terminated;reason=timeout");
        becomes(READY);
        assertThat(wire.answers).isEmpty();
    }

    @Test
    void aLineThatIsNoMoreIsWatchedNoMore() {
        subscribe("dialog");
        answered();
        wire.lines.clear();
        wire.linesChanged();
        assertThat(answered()).contains("terminated;reason=noresource");
    }

    @Test
    void whatCannotBeWatchedIsRefused() {
        assertThat(subscribe("message-summary")).startsWith("SIP/2.0 489 ").contains("Allow-Events: dialog, presence");
        assertThat(subscribe("<sip:21@" + GATEWAY + ">")).startsWith("SIP/2.0 489 ");
        assertThat(subscribe("<sip:21@" + GATEWAY + ">", "Event: dialog", "Expires: 10"))
                .startsWith("SIP/2.0 423 ")
                .contains("Min-Expires: 60");
        assertThat(subscribe("<sip:21@" + GATEWAY + ">;tag=x", "Event: dialog")).startsWith("SIP/2.0 481 ");
        wire.lines.clear();
        assertThat(subscribe("dialog")).startsWith("SIP/2.0 404 ");
        assertThat(wire.answers).isEmpty();
    }

    @Test
    void noPhoneIsToldElsewhereThanAtItsOwnAddress() {
        String text = request("SUBSCRIBE", "sip:21@" + GATEWAY, "<sip:1@x>", "<sip:21@" + GATEWAY + ">")
                .replace(
                        "Contact: <sip:alice@" + PHONE + ">",
                        "Event: dialog\r\nContact: <sip:1@" + Wire.OTHER_PHONE + ">");
        assertThat(wire.send(GATEWAY, text)).isNull();
        assertThat(wire.answer()).startsWith("SIP/2.0 403 ");
        assertThat(wire.answers).isEmpty();
    }

    @Test
    void aPhoneWatchesABoundedNumberOfLines() {
        for (int i = 0; i < 64; i++) {
            assertThat(subscribe("dialog;id=" + i)).startsWith("SIP/2.0 200 ");
        }
        assertThat(subscribe("dialog;id=64")).startsWith("SIP/2.0 503 ");
    }

    /** The phone subscribes over its connection from a port; returns the answer. */
    private String subscribeOverTcp(int from, String uri, String to, String... fields) {
        wire.answers.clear();
        String text = request("SUBSCRIBE", uri, "<sip:1@" + GATEWAY + ">", to)
                .replace("SIP/2.0/UDP", "SIP/2.0/TCP")
                .replace("CSeq: 1 ", "CSeq: " + ++cSeq + " ")
                .replace("bK1;", "bK" + cSeq + ";")
                .replace("<sip:alice@" + PHONE + ">", "<sip:1@" + PHONE + ":" + from + ";transport=tcp>")
                .replace("Max-Forwards", String.join("\r\n", fields) + "\r\nMax-Forwards");
        wire.sendOverTcp(from, text);
        return wire.answers.remove(0).text();
    }

    @Test
    void overTcpAPhoneIsToldByTheConnectionOverWhichItAsked() {
        String uri = "sip:21@" + GATEWAY;
        String answer = subscribeOverTcp(41_000, uri, "<" + uri + ">", "Event: dialog");
        assertThat(answer).startsWith("SIP/2.0 200 ");
        Wire.AtPhone first = wire.answers.remove(0);
        assertThat(first.port()).isEqualTo(41_000);
        assertThat(first.text()).contains("\r\nVia: SIP/2.0/TCP " + GATEWAY + ":5060;branch=");
        wire.pass(2 * SECOND);
        assertThat(wire.answers).as("TCP loses nothing").isEmpty();
        wire.sendOverTcp(41_000, response(first.text(), 200, ""));
        becomes(BUSY);
        assertThat(wire.answers.remove(0).text()).contains("<state>confirmed</state>");
        // It connects anew, and goes on watching in the same dialog.
        assertThat(subscribeOverTcp(41_001, uri, to(answer), "Event: dialog", "Expires: 90"))
                .contains("Expires: 90");
        Wire.AtPhone again = wire.answers.remove(0);
        assertThat(again.port())
                .as("whatever was not answered over the old one")
                .isEqualTo(41_001);
        assertThat(again.text()).contains("active;expires=90", "<state>confirmed</state>");
        wire.disconnect(41_000);
        wire.sendOverTcp(41_001, response(again.text(), 200, ""));
        becomes(READY);
        assertThat(wire.answers.remove(0).port()).isEqualTo(41_001);
    }

    @Test
    void whatWasWatchedOverAConnectionEndsWithIt() {
        String uri = "sip:21@" + GATEWAY;
        String answer = subscribeOverTcp(41_000, uri, "<" + uri + ">", "Event: dialog");
        wire.sendOverTcp(41_000, response(wire.answers.remove(0).text(), 200, ""));
        wire.disconnect(41_001);
        becomes(BUSY);
        wire.sendOverTcp(41_000, response(wire.answers.remove(0).text(), 200, ""));
        wire.disconnect(41_000);
        becomes(READY);
        assertThat(wire.answers).isEmpty();
        assertThat(wire.proxy.gateway().isWatching()).isFalse();
        assertThat(subscribeOverTcp(41_002, uri, to(answer), "Event: dialog")).startsWith("SIP/2.0 481 ");
    }

    @Test
    void anotherPhoneOfTheHomeIsWatchedUntilThereIsNoneOfThatNumber() {
        String second = "10.1.1.2";
        wire.lines.put(second, READY);
        String text = request("SUBSCRIBE", "sip:102@" + GATEWAY, "<sip:1@x>", "<sip:102@" + GATEWAY + ">")
                .replace("Max-Forwards", "Event: dialog\r\nMax-Forwards");
        wire.send(GATEWAY, text);
        assertThat(wire.answers.remove(0).text()).startsWith("SIP/2.0 200 ");
        wire.send(GATEWAY, response(wire.answer(), 200, ""));
        wire.lines.put(second, BUSY);
        wire.linesChanged();
        String busy = wire.answer();
        assertThat(busy).contains("entity=\"sip:102@" + GATEWAY + "\"", "<state>confirmed</state>");
        wire.send(GATEWAY, response(busy, 200, ""));
        wire.lines.remove(second);
        wire.linesChanged();
        assertThat(wire.answer()).contains("terminated;reason=noresource");
    }

    @Test
    void aPhoneThatIsNoMoreIsToldNothing() {
        subscribe("dialog");
        answered();
        wire.proxy.directory(
                new Directory(Wire.state().with(List.of(new PhoneLine(1, PhoneAddress.parse("172.16.9.1"))))));
        becomes(BUSY);
        assertThat(wire.answers).isEmpty();
        assertThat(wire.proxy.gateway().isWatching()).isFalse();
    }

    // ---- bounds ----

    @Test
    void anIntervalIsBetweenAMinuteAndAnHour() {
        String nobody = "<sip:21@" + GATEWAY + ">";
        assertThat(subscribe(nobody, "Event: dialog;id=1", "Expires: 59")).startsWith("SIP/2.0 423 ");
        assertThat(subscribe(nobody, "Event: dialog;id=2", "Expires: 60")).contains("\r\nExpires: 60\r\n");
        assertThat(subscribe(nobody, "Event: dialog;id=3", "Expires: 3601")).contains("\r\nExpires: 3600\r\n");
    }

    /** RFC 3261 section 17.1.2: after T1, then after twice as long each time, up to T2. */
    @Test
    void whatAPhoneDoesNotAnswerIsRepeatedEverMoreSeldom() {
        subscribe("dialog");
        told();
        StringBuilder repeated = new StringBuilder();
        for (int half = 1; half <= 32; half++) {
            wire.pass(SECOND / 2);
            if (!wire.answers.isEmpty()) {
                told();
                repeated.append(half).append(' ');
            }
        }
        assertThat(repeated.toString().strip()).isEqualTo("1 3 7 15 23 31");
        assertThat(wire.proxy.gateway().isIdle()).isFalse();
    }

    @Test
    void aProvisionalResponseEndsNoRepeating() {
        subscribe("dialog");
        String notify = told();
        wire.send(GATEWAY, response(notify, 100, ""));
        wire.pass(SECOND / 2);
        assertThat(told()).isEqualTo(notify);
        wire.send(GATEWAY, response(notify, 300, ""));
        becomes(BUSY);
        assertThat(wire.answers).as("it wants to be told no more").isEmpty();
    }

    @Test
    void whatIsToldSaysForHowLong() {
        subscribe("dialog");
        answered();
        wire.now += 1_600 * SECOND;
        becomes(BUSY);
        assertThat(answered()).contains("Subscription-State: active;expires=2000\r\n");
    }

    @Test
    void whatHasEndedIsOfNobodyAnyMore() {
        String answer = subscribe("dialog");
        answered();
        wire.now += 3_599 * SECOND;
        becomes(BUSY);
        assertThat(answered()).contains("active;expires=1\r\n");
        wire.now += SECOND;
        becomes(READY);
        assertThat(answered()).contains("terminated;reason=timeout");
        assertThat(subscribe(to(answer), "Event: dialog")).startsWith("SIP/2.0 481 ");
    }

    /** What is not renewed is forgotten, even if nothing of the line ever changed. */
    @Test
    void whatRanOutLongAgoTakesNoRoom() {
        for (int i = 0; i < 64; i++) {
            subscribe("dialog;id=" + i);
            wire.send(GATEWAY, response(told(), 200, ""));
        }
        wire.now += 3_600 * SECOND;
        assertThat(subscribe("dialog;id=new")).startsWith("SIP/2.0 503 ");
        wire.pass(33 * SECOND);
        assertThat(subscribe("dialog;id=newer")).startsWith("SIP/2.0 200 ");
    }

    @Test
    void lampsAreOneOfEachPhonesOwn() {
        for (int i = 0; i < 64; i++) {
            subscribe("dialog;id=" + i);
        }
        String others = request("SUBSCRIBE", "sip:21@" + GATEWAY, "<sip:1@x>", "<sip:21@x>")
                .replace(PHONE, Wire.OTHER_PHONE)
                .replace(GATEWAY, "172.16.6.2")
                .replace("Max-Forwards", "Event: dialog\r\nMax-Forwards");
        wire.answers.clear();
        wire.sendFrom(Wire.OTHER_PHONE, "172.16.6.2", others);
        assertThat(wire.answers.get(0).text()).startsWith("SIP/2.0 200 ");
    }

    @Test
    void aRenewalFromElsewhereIsRefused() {
        String answer = subscribe("dialog");
        answered();
        String renewal = request("SUBSCRIBE", "sip:21@" + GATEWAY, "<sip:1@" + GATEWAY + ">", to(answer))
                .replace("CSeq: 1 ", "CSeq: 9 ")
                .replace("bK1;", "bK9;")
                .replace("Contact: <sip:alice@" + PHONE + ">", "Event: dialog\r\nContact: <sip:1@192.0.2.1>");
        assertThat(wire.send(GATEWAY, renewal)).isNull();
        assertThat(wire.answer()).startsWith("SIP/2.0 403 ");
        becomes(BUSY);
        assertThat(told()).contains("<state>confirmed</state>");
    }

    /** To write over a connection can be the end of it, at once. */
    @Test
    void aConnectionThatBreaksWhileItIsToldKeepsNobodyElseFromBeingTold() {
        String uri = "sip:21@" + GATEWAY;
        for (int from = 41_000; from < 41_003; from++) {
            subscribeOverTcp(from, uri, "<" + uri + ">", "Event: dialog;id=" + from);
            wire.sendOverTcp(from, response(wire.answers.remove(0).text(), 200, ""));
        }
        wire.lines.put(BOB, BUSY);
        List<Integer> told = new ArrayList<>();
        wire.proxy.gateway().linesChanged(wire.now, (way, notify) -> {
            notify.release();
            told.add(way.port());
            if (told.size() == 1) {
                wire.disconnect(41_000);
                wire.disconnect(41_001);
            }
        });
        assertThat(told).contains(41_002).doesNotHaveDuplicates();
        assertThat(told.subList(1, told.size())).doesNotContain(41_000, 41_001);
        wire.pass(SECOND);
        wire.disconnect(41_002);
        assertThat(wire.proxy.gateway().isWatching()).isFalse();
    }
}
