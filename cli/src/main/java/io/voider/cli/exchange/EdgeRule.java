package io.voider.cli.exchange;

import io.voider.sip.call.Answer;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What may cross the edge, and why: the table of docs/threat-model.md, which is printed from here. A message that comes out of a
 * tunnel, be it for a phone of this home or for another friend, meets the rules from {@link #CALL} on; what a phone of this home
 * sends meets the last seven.
 */
enum EdgeRule {
    /** Part of a call. */
    CALL("whatever belongs to a call between these two that the exchange knows", 0, "it is what a call is made of"),
    /** An INVITE that begins a call. */
    NEW_CALL("INVITE outside a dialog", 0, "it makes a phone ring, which is what a phone is for"),
    /** A question. */
    QUESTION("OPTIONS, MESSAGE outside a dialog", 0, "it asks and tells, and makes no phone act"),
    /** A response. */
    RESPONSE("any response that no rule below names", 0, "a phone heeds only responses to its own requests"),
    /** A request in no dialog of theirs. */
    NO_DIALOG(
            "BYE, re-INVITE, CANCEL, PRACK, UPDATE, INFO, REFER, NOTIFY, SUBSCRIBE that belong to no call between"
                    + " these two; INVITE outside a dialog with a lower CSeq than the call that it would be of",
            481,
            "a stranger to a call must not end, move or redirect it, nor restart or reconfigure a phone"),
    /** An ACK of nothing. */
    NO_INVITE("ACK that belongs to no call between these two", -1, "an ACK is never answered"),
    /** Replaces and its kin. */
    OTHERS_DIALOG(
            "Replaces, Join, Target-Dialog that name somebody else's call, without Referred-By",
            481,
            "nobody takes over a call of others; who was transferred knows both its tags, and who referred them"),
    /** An INVITE that wants to be answered without a hand. */
    AUTOMATIC_ANSWER(
            "INVITE, INFO, NOTIFY that ask for an automatic answer",
            403,
            "a phone that answers by itself is a microphone; voider config allow-auto-answer NAME allows it to a"
                    + " friend"),
    /** A NOTIFY in a call that is about something else. */
    EVENT(
            "NOTIFY of another event than refer, dialog, conference, presence, kpml, message-summary",
            489,
            "check-sync and its kin restart and reconfigure phones"),
    /** A redirection elsewhere. */
    REDIRECTION(
            "3xx to anything but numbers that the caller may dial, 32 at the most; the caller gets 480 in its place",
            480,
            "a phone that follows it would call there without being asked"),
    /** A port that is not SIP's. */
    PORT(
            "a datagram to a port where the phone does not speak SIP: not " + SipPorts.FIRST + " to " + SipPorts.LAST
                    + ", nor one that it has used or that its Via or Contact names",
            -1,
            "what merely looks like SIP is not to reach a phone's other services"),
    /** A challenge. */
    CHALLENGE(
            "401, 407 and challenges in other responses; the caller gets 403 in its place",
            403,
            "a digest over a nonce of one's own choosing is a password to be guessed at leisure"),
    /** A From that phones may read otherwise than the proxy does (RFC 3261 section 20.20). */
    SENDERLESS(
            "a request other than ACK, BYE, CANCEL and PRACK whose From is not one address",
            400,
            "a phone would show a name that no line vouches for"),
    /** A message that the tracker cannot hold. */
    UNREADABLE("INVITE without readable Call-ID and CSeq", 400, "it would be a call without media"),
    /** A call under the Call-ID of another. */
    MERGED(
            "INVITE outside a dialog under Call-ID and From tag of a call that goes on between these two, or between"
                    + " the caller and a home's phones, with a higher CSeq, unless that is being cancelled or was"
                    + " challenged",
            482,
            "the tracker would not know it from the other, and it would be a call without media"),
    /** Credentials. */
    CREDENTIALS("Authorization, Proxy-Authorization", 403, "a digest is for who asked for it"),
    /** A method that never crosses. */
    METHOD("any other method", 405, "REGISTER, PUBLISH and what nobody knows concern no friend"),
    /** Too large. */
    SIZE("a message over 65,535 bytes", 513, "it could not come back"),
    /** A transfer to a number that cannot be said at the other home. */
    TRANSFER(
            "REFER to a number of the sender's own exchange that is nobody's in the exchange of the line, or at the"
                    + " gateway of whom it is for",
            403,
            "at the other home it is somebody else's, who would ring"),
    /** A redirection to such a number. */
    DEFLECTION("3xx to such a number; the caller gets 480 in its place", 480, "the same");

    private final String what;
    private final int status;
    private final String why;

    EdgeRule(String what, int status, String why) {
        this.what = what;
        this.status = status;
        this.why = why;
    }

    /** Whether what it is about crosses. */
    boolean passes() {
        return status == 0;
    }

    /** What a request that does not cross is answered with; -1 if with silence, 0 if it crosses. */
    int status() {
        return status;
    }

    /** The answer with which a request does not cross, and the receiver of a response gets instead of it. */
    Answer answer() {
        return switch (this) {
            case AUTOMATIC_ANSWER -> Answer.of(403, "Automatic answer is not allowed");
            case REDIRECTION -> Answer.of(480, "Redirected to where this phone may not call");
            case TRANSFER -> Answer.of(403, "That number is somebody else's at the other home");
            case DEFLECTION -> Answer.of(480, "Redirected to a number that is somebody else's here");
            case SENDERLESS -> Answer.badRequest("From is not one address");
            case UNREADABLE -> Answer.badRequest("Call-ID or CSeq cannot be read");
            default -> Answer.of(status);
        };
    }

    /** The table in Markdown. */
    static String table() {
        return "| from a tunnel | crosses | why |\n| --- | --- | --- |\n"
                + Arrays.stream(values()).map(EdgeRule::row).collect(Collectors.joining());
    }

    private String row() {
        String crosses = passes() ? "yes" : status < 0 ? "no, in silence" : "no: " + status;
        return "| " + what + " | " + crosses + " | " + why + " |\n";
    }
}
