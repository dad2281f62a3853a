package io.voider.sip;

/** What the rewriter does with a header field's value. */
public enum Treatment {
    /** The value names hosts as Via does: sent-by, {@code received}, {@code maddr} (RFC 3261 section 20.42). */
    HOPS,
    /** The value is a list of URIs, bare or as name-addr; their hosts are addresses (RFC 3261 section 20.10). */
    ADDRESSES,
    /**
     * Like {@link #ADDRESSES}, and whoever reads it is asked to call them: so numbers of others in the same exchange are mapped as
     * well ({@link Parties#neighbour}).
     */
    TARGETS,
    /** The value is a list of warnings: {@code code agent "text"}; the agent is a host or a name (RFC 3261 section 20.43). */
    WARNINGS,
    /** The value counts the body's bytes, and follows them (RFC 3261 section 20.14). */
    LENGTH,
    /** Every byte stays. */
    KEPT;

    /** Whether addresses in the value are mapped. */
    public boolean mapped() {
        return this == HOPS || this == ADDRESSES || this == TARGETS || this == WARNINGS;
    }
}
