package io.voider.nat.rendezvous;

import java.security.cert.X509Certificate;

/** By what a node knows the server of a rendezvous. */
public final class ServerPin {
    private ServerPin() {}

    /** SHA-256 of the SubjectPublicKeyInfo, 32 bytes. */
    public static Octets of(X509Certificate certificate) {
        return Octets.of(certificate.getPublicKey().getEncoded()).sha256();
    }
}
