package io.voider.nat.rendezvous.signup.openpgp;

import io.voider.nat.rendezvous.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.api.OpenPGPApi;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.OpenPGPMessageGenerator;
import org.bouncycastle.openpgp.api.OpenPGPMessageOutputStream;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;
import org.jspecify.annotations.Nullable;

/** A certificate to which something can be encrypted at the moment. */
public final class RecipientCertificate {
    private final OpenPGPApi api;
    private final OpenPGPCertificate certificate;
    private final OpenPGPComponentKey encryption;

    private RecipientCertificate(OpenPGPApi api, OpenPGPCertificate certificate, OpenPGPComponentKey encryption) {
        this.api = api;
        this.certificate = certificate;
        this.encryption = encryption;
    }

    /**
     * Reads an armoured certificate, which may be hostile: at most {@value CertificateArmor#MAX_BYTES} bytes and
     * {@value PacketWalk#MAX_PACKETS} packets.
     *
     * @throws UnusableCertificateException if nothing can be encrypted to it
     */
    public static RecipientCertificate read(byte[] armored, Instant now) throws UnusableCertificateException {
        byte[] packets = CertificateArmor.packets(armored);
        PacketWalk.through(packets, KeyBlock.CERTIFICATE);
        try {
            OpenPGPApi api = new BcOpenPGPApi();
            List<OpenPGPCertificate> all = api.readKeyOrCertificate().parseCertificates(packets);
            if (all.size() != 1) {
                throw new UnusableCertificateException("there is not exactly one certificate in it");
            }
            OpenPGPCertificate certificate = all.get(0);
            return new RecipientCertificate(api, certificate, encryptionKey(certificate, Date.from(now)));
        } catch (IOException | RuntimeException notUnderstood) {
            // BouncyCastle meets damage with exceptions of every kind.
            throw new UnusableCertificateException("the certificate is damaged: it cannot be read", notUnderstood);
        }
    }

    /** The newest of the keys that may encrypt: what gpg would take. */
    private static OpenPGPComponentKey encryptionKey(OpenPGPCertificate certificate, Date now)
            throws UnusableCertificateException {
        if (certificate.getPrimaryKey().getVersion() == 4
                && certificate.getAllUserIds().isEmpty()) {
            throw new UnusableCertificateException("the certificate has no user ID: a key of version 4 needs one");
        }
        OpenPGPComponentKey newest = null;
        for (OpenPGPComponentKey key : certificate.getEncryptionKeys(now)) {
            if (newest == null || isLater(key.getCreationTime(), newest.getCreationTime())) {
                newest = key;
            }
        }
        if (newest == null) {
            throw new UnusableCertificateException(whyNone(certificate, now));
        }
        return newest;
    }

    private static boolean isLater(Date one, Date other) {
        return one.toInstant().isAfter(other.toInstant());
    }

    private static String whyNone(OpenPGPCertificate certificate, Date now) {
        if (certificate.getRevocation(now) != null) {
            return "the certificate is revoked";
        }
        Date expiry = certificate.getExpirationTime(now);
        if (expiry != null && !isLater(expiry, now)) {
            return "the certificate has expired: prolong it, or send another";
        }
        if (isLater(certificate.getPrimaryKey().getCreationTime(), now)) {
            return "the certificate was made in the future: look at the clock of the machine that made it";
        }
        if (!certificate.getPrimaryKey().isBoundAt(now)) {
            return "the certificate is not valid: no signature of its own holds for its first key";
        }
        for (OpenPGPComponentKey key : certificate.getSubkeys().values()) {
            if (key.isBoundAt(now) && key.getPGPPublicKey().isEncryptionKey()) {
                return "the key in the certificate that could encrypt is not meant to";
            }
            Date end = key.getKeyExpirationDateAt(now);
            if (key.getPGPPublicKey().isEncryptionKey() && end != null && !isLater(end, now)) {
                return "the subkey for encryption has expired: prolong it, or add another";
            }
            if (key.getPGPPublicKey().isEncryptionKey() && key.getRevocation(now) != null) {
                return "the subkey for encryption is revoked: add another";
            }
        }
        return certificate.getSubkeys().isEmpty()
                ? "the certificate can sign only: add a subkey for encryption"
                : "no key in the certificate can encrypt, or none that is bound to it";
    }

    /** SHA-256 of the primary key's fingerprint: by it the same stranger is known again. */
    public Octets holder() {
        return Octets.of(certificate.getFingerprint()).sha256();
    }

    /**
     * Signs and encrypts a text. The armour has the checksum that gpg 2.2 wants.
     *
     * @param signer who signs it within, or null if nobody does
     * @throws UnusableCertificateException if the key, though valid, does not work
     */
    public String encrypt(String text, @Nullable OperatorKey signer) throws UnusableCertificateException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            OpenPGPMessageGenerator generator = api.signAndOrEncryptMessage()
                    .addEncryptionCertificate(encryption)
                    .setArmored(true)
                    .setAllowPadding(false)
                    .setArmorStreamFactory(to -> ArmoredOutputStream.builder()
                            .clearHeaders()
                            .enableCRC(true)
                            .build(to))
                    .setCompressionNegotiator((configuration, policy) -> CompressionAlgorithmTags.UNCOMPRESSED);
            if (signer != null) {
                signer.sign(generator);
            }
            try (OpenPGPMessageOutputStream message = generator.open(out)) {
                message.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | PGPException | RuntimeException useless) {
            throw new UnusableCertificateException("nothing can be encrypted to the key in the certificate", useless);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }
}
