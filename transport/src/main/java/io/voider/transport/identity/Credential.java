package io.voider.transport.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A certificate and the private key that belongs to it.
 *
 * @param certificate signed by an exchange's authority
 * @param privateKey never shown by {@link #toString}
 */
public record Credential(X509Certificate certificate, PrivateKey privateKey) {
    /** The certificate as a PEM block. */
    public String certificatePem() {
        return Pem.encode(Keys.CERTIFICATE_LABEL, Keys.encoded(certificate));
    }

    /** The private key as a PKCS #8 PEM block. */
    public String privateKeyPem() {
        return Pem.encode(Keys.PRIVATE_KEY_LABEL, privateKey.getEncoded());
    }

    @Override
    public String toString() {
        return "Credential[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}
