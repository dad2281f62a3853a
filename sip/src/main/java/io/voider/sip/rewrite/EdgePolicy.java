package io.voider.sip.rewrite;

import io.voider.sip.Side;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import java.util.Set;

/**
 * What may cross the edge between phone and tunnel. It forwards or refuses whole messages and edits none.
 *
 * @param messageBytes the largest message that crosses, in bytes
 * @param methods the methods that cross
 * @param challenges whether a friend may ask the phone for credentials, and the phone may give them: a digest over a nonce
 *     that the friend chose lets that friend guess the password at leisure
 * @param strays whether a message may name addresses that its sender should not know ({@link Rewriter#strays})
 * @param disclosures whether a message may name private addresses that are not mapped ({@link Rewriter#disclosures})
 */
public record EdgePolicy(
        int messageBytes, Set<SipMethod> methods, boolean challenges, boolean strays, boolean disclosures) {

    /**
     * Calls and what belongs to them; no registration, no credentials. Unmapped private addresses cross, since phones put
     * such into candidates and Via, and refusing them would refuse the call.
     */
    public static final EdgePolicy DEFAULT = new EdgePolicy(
            65_535,
            Set.of(
                    SipMethod.INVITE,
                    SipMethod.ACK,
                    SipMethod.BYE,
                    SipMethod.CANCEL,
                    SipMethod.OPTIONS,
                    SipMethod.PRACK,
                    SipMethod.UPDATE,
                    SipMethod.INFO,
                    SipMethod.REFER,
                    SipMethod.MESSAGE,
                    SipMethod.SUBSCRIBE,
                    SipMethod.NOTIFY),
            false,
            true,
            true);

    private static final Set<Integer> CHALLENGES = Set.of(401, 407);

    public EdgePolicy {
        methods = Set.copyOf(methods);
        if (messageBytes < 1) {
            throw new IllegalArgumentException("messageBytes is " + messageBytes + ", must be at least 1");
        }
    }

    /** What is to be done with a message. */
    public sealed interface Verdict {
        /** It crosses. */
        record Forward() implements Verdict {}

        /**
         * It does not.
         *
         * @param statusCode what a request may be answered with (RFC 3261 section 21)
         * @param reason why
         */
        record Refuse(int statusCode, String reason) implements Verdict {}
    }

    private static final Verdict FORWARD = new Verdict.Forward();

    /**
     * Judges a message before it is rewritten.
     *
     * @param from the side that sent it
     */
    public Verdict judge(SipMessage message, Side from) {
        if (message.length() > messageBytes) {
            return new Verdict.Refuse(513, "message over " + messageBytes + " bytes");
        }
        if (message.isRequest() && !methods.contains(message.method())) {
            return new Verdict.Refuse(405, "method " + message.methodName() + " does not cross");
        }
        if (!challenges && from == Side.TUNNEL && isChallenge(message)) {
            return new Verdict.Refuse(403, "a challenge to the phone's password");
        }
        if (!challenges && from == Side.PHONE && hasCredentials(message)) {
            return new Verdict.Refuse(403, "the phone's credentials");
        }
        return FORWARD;
    }

    private static boolean isChallenge(SipMessage message) {
        return CHALLENGES.contains(message.statusCode())
                || message.has(SipHeader.WWW_AUTHENTICATE)
                || message.has(SipHeader.PROXY_AUTHENTICATE);
    }

    private static boolean hasCredentials(SipMessage message) {
        return message.has(SipHeader.AUTHORIZATION) || message.has(SipHeader.PROXY_AUTHORIZATION);
    }

    /** Judges what {@code rewriter} found in the message that it has just rewritten. */
    public Verdict judge(Rewriter rewriter) {
        if (!strays && rewriter.strays() > 0) {
            return new Verdict.Refuse(400, "an address of the side that the message goes to");
        }
        if (!disclosures && rewriter.disclosureCount() > 0) {
            return new Verdict.Refuse(
                    400, "private address " + rewriter.disclosures().get(0).address());
        }
        return FORWARD;
    }
}
