package io.voider.nat.rendezvous.seal;

import io.voider.nat.rendezvous.Octets;

/** The two nonces of a session that is up, and how far each direction has counted. */
final class Established {
    private final Octets readerNonce;
    private final Octets ownerNonce;
    private int sent;
    private int heard;

    Established(Octets readerNonce, Octets ownerNonce) {
        this.readerNonce = readerNonce;
        this.ownerNonce = ownerNonce;
    }

    Octets seal(Sealer sealer, Octets payload) {
        sent++;
        return sealer.seal(new SealedMessage(SealedMessage.Kind.DATA, readerNonce, ownerNonce, sent, payload));
    }

    boolean names(SealedMessage message) {
        return readerNonce.equals(message.readerNonce()) && ownerNonce.equals(message.ownerNonce());
    }

    Octets readerNonce() {
        return readerNonce;
    }

    Octets ownerNonce() {
        return ownerNonce;
    }

    /** Whether the message is of this session and newer than all before; remembers it if so. */
    boolean believes(SealedMessage message) {
        if (!names(message) || message.sequence() <= heard) {
            return false;
        }
        heard = message.sequence();
        return true;
    }
}
