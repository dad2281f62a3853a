package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The friend's end of a {@link SealedSession}. {@link #open} begins a new one; the old one serves until the new one is
 * accepted. Until the owner's first DATA proves the session at both ends, {@link #tick} opens again, each time
 * with a new nonce and after twice the time.
 */
public final class ReaderSession implements SealedSession {
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Sealer sealer;
    private final RandomGenerator random;
    private final Outputs outputs;
    private final Waiting waiting = new Waiting();

    private @Nullable Octets opening;
    private @Nullable Established session;
    private boolean trying;
    private long retryNanos;
    private long nextTryNanos;

    public ReaderSession(Sealer sealer, RandomGenerator random, Outputs outputs) {
        this.sealer = sealer;
        this.random = random;
        this.outputs = outputs;
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

    @Override
    public void send(Octets payload) {
        if (session == null) {
            if (waiting.add(payload)) {
                outputs.dropped();
            }
        } else {
            outputs.send(session.seal(sealer, payload));
        }
    }

    @Override
    public boolean received(Octets envelope, long nowNanos) {
        Optional<SealedMessage> opened = sealer.open(envelope);
        if (opened.isEmpty()) {
            return false;
        }
        SealedMessage message = opened.get();
        return switch (message.kind()) {
            case OPEN -> false;
            case ACCEPT -> accepted(message);
            case DATA -> data(message);
        };
    }

    private boolean accepted(SealedMessage message) {
        if (!message.readerNonce().equals(opening)) {
            return false;
        }
        opening = null;
        Established fresh = new Established(message.readerNonce(), message.ownerNonce());
        session = fresh;
        outputs.ready();
        deliver(message.payload());
        if (waiting.isEmpty()) {
            boolean unused = waiting.add(SealedMessage.NO_PAYLOAD);
        }
        while (!waiting.isEmpty()) {
            outputs.send(fresh.seal(sealer, waiting.next()));
        }
        return true;
    }

    private boolean data(SealedMessage message) {
        if (session == null || !session.believes(message)) {
            return false;
        }
        if (opening == null) {
            trying = false;
        }
        deliver(message.payload());
        return true;
    }

    private void deliver(Octets payload) {
        if (payload.length() > 0) {
            outputs.deliver(payload);
        }
    }
}
