package io.voider.sip.call;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The INVITE that a call is about: the first one, or the attempt that took its place behind a challenge. By its CSeq and branch other
 * messages are told to be of it, of an attempt before it, or of a copy that came by another way (RFC 3261 sections 17.1.3 and 8.2.2.2).
 */
final class InitialInvite {
    private final long cSeq;
    private final String branch;
    private final @Nullable Media offer;
    private @Nullable Media earlyOffer;

    /** Of the latest copy that came by another way; empty if none did. */
    private String copyBranch = "";

    /** @param offer what it offers, or null if it asks for an offer */
    InitialInvite(Signal invite, @Nullable Media offer) {
        this.cSeq = invite.cSeq();
        this.branch = invite.branch();
        this.offer = offer;
    }

    long cSeq() {
        return cSeq;
    }

    @Nullable
    Media offer() {
        return offer;
    }

    /** Whether a message of the caller's transactions is of an attempt before this one. */
    boolean isAfter(Signal signal) {
        return signal.cSeq() < cSeq;
    }

    /** Whether a message is of this attempt, or of a copy of it. */
    boolean hasNumberOf(Signal signal) {
        return signal.cSeq() == cSeq;
    }

    /** Whether a message is of this very transaction. */
    boolean isTransactionOf(Signal signal) {
        return hasNumberOf(signal) && signal.branch().equals(branch);
    }

    /** Whether a message is of the transaction of a copy. */
    boolean isCopiedIn(Signal signal) {
        return hasNumberOf(signal) && !copyBranch.isEmpty() && signal.branch().equals(copyBranch);
    }

    /** It was sent again, or its copy came. */
    void comesAgain(Signal signal) {
        if (!signal.branch().equals(branch)) {
            copyBranch = signal.branch();
        }
    }

    /** Where the caller listens until the answer, in a session of its own (RFC 3959). */
    void describeEarly(Media early) {
        earlyOffer = early;
    }

    /** All that it offers. */
    List<Media> offers() {
        return Stream.of(offer, earlyOffer).filter(Objects::nonNull).toList();
    }
}
