package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The friend's end of a {@link SealedSession}. {@link #open} begins a new one; the old one serves until the new one is
 * accepted. Until the owner's first DATA proves the session at both ends, {@link #tick} opens again, each time
 * with a new nonce and after twice the time.
 */
public final class ReaderSession extends SealedSession {
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private @Nullable Octets opening;
    private boolean trying;
    private long retryNanos;
    private long nextTryNanos;

    public ReaderSession(Sealer sealer, RandomGenerator random, Outputs outputs) {
        super(sealer, random, outputs);
    }

    /** The owner is up, perhaps again: agree on a new session. */
    public void open(long nowNanos) {
        retryNanos = FIRST_RETRY_NANOS;
        attempt(nowNanos);
    }

    /** The owner is gone: nothing more is tried until {@link #open}. */
    public void close() {
        trying = false;
        opening = null;
        session = null;
        for (int left = waiting.clear(); left > 0; left--) {
            outputs.dropped();
        }
    }

    /** Tries again if it is time to. */
    public void tick(long nowNanos) {
        if (trying && nowNanos - nextTryNanos >= 0) {
            retryNanos = Math.min(2 * retryNanos, MAX_RETRY_NANOS);
            attempt(nowNanos);
        }
    }

    private void attempt(long nowNanos) {
        trying = true;
        nextTryNanos = nowNanos + retryNanos;
        opening = Octets.random(random, SealedMessage.NONCE_LENGTH);
        outputs.send(sealer.seal(new SealedMessage(
                SealedMessage.Kind.OPEN, opening, SealedMessage.NO_NONCE, 0, SealedMessage.NO_PAYLOAD)));
    }

    /** Only the friend opens. */
    @Override
    boolean opened(SealedMessage message) {
        return false;
    }

    @Override
    boolean accepted(SealedMessage message) {
        if (!message.readerNonce().equals(opening)) {
            return false;
        }
        opening = null;
        Established fresh = new Established(message.readerNonce(), message.ownerNonce());
        begin(fresh);
        deliver(message.payload());
        sendWaiting(fresh);
        return true;
    }

    @Override
    boolean data(SealedMessage message) {
        if (session == null || !session.believes(message)) {
            return false;
        }
        if (opening == null) {
            trying = false;
        }
        deliver(message.payload());
        return true;
    }
}
