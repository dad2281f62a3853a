package io.voider.sip.fork;

/** What a {@link ResponseContext} has done. A phone is known by its number at this home. */
public interface ForkOutputs {
    /** Sends the INVITE to that phone, for the first time or again. */
    void invite(int phone);

    /**
     * Sends it the CANCEL, for the first time or again.
     *
     * @param elsewhere whether that is because another phone has answered (RFC 3326)
     */
    void cancel(int phone, boolean elsewhere);

    /** It rings no more, and did not answer. */
    void ended(int phone);

    /**
     * The caller gets its final response: the one of that phone which was {@linkplain Ruling#KEEP kept}, or one with that status if it
     * sent none.
     *
     * @param status 300 … 699
     */
    void concluded(int phone, int status);
}
