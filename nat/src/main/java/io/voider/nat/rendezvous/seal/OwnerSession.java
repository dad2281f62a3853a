package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of a {@link SealedSession} with one friend. An OPEN only earns an ACCEPT; a session begins when a
 * DATA names the nonce of that ACCEPT. At most {@value #MAX_PENDING} accepts wait for that, the oldest is forgotten.
 */
public final class OwnerSession implements SealedSession {
    static final int MAX_PENDING = 4;

    private final Sealer sealer;
    private final RandomGenerator random;
    private final Outputs outputs;
    private final Waiting waiting = new Waiting();
    private final Map<Octets, Octets> ownerNonceOfReaderNonce = new LinkedHashMap<>();
    private @Nullable Established session;

    public OwnerSession(Sealer sealer, RandomGenerator random, Outputs outputs) {
        this.sealer = sealer;
        this.random = random;
        this.outputs = outputs;
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
            case OPEN -> opened(message);
            case ACCEPT -> false;
            case DATA -> data(message);
        };
    }

    private boolean opened(SealedMessage message) {
        Octets readerNonce = message.readerNonce();
        if (session != null && session.readerNonce().equals(readerNonce)) {
            accept(readerNonce, session.ownerNonce(), SealedMessage.NO_PAYLOAD);
            return true;
        }
        Octets known = ownerNonceOfReaderNonce.get(readerNonce);
        if (known != null) {
            accept(readerNonce, known, SealedMessage.NO_PAYLOAD);
            return true;
        }
        forgetOldestIfFull();
        Octets ownerNonce = Octets.random(random, SealedMessage.NONCE_LENGTH);
        ownerNonceOfReaderNonce.put(readerNonce, ownerNonce);
        accept(readerNonce, ownerNonce, waiting.isEmpty() ? SealedMessage.NO_PAYLOAD : waiting.next());
        return true;
    }

    private void forgetOldestIfFull() {
        if (ownerNonceOfReaderNonce.size() == MAX_PENDING) {
            Iterator<Octets> oldest = ownerNonceOfReaderNonce.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void accept(Octets readerNonce, Octets ownerNonce, Octets payload) {
        outputs.send(sealer.seal(new SealedMessage(SealedMessage.Kind.ACCEPT, readerNonce, ownerNonce, 0, payload)));
    }

    private boolean data(SealedMessage message) {
        if (session == null || !session.names(message)) {
            if (!message.ownerNonce().equals(ownerNonceOfReaderNonce.get(message.readerNonce()))) {
                return false;
            }
            begin(message);
        }
        if (session == null || !session.believes(message)) {
            return false;
        }
        if (message.payload().length() > 0) {
            outputs.deliver(message.payload());
        }
        return true;
    }

    private void begin(SealedMessage message) {
        Established fresh = new Established(message.readerNonce(), message.ownerNonce());
        session = fresh;
        ownerNonceOfReaderNonce.clear();
        outputs.ready();
        if (waiting.isEmpty()) {
            boolean unused = waiting.add(SealedMessage.NO_PAYLOAD);
        }
        while (!waiting.isEmpty()) {
            outputs.send(fresh.seal(sealer, waiting.next()));
        }
    }
}
