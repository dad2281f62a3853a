package io.voider.transport.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** Keys and certificates from their DER encodings, and back; an encoding that would come back different is refused. */
final class Keys {
    static final String CERTIFICATE_LABEL = "CERTIFICATE";
    static final String PRIVATE_KEY_LABEL = "PRIVATE KEY";

    private static final byte[] PROBE =
            "voider: does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

    private Keys() {}

    static X509Certificate certificate(byte[] der) {
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(der);
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            HandoverException.require(
                    in.available() == 0 && Arrays.equals(der, certificate.getEncoded()),
                    "there is something behind a certificate");
            return certificate;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refused("this is no certificate", e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    static PrivateKey privateKey(Profile profile, byte[] pkcs8) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(profile.keyAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            HandoverException.require(
                    Arrays.equals(pkcs8, key.getEncoded()), "there is something beside a private key");
            return key;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw refused("this is no private key of the " + profile.label() + " profile", e);
        }
    }

    /** Whether {@code authority} signed {@code certificate} with the profile's algorithm. Dates are not looked at. */
    static boolean issued(Profile profile, X509Certificate authority, X509Certificate certificate) {
        try {
            certificate.verify(authority.getPublicKey());
            return certificate.getSigAlgName().equalsIgnoreCase(profile.signature())
                    && certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    static boolean belongTogether(Profile profile, PublicKey publicKey, PrivateKey privateKey) {
        try {
            Signature signer = Signature.getInstance(profile.signature());
            signer.initSign(privateKey);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            signer.initVerify(publicKey);
            signer.update(PROBE);
            return signer.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static HandoverException refused(String message, Exception cause) {
        return cause instanceof HandoverException already ? already : new HandoverException(message, cause);
    }
}
