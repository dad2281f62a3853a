package io.voider.sip;

import io.netty.handler.codec.DecoderException;

/**
 * The one way in which this module says no: to bytes that are not SIP or SDP, to a message over a limit, or to an address
 * that could not be mapped there and back.
 *
 * <p>It carries no stack trace: rubbish at line rate should buy nobody our time.
 */
public final class SipRefusal extends DecoderException {
    private static final long serialVersionUID = 1L;

    /** What the refusal is about, coarse enough to count by. */
    public enum Kind {
        /** The bytes break the grammar, or leave open how they are to be read. */
        SYNTAX,
        /** The message is larger, longer or deeper than {@link SipLimits} allows. */
        LIMIT,
        /** An address of the mapping is spelled in a way that has no twin. */
        ADDRESS
    }

    private final Kind kind;
    private final int offset;
    private final String reason;

    private SipRefusal(Kind kind, int offset, String reason) {
        super(reason + " at offset " + offset);
        this.kind = kind;
        this.offset = offset;
        this.reason = reason;
    }

    /** The bytes at {@code offset} break the grammar. */
    public static SipRefusal syntax(int offset, String reason) {
        return new SipRefusal(Kind.SYNTAX, offset, reason);
    }

    /** At {@code offset} a limit is passed. */
    public static SipRefusal limit(int offset, String reason) {
        return new SipRefusal(Kind.LIMIT, offset, reason);
    }

    /** The address at {@code offset} cannot be mapped so that it comes back the same. */
    public static SipRefusal address(int offset, String reason) {
        return new SipRefusal(Kind.ADDRESS, offset, reason);
    }

    /** The same refusal at another place: what was read was a copy of what lies there. */
    public SipRefusal movedTo(int place) {
        return new SipRefusal(kind, place, reason);
    }

    /** What the refusal is about. */
    public Kind kind() {
        return kind;
    }

    /** Where: bytes from the start of the message (or of the stream's current frame), 0 … its length. */
    public int offset() {
        return offset;
    }

    /** Why, in words for a person, without the offset. */
    public String reason() {
        return reason;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
