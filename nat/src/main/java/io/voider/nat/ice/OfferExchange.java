package io.voider.nat.ice;

import org.jspecify.annotations.Nullable;

/**
 * When an offer is due, and what the two sides know of each other's. An offer is due when ours changed, when the other
 * side's latest has not been answered by one that says so, and again, ever more rarely, while nothing came of it.
 */
final class OfferExchange {
    private static final int MAX_REPEATS = 5;

    private final long session;
    private @Nullable Offer remote;
    private int generation;
    private boolean changed = true;
    private boolean reply;
    private long dueAt = Timing.NEVER;
    private long sentAt = -Timing.NEVER;
    private long repeatAt = Timing.NEVER;
    private int repeats;
    private long heardInLastOffer;
    private int heardGenerationInLastOffer;

    OfferExchange(long session) {
        this.session = session;
    }

    @Nullable
    Offer remote() {
        return remote;
    }

    long session() {
        return session;
    }

    int generation() {
        return generation;
    }

    long sentAt() {
        return sentAt;
    }

    /** Ours has changed, or the search starts anew. */
    void changed(long now) {
        changed = true;
        repeats = 0;
        due(now + Timing.OFFER_GATHERING);
    }

    /** Offer again, unchanged: the other side may not have been there. */
    void again(long now) {
        reply = true;
        repeats = 0;
        due(now);
    }

    private void due(long at) {
        dueAt = Math.min(dueAt, Math.max(at, sentAt + Timing.OFFER_GAP));
    }

    /** Whether the bytes are newer than what is known; if so they are what is known from now on. */
    boolean accept(Offer offer) {
        Offer known = remote;
        if (known != null && known.session() == offer.session()) {
            short newer = (short) (offer.generation() - known.generation());
            if (newer < 0) {
                return false;
            }
        }
        remote = offer;
        return true;
    }

    /** Whether the other side knows our latest. */
    boolean isHeard() {
        Offer offer = remote;
        return offer != null
                && !changed
                && generation > 0
                && offer.heardSession() == session
                && offer.heardGeneration() == generation;
    }

    /** Whether our latest already says that we have heard the other side's. */
    boolean isAnswered() {
        Offer offer = remote;
        return offer != null
                && !changed
                && heardInLastOffer == offer.session()
                && heardGenerationInLastOffer == offer.generation();
    }

    void reply(long now) {
        reply = true;
        due(now);
    }

    boolean isDue(long now) {
        return now >= dueAt && (changed || reply);
    }

    /** Our offer is on its way now. */
    void sent(long now) {
        sentAt = now;
        dueAt = Timing.NEVER;
        reply = false;
        changed = false;
        Offer offer = remote;
        heardInLastOffer = offer == null ? 0 : offer.session();
        heardGenerationInLastOffer = offer == null ? 0 : offer.generation();
        repeatAt = repeats < MAX_REPEATS ? now + (Timing.OFFER_REPEAT << repeats) : Timing.NEVER;
    }

    /** The generation of the offer to be sent next. */
    int nextGeneration() {
        if (changed) {
            generation = (generation + 1) & 0xFFFF;
        }
        return generation;
    }

    void timeout(long now, boolean pathKnown) {
        if (now >= repeatAt) {
            repeatAt = Timing.NEVER;
            if (!pathKnown && !isHeard()) {
                repeats++;
                reply = true;
                due(now);
            }
        }
    }

    long deadline() {
        return Math.min(dueAt, repeatAt);
    }
}
