package io.voider.nat.rendezvous.signup.openpgp;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.PacketFormat;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.OpenPGPKey.OpenPGPSecretKey;
import org.bouncycastle.openpgp.api.OpenPGPMessageGenerator;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own OpenPGP key, with which account lines are signed. Of version 4, and of algorithms that every program which
 * strangers may have can check: RSA, ECDSA, and Ed25519 as gpg has it.
 */
public final class OperatorKey {
    private static final int VERSION = 4;
    /** Not made any more, but there are such keys (RFC 9580, section 9.1). */
    private static final int RSA_SIGN_ONLY = 3;

    private final OpenPGPKey key;
    /** Unlocked. */
    private final OpenPGPSecretKey signing;

    private OperatorKey(OpenPGPKey key, OpenPGPSecretKey signing) {
        this.key = key;
        this.signing = signing;
    }

    /**
     * Reads an armoured secret key, and unlocks what of it signs.
     *
     * @param passphrase with which it is locked, or null if it is not
     * @throws UnusableOperatorKeyException if nothing can be signed with it at the moment
     */
    public static OperatorKey read(byte[] armored, @Nullable String passphrase, Instant now)
            throws UnusableOperatorKeyException {
        try {
            byte[] packets = CertificateArmor.secretPackets(armored);
            PacketWalk.through(packets, KeyBlock.SECRET_KEY);
            List<OpenPGPKey> all = new BcOpenPGPApi().readKeyOrCertificate().parseKeys(packets);
            if (all.size() != 1) {
                throw new UnusableOperatorKeyException("there is not exactly one key in it");
            }
            OpenPGPKey key = all.get(0);
            OpenPGPSecretKey signing = signingKey(key, Date.from(now));
            return new OperatorKey(key, unlocked(signing, passphrase));
        } catch (UnusableCertificateException wrong) {
            throw new UnusableOperatorKeyException(String.valueOf(wrong.getMessage()), wrong);
        } catch (IOException | RuntimeException notUnderstood) {
            // BouncyCastle meets damage with exceptions of every kind.
            throw new UnusableOperatorKeyException("it is damaged, and cannot be read", notUnderstood);
        }
    }

    /** The newest of those that may sign and whose secret is there. */
    private static OpenPGPSecretKey signingKey(OpenPGPKey key, Date now) throws UnusableOperatorKeyException {
        if (key.getPrimaryKey().getVersion() != VERSION) {
            throw new UnusableOperatorKeyException(
                    "it is not of version " + VERSION + ", which alone every stranger's program can check");
        }
        boolean isSecretMissing = false;
        OpenPGPSecretKey newest = null;
        for (OpenPGPComponentKey component : key.getSigningKeys(now)) {
            OpenPGPSecretKey secret = key.getSecretKey(component);
            if (secret == null || secret.getPGPSecretKey().isPrivateKeyEmpty()) {
                isSecretMissing = true;
            } else if (newest == null
                    || component
                            .getCreationTime()
                            .toInstant()
                            .isAfter(newest.getCreationTime().toInstant())) {
                newest = secret;
            }
        }
        if (newest == null) {
            throw new UnusableOperatorKeyException(
                    isSecretMissing
                            ? "the secret of the part that signs is not in it (it may be on a card): add a subkey that"
                                    + " signs"
                            : whyNone(key, now));
        }
        requireCommon(newest);
        return newest;
    }

    private static void requireCommon(OpenPGPSecretKey signing) throws UnusableOperatorKeyException {
        switch (signing.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL,
                    RSA_SIGN_ONLY,
                    PublicKeyAlgorithmTags.ECDSA,
                    PublicKeyAlgorithmTags.EDDSA_LEGACY -> {
                // What gpg makes, and everybody can check.
            }
            default ->
                throw new UnusableOperatorKeyException("it signs by an algorithm that not every stranger's program can"
                        + " check: make one with  gpg --quick-generate-key NAME ed25519 sign");
        }
    }

    private static String whyNone(OpenPGPKey key, Date now) {
        if (key.getRevocation(now) != null) {
            return "it is revoked";
        }
        Date expiry = key.getExpirationTime(now);
        if (expiry != null && !expiry.toInstant().isAfter(now.toInstant())) {
            return "it has expired: prolong it, and export it anew";
        }
        if (key.getPrimaryKey().getCreationTime().toInstant().isAfter(now.toInstant())) {
            return "it was made in the future: look at the clocks";
        }
        if (!key.getPrimaryKey().isBoundAt(now)) {
            return "no signature of its own holds for its first key";
        }
        for (OpenPGPComponentKey part : key.getSubkeys().values()) {
            Date end = part.getKeyExpirationDateAt(now);
            if (part.getPGPPublicKey().getAlgorithm() != PublicKeyAlgorithmTags.ECDH
                    && end != null
                    && !end.toInstant().isAfter(now.toInstant())) {
                return "its subkey has expired: prolong it, and export it anew";
            }
        }
        return "no part of it may sign";
    }

    private static OpenPGPSecretKey unlocked(OpenPGPSecretKey locked, @Nullable String passphrase)
            throws UnusableOperatorKeyException {
        if (locked.isLocked() && passphrase == null) {
            throw new UnusableOperatorKeyException(
                    "it is locked by a passphrase, which a file has to hold: --sign-passphrase FILE");
        }
        try {
            return locked.isLocked() && passphrase != null
                    ? locked.unlock(passphrase.toCharArray()).removePassphrase()
                    : locked;
        } catch (PGPException | RuntimeException wrong) {
            throw new UnusableOperatorKeyException("the passphrase does not open it", wrong);
        }
    }

    /** Looks whether it may still sign. @throws UnusableOperatorKeyException if it has expired since, say */
    public void requireUsable(Instant now) throws UnusableOperatorKeyException {
        signingKey(key, Date.from(now));
    }

    /** The fingerprint, in 40 capital hexadecimal digits. */
    public String fingerprint() {
        return HexFormat.of().formatHex(key.getFingerprint()).toUpperCase(Locale.ROOT);
    }

    /** What strangers check signatures by: the key without its secrets, armoured. */
    public String certificate() {
        try {
            return key.toCertificate()
                    .toAsciiArmoredString(
                            PacketFormat.ROUNDTRIP,
                            ArmoredOutputStream.builder().clearHeaders().enableCRC(true));
        } catch (IOException impossible) {
            throw new IllegalStateException("the certificate was read from these packets", impossible);
        }
    }

    /** Has a message signed. */
    void sign(OpenPGPMessageGenerator message) throws PGPException {
        message.addSigningKey(signing, (char[]) null, null);
    }
}
