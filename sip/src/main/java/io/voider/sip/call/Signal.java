package io.voider.sip.call;

import io.voider.sip.CSeq;
import io.voider.sip.Parties;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the tracker wants to know of a message, taken out of it because the message's bytes do not last.
 *
 * @param parties whose it is
 * @param status 0 for a request
 * @param method a request's own, a response's from CSeq
 * @param fromTag empty if there is none, as with RFC 2543's phones
 * @param toTag empty if there is none
 * @param branch the topmost Via's, empty if there is none
 * @param sessionExpiresSeconds RFC 4028's interval, or -1
 * @param words what a failure says beyond what RFC 3261 calls its code, fit to be shown; empty if nothing
 * @param referTo the target of a REFER, else null
 */
record Signal(
        Parties parties,
        int status,
        SipMethod method,
        String callId,
        String fromTag,
        String toTag,
        long cSeq,
        String branch,
        long sessionExpiresSeconds,
        String words,
        @Nullable String referTo,
        String label) {
    private static final int LABEL_CHARACTERS = 24;
    /** How much of an identifier that is too long is kept for people to see. */
    private static final int SHOWN_CHARACTERS = 64;

    /** Reads what any message of a call must have. Throws {@link SipRefusal} if some of it is missing or broken. */
    static Signal of(Parties parties, SipMessage message) {
        CSeq cSeq = message.cseq();
        SipMethod method = cSeq.method();
        if (message.isRequest() && !message.methodName().equals(cSeq.methodName())) {
            throw SipRefusal.syntax(0, "CSeq names another method than the start line");
        }
        return new Signal(
                parties,
                message.statusCode(),
                method,
                kept(message.callId()),
                kept(message.fromTag()),
                kept(message.toTag()),
                cSeq.number(),
                branch(message),
                message.number(SipHeader.SESSION_EXPIRES),
                message.statusCode() < 300 ? "" : ReasonPhrase.own(message.statusCode(), message.reasonPhrase()),
                method == SipMethod.REFER ? target(message) : null,
                message.isRequest() ? shortened(cSeq.methodName()) : ReasonPhrase.line(message.statusCode()));
    }

    /** A branch that cannot be read makes no match: a CANCEL with one is nobody's, a response to whatever was asked. */
    private static String branch(SipMessage message) {
        try {
            return kept(message.topVia().branch());
        } catch (SipRefusal broken) {
            return "";
        }
    }

    /** An identifier, or of a long one its beginning and its SHA-256: it is told apart from others as well by them. */
    static String kept(@Nullable String identifier) {
        if (identifier == null) {
            return "";
        }
        if (identifier.length() <= CallLimits.IDENTIFIER_CHARACTERS) {
            return identifier;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identifier.getBytes(StandardCharsets.UTF_8));
            return identifier.substring(0, SHOWN_CHARACTERS)
                    + '…'
                    + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException every) {
            throw new IllegalStateException("every Java platform has SHA-256", every);
        }
    }

    private static @Nullable String target(SipMessage message) {
        String target = message.value(SipHeader.REFER_TO);
        int most = 4 * CallLimits.IDENTIFIER_CHARACTERS;
        return target == null || target.length() <= most ? target : target.substring(0, most) + '…';
    }

    private static String shortened(String name) {
        return name.length() <= LABEL_CHARACTERS ? name : name.substring(0, LABEL_CHARACTERS) + '…';
    }

    boolean isRequest() {
        return status == 0;
    }

    /** Whether it starts a call: an INVITE outside any dialog. */
    boolean isInitialInvite() {
        return isRequest() && method == SipMethod.INVITE && toTag.isEmpty();
    }

    boolean isProvisional() {
        return status / 100 == 1;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the caller may answer this refusal with a better INVITE (RFC 3261 sections 22.2, 8.1.3.5; RFC 4028). */
    boolean isChallenge() {
        return status == 401 || status == 407 || status == 420 || status == 422;
    }
}
