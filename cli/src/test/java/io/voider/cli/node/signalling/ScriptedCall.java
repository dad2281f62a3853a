package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.node.signalling.BackToBack.Home;
import io.voider.cli.node.signalling.BackToBack.Received;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A call of bob's to alice, as a script plays it: what each phone sends, and what the other then has. Its methods fail if a message
 * does not arrive as it should.
 */
final class ScriptedCall {
    /** By what the phones send their requests. */
    enum Carrier {
        UDP,
        TCP,
        /** What begins and ends a transaction of INVITE over TCP, as large requests are sent (RFC 3261 section 18.1.1), all else over UDP. */
        MIXED,
        /** By accounts at the gateways, the caller's by short number and as its proxy, the callee registered. */
        ACCOUNT,
        /** The same over TCP: one connection of the caller's to its gateway. */
        ACCOUNT_TCP;

        private static final Set<String> LARGE = Set.of("INVITE", "CANCEL", "REFER");

        boolean streams(String method) {
            return this == TCP || this == ACCOUNT_TCP || (this == MIXED && LARGE.contains(method));
        }

        boolean isAccount() {
            return this == ACCOUNT || this == ACCOUNT_TCP;
        }
    }

    private static final String GATEWAY = "172.16.0.2";

    /** The audio of a description at a port. */
    static String audio(int port, String... attributes) {
        return "v=0\r\no=- 1 1 IN IP4 172.16.0.1\r\ns=-\r\nc=IN IP4 172.16.0.1\r\nt=0 0\r\n"
                + media("audio " + port + " RTP/AVP 0 101", attributes);
    }

    /** One medium's lines. */
    static String media(String line, String... attributes) {
        return Stream.concat(Stream.of("m=" + line), Stream.of(attributes).map(attribute -> "a=" + attribute))
                .map(text -> text + "\r\n")
                .collect(Collectors.joining());
    }

    final BackToBack stage;
    final Home caller;
    final Home callee;
    private final Carrier carrier;
    private final String id;
    private final Consumer<String> callersStream;
    private final Consumer<String> calleesStream;
    private int callersNumber;
    private int calleesNumber = 100;
    private String calleeTag = "b";
    private String branch = "";
    private Received request = new Received("", text -> {});

    ScriptedCall(BackToBack stage, Carrier carrier, String id) {
        this.stage = stage;
        this.carrier = carrier;
        this.id = id;
        caller = stage.bob;
        callee = stage.alice;
        callersStream = caller.connect(carrier.isAccount() ? GATEWAY : caller.number);
        calleesStream = callee.connect(callee.number);
        if (carrier.isAccount()) {
            register();
        }
    }

    private void register() {
        callee.datagram(
                GATEWAY,
                request(callee, "REGISTER", "", "")
                        .replace("sip:x@" + callee.number, "sip:" + GATEWAY)
                        .replace("Contact: <sip:me@", "Contact: <sip:x@"));
        assertThat(take(callee, "SIP/2.0 200")).contains("Contact: <sip:x@172.16.0.1:5060>;expires=3600");
    }

    /** Another call between the same phones. */
    ScriptedCall another(String otherId) {
        return new ScriptedCall(stage, carrier, otherId);
    }

    // ---- what the phones send ----

    /** A request of the caller's in the call; the callee's phone has it then. */
    String ask(String method, String body, String... fields) {
        return arrives(caller, method, request(caller, method, body, ";tag=" + calleeTag, fields));
    }

    /** The same, outside any dialog. */
    String askAnew(String method, String body, String... fields) {
        return arrives(caller, method, request(caller, method, body, "", fields));
    }

    /** A request of the callee's in the call; the caller's phone has it then. */
    String askBack(String method, String body, String... fields) {
        return arrives(callee, method, request(callee, method, body, ";tag=a", fields));
    }

    /** A request outside any dialog that the exchange answers itself: the answer's first line. */
    String askInVain(String method, String to, String... fields) {
        String text = spoken(caller, method, "", "", fields).replace(caller.number, to);
        if (carrier.streams(method)) {
            caller.connect(to).accept(text);
        } else {
            caller.datagram(to, text);
        }
        return line(take(caller, "SIP/2.0 "));
    }

    /** The caller gives up, while the callee's phone answers in that way; both finish what they began. */
    void cancelledWith(String status) {
        Received invite = request;
        String inviteBranch = branch;
        callersNumber--;
        String text = request(caller, "CANCEL", "", "").replace(branch, inviteBranch);
        branch = inviteBranch;
        arrives(caller, "CANCEL", text);
        answer("200 OK", "");
        request = invite;
        boolean answered = status.startsWith("2");
        answer(status, answered ? audio(6000) : "");
        if (answered) {
            acknowledge("");
            assertTalking(4000, 6000);
        } else {
            acknowledgeRefusal();
            take(callee, "ACK ");
        }
    }

    /** PRACK of a reliable provisional response, and then the answer to the INVITE. */
    void prackAndAnswer(String rAck) {
        Received invite = request;
        int inviteNumber = callersNumber;
        ask("PRACK", "", rAck);
        answer("200 OK", "");
        request = invite;
        answer("200 OK", "");
        int next = callersNumber;
        callersNumber = inviteNumber;
        acknowledge("");
        callersNumber = next;
    }

    String id() {
        return id;
    }

    /** The ACK of what the caller's latest request was answered with. */
    String acknowledge(String body) {
        callersNumber--;
        return arrives(caller, "ACK", request(caller, "ACK", body, ";tag=" + calleeTag));
    }

    /** The ACK of a refused INVITE, in its own transaction. */
    void acknowledgeRefusal() {
        callersNumber--;
        String inviteBranch = branch;
        String text = request(caller, "ACK", "", ";tag=" + calleeTag).replace(branch, inviteBranch);
        branch = inviteBranch;
        send(caller, "INVITE", caller.number, text);
    }

    private String request(Home by, String method, String body, String toTag, String... fields) {
        String text = spoken(by, method, body, toTag, fields);
        if (by == callee || !carrier.isAccount()) {
            return text;
        }
        String account = text.replace("To: <sip:x@" + by.number, "To: <sip:21@" + GATEWAY)
                .replace("From: <sip:me@172.16.0.1", "From: <sip:me@" + GATEWAY);
        return toTag.isEmpty() ? account.replace("sip:x@" + by.number + " SIP", "sip:21@" + GATEWAY + " SIP") : account;
    }

    private String spoken(Home by, String method, String body, String toTag, String... fields) {
        boolean callers = by == caller;
        int number = callers ? ++callersNumber : ++calleesNumber;
        branch = "z9hG4bK" + id + by.number.charAt(3) + method + number;
        return "%s sip:x@%s SIP/2.0\r\nVia: SIP/2.0/%s 172.16.0.1:5060;branch=%s;rport\r\n"
                        .formatted(method, by.number, carrier.streams(method) ? "TCP" : "UDP", branch)
                + "Max-Forwards: 70\r\nFrom: <sip:me@172.16.0.1>;tag=" + (callers ? "a" : calleeTag)
                + "\r\nTo: <sip:x@" + by.number + ">" + toTag + "\r\nCall-ID: " + id + "\r\nCSeq: " + number + " "
                + method + "\r\nContact: <sip:me@172.16.0.1:5060>\r\n" + end(body, fields);
    }

    private static String end(String body, String... fields) {
        String all = Stream.of(fields).map(field -> field + "\r\n").collect(Collectors.joining());
        boolean typed = body.isEmpty() || all.contains("Content-Type:");
        return all + (typed ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private void send(Home by, String method, String to, String text) {
        if (!carrier.streams(method)) {
            by.datagram(by == caller && carrier.isAccount() ? GATEWAY : to, text);
        } else if (to.equals(by.number)) {
            (by == caller ? callersStream : calleesStream).accept(text);
        } else {
            by.connect(to).accept(text);
        }
    }

    private String arrives(Home by, String method, String text) {
        send(by, method, by.number, text);
        return take(by.other(), method + " ");
    }

    /** Sends bytes as they are, in a datagram. */
    void bytes(String text) {
        caller.datagram(caller.number, text);
    }

    /** The answer to the latest request that arrived; who asked has it then, under the same status. */
    String answer(String status, String body, String... fields) {
        return answerAs(calleeTag, status, body, fields);
    }

    /** The same, by a branch of a fork that has a tag of its own. */
    String answerAs(String tag, String status, String body, String... fields) {
        boolean back = request.text().lines().anyMatch(line -> line.startsWith("To: ") && line.endsWith(";tag=a"));
        Home asker = back ? callee : caller;
        respond(tag, status, body, fields);
        if (asker == caller && carrier.isAccount()) {
            assertThat(asker.inbox).anySatisfy(this::assertReadByAccount);
        }
        return take(asker, "SIP/2.0 " + status);
    }

    private void assertReadByAccount(Received response) {
        assertThat(response.from()).isEqualTo(carrier == Carrier.ACCOUNT ? GATEWAY : "");
        assertThat(response.text()).contains("From: <sip:me@" + GATEWAY, "To: <sip:21@" + GATEWAY);
    }

    /** The answer to the latest request that arrived, whatever becomes of it. */
    void respond(String tag, String status, String body, String... fields) {
        String kept = request.text()
                .lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(Via|From|Call-ID|CSeq|To): .*"))
                .map(line -> line.startsWith("To: ") && !line.contains(";tag=") ? line + ";tag=" + tag : line)
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
        request.back()
                .accept("SIP/2.0 " + status + "\r\n" + kept + "Contact: <sip:x@172.16.0.1:5060>\r\n"
                        + end(body, fields));
    }

    /** The callee's tag from now on: of the fork that answered. */
    void talkWith(String tag) {
        calleeTag = tag;
    }

    // ---- what they have ----

    /** The first message that a phone has which begins so. */
    String take(Home home, String beginning) {
        for (Received received : home.inbox) {
            if (received.text().startsWith(beginning)) {
                home.inbox.remove(received);
                if (!beginning.startsWith("SIP/")) {
                    request = received;
                }
                return received.text();
            }
        }
        throw new AssertionError("the phone has no " + beginning + "…, but " + lines(home));
    }

    /** The first lines of what a phone has, and nobody took yet. */
    List<String> lines(Home home) {
        return home.inbox.stream().map(received -> line(received.text())).toList();
    }

    static String line(String message) {
        return message.split("\r\n", 2)[0];
    }

    // ---- what calls are made of ----

    /** Dials, is answered, acknowledges. */
    void establish(String offer, String answer, String... fields) {
        askAnew("INVITE", offer);
        answer("200 OK", answer, fields);
        acknowledge("");
    }

    /** The usual call: the caller hears at 4000, the callee at 6000. */
    void establish() {
        establish(audio(4000), audio(6000));
        assertTalking(4000, 6000);
    }

    /** A re-INVITE of the caller's that is accepted. */
    void renegotiate(String offer, String answer) {
        ask("INVITE", offer);
        answer("200 OK", answer);
        acknowledge("");
    }

    /** The caller hangs up; nothing may be open then of all that was. */
    void hangUp() {
        ask("BYE", "");
        answer("200 OK", "");
        assertThat(caller.calls.running().join()).isEmpty();
        assertThat(callee.calls.running().join()).isEmpty();
        assertSilent(4000, 6000);
    }

    void assertTalking(int callersPort, int calleesPort) {
        assertThat(callee.isHeardAt(callersPort)).as("what the callee says").isTrue();
        assertThat(caller.isHeardAt(calleesPort)).as("what the caller says").isTrue();
    }

    void assertSilent(int callersPort, int calleesPort) {
        assertThat(callee.isHeardAt(callersPort)).as("what the callee says").isFalse();
        assertThat(caller.isHeardAt(calleesPort)).as("what the caller says").isFalse();
    }
}
