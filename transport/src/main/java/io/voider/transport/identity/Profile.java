package io.voider.transport.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** Which keys and signatures an exchange uses. The security levels are those of the classical computer's best attack. */
public enum Profile {
    /** secp521r1 with SHA-512: 256-bit level, a few milliseconds for a signature. */
    STRONG("strong", "SHA512withECDSA", "secp521r1", "SecP384r1MLKEM1024"),
    /** Ed25519 and X25519: 128-bit level, for the smallest machines. */
    FAST("fast", "Ed25519", "X25519", "X25519MLKEM768");

    private final String label;
    private final String signature;
    private final String group;
    private final String hybridGroup;

    Profile(String label, String signature, String group, String hybridGroup) {
        this.label = label;
        this.signature = signature;
        this.group = group;
        this.hybridGroup = hybridGroup;
    }

    /** The word that stands for it in files. */
    public String label() {
        return label;
    }

    /** The TLS key exchange group that every OpenSSL since 1.1.1 has. */
    public String group() {
        return group;
    }

    /** The group that joins an elliptic curve with ML-KEM (FIPS 203); OpenSSL has it since 3.5. */
    public String hybridGroup() {
        return hybridGroup;
    }

    /** The JCA name of the signature algorithm. */
    String signature() {
        return signature;
    }

    /** The profile of that label. */
    static Optional<Profile> labelled(String label) {
        return Arrays.stream(values())
                .filter(profile -> profile.label.equals(label))
                .findFirst();
    }

    KeyPair newKeyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator;
            if (this == STRONG) {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(group), random);
            } else {
                generator = KeyPairGenerator.getInstance("Ed25519");
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make keys for the " + label + " profile", e);
        }
    }

    /** The JCA name of the algorithm of the keys. */
    String keyAlgorithm() {
        return this == STRONG ? "EC" : "Ed25519";
    }
}
