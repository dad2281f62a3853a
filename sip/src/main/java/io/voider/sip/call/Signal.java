package io.voider.sip.call;

import io.voider.sip.CSeq;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import org.jspecify.annotations.Nullable;

/**
 * What the tracker wants to know of a message, taken out of it because the message's bytes do not last.
 *
 * @param status 0 for a request
 * @param method a request's own, a response's from CSeq
 * @param fromTag empty if there is none, as with RFC 2543's phones
 * @param toTag empty if there is none
 * @param branch the topmost Via's, empty if there is none
 * @param sessionExpiresSeconds RFC 4028's interval, or -1
 * @param referTo the target of a REFER, else null
 */
record Signal(
        int status,
        SipMethod method,
        String callId,
        String fromTag,
        String toTag,
        long cSeq,
        String branch,
        long sessionExpiresSeconds,
        @Nullable String referTo,
        String label) {
    private static final int LABEL_CHARACTERS = 24;

    /** Reads what any message of a call must have. Throws {@link SipRefusal} if some of it is missing or broken. */
    static Signal of(SipMessage message) {
        CSeq cSeq = message.cseq();
        SipMethod method = cSeq.method();
        if (message.isRequest() && !message.methodName().equals(cSeq.methodName())) {
            throw SipRefusal.syntax(0, "CSeq names another method than the start line");
        }
        return new Signal(
                message.statusCode(),
                method,
                message.callId(),
                orEmpty(message.fromTag()),
                orEmpty(message.toTag()),
                cSeq.number(),
                message.isRequest() ? orEmpty(message.topVia().branch()) : "",
                message.number(SipHeader.SESSION_EXPIRES),
                method == SipMethod.REFER ? message.value(SipHeader.REFER_TO) : null,
                message.isRequest() ? shortened(cSeq.methodName()) : ReasonPhrase.line(message.statusCode()));
    }

    private static String orEmpty(@Nullable String tag) {
        return tag == null ? "" : tag;
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

    /** Whether everything that would have to be remembered is short enough for it. */
    boolean isModest() {
        return callId.length() <= CallLimits.IDENTIFIER_CHARACTERS
                && fromTag.length() <= CallLimits.IDENTIFIER_CHARACTERS
                && toTag.length() <= CallLimits.IDENTIFIER_CHARACTERS
                && branch.length() <= CallLimits.IDENTIFIER_CHARACTERS
                && (referTo == null || referTo.length() <= 4 * CallLimits.IDENTIFIER_CHARACTERS);
    }

    boolean isProvisional() {
        return status >= 100 && status < 200;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the caller may answer this refusal with a better INVITE (RFC 3261 sections 22.2, 8.1.3.5; RFC 4028). */
    boolean isChallenge() {
        return status == 401 || status == 407 || status == 420 || status == 422;
    }
}
