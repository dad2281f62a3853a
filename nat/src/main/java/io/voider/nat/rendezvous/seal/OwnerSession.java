package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The owner's end of a {@link SealedSession} with one friend. An OPEN only earns an ACCEPT; a session begins when a
 * DATA names the nonce of that ACCEPT. At most {@value #MAX_PENDING} accepts wait for that, the oldest is forgotten.
 */
public final class OwnerSession extends SealedSession {
    static final int MAX_PENDING = 4;

    private final Map<Octets, Octets> ownerNonceOfReaderNonce = new LinkedHashMap<>();

    public OwnerSession(Sealer sealer, RandomGenerator random, Outputs outputs) {
        super(sealer, random, outputs);
    }

    @Override
    boolean opened(SealedMessage message) {
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

    /** Only the owner accepts. */
    @Override
    boolean accepted(SealedMessage message) {
        return false;
    }

    @Override
    boolean data(SealedMessage message) {
        if (session == null || !session.names(message)) {
            if (!message.ownerNonce().equals(ownerNonceOfReaderNonce.get(message.readerNonce()))) {
                return false;
            }
            Established fresh = new Established(message.readerNonce(), message.ownerNonce());
            ownerNonceOfReaderNonce.clear();
            begin(fresh);
            sendWaiting(fresh);
        }
        if (session == null || !session.believes(message)) {
            return false;
        }
        deliver(message.payload());
        return true;
    }
}
