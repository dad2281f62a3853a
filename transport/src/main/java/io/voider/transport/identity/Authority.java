package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An exchange's certificate authority and tls-crypt-v2 server key, from which everything else of its is made.
 *
 * <p>Certificates are valid from 1970 on, since a small machine may start without a clock; they end ten years after they
 * were made, and may be made anew at any time for the same key. Serial numbers are 159 random bits.
 */
public final class Authority {
    static final Period CERTIFICATE_LIFE = Period.ofYears(10);
    static final Period AUTHORITY_LIFE = Period.ofYears(40);

    /** The earliest time that is believed: before it was written, nobody ran this. */
    static final Instant WRITTEN = Instant.parse("2026-11-22T00:00:00Z");

    private static final Instant ALWAYS = Instant.EPOCH;
    private static final int SERIAL_BITS = 159;
    private static final String NAME_PREFIX = "CN=voider exchange ";

    private final String exchange;
    private final Profile profile;
    private final Credential credential;
    private final TlsCryptServerKey tlsCryptKey;

    private Authority(String exchange, Profile profile, Credential credential, TlsCryptServerKey tlsCryptKey) {
        PartyName.check(exchange);
        this.exchange = exchange;
        this.profile = profile;
        this.credential = credential;
        this.tlsCryptKey = tlsCryptKey;
    }

    /** A new exchange's authority. */
    public static Authority create(String exchange, Profile profile, Instant now, SecureRandom random) {
        PartyName.check(exchange);
        KeyPair keys = profile.newKeyPair(random);
        X500Principal name = new X500Principal(NAME_PREFIX + exchange);
        X509Certificate certificate = new Issue(profile, name, keys, random)
                .certificate(name, keys.getPublic(), end(now, AUTHORITY_LIFE), Purpose.AUTHORITY);
        return new Authority(
                exchange, profile, new Credential(certificate, keys.getPrivate()), TlsCryptServerKey.random(random));
    }

    /** What the exchange is called. */
    public String exchange() {
        return exchange;
    }

    /** Its kind of keys. */
    public Profile profile() {
        return profile;
    }

    /** Its own certificate. */
    public X509Certificate certificate() {
        return credential.certificate();
    }

    /** Its own certificate as a PEM block. */
    public String certificatePem() {
        return credential.certificatePem();
    }

    /** Its key for the friends' keys. */
    public TlsCryptServerKey tlsCryptKey() {
        return tlsCryptKey;
    }

    /** A new key and certificate for the exchange's OpenVPN server. Nobody needs to remember the one before. */
    public Credential issueServer(Instant now, SecureRandom random) {
        KeyPair keys = profile.newKeyPair(random);
        X500Principal name = new X500Principal("CN=1");
        return new Credential(
                issue(random).certificate(name, keys.getPublic(), end(now, CERTIFICATE_LIFE), Purpose.SERVER),
                keys.getPrivate());
    }

    /** An invitation with new keys for the friend. */
    public Invitation invite(
            Subscriber subscriber, Rendezvous rendezvous, Endpoint remote, Instant now, SecureRandom random) {
        KeyPair keys = profile.newKeyPair(random);
        X509Certificate certificate = certify(subscriber, keys.getPublic(), now, random);
        return new Invitation(
                exchange,
                subscriber,
                profile,
                rendezvous,
                remote,
                certificate(),
                new Credential(certificate, keys.getPrivate()),
                tlsCryptKey.issue(subscriber, random));
    }

    /** A certificate for a friend's key, made for the first time or anew. */
    X509Certificate certify(Subscriber subscriber, PublicKey key, Instant now, SecureRandom random) {
        X500Principal name = new X500Principal("CN=" + subscriber.commonName());
        return issue(random).certificate(name, key, end(now, CERTIFICATE_LIFE), Purpose.CLIENT);
    }

    /** The list of withdrawn certificates as a PEM block, valid always. */
    String revocationListPem(Collection<BigInteger> serials) {
        var builder = new JcaX509v2CRLBuilder(certificate().getSubjectX500Principal(), Date.from(ALWAYS));
        builder.setNextUpdate(certificate().getNotAfter());
        for (BigInteger serial : serials) {
            builder.addCRLEntry(serial, Date.from(ALWAYS), CRLReason.cessationOfOperation);
        }
        try {
            ContentSigner signer = new JcaContentSignerBuilder(profile.signature()).build(credential.privateKey());
            return Pem.encode("X509 CRL", builder.build(signer).getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("the authority's key cannot sign", e);
        }
    }

    /**
     * Writes the authority, its private key with it.
     *
     * @throws IOException if it cannot be written
     */
    public void save(Path file) throws IOException {
        String text = credential.certificatePem() + credential.privateKeyPem() + tlsCryptKey.pem();
        DurableFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads an authority.
     *
     * @throws HandoverException if the file is none
     * @throws IOException if it cannot be read
     */
    public static Authority load(Path file) throws IOException {
        Map<String, byte[]> parts = Pem.decodeAll(Files.readString(file, StandardCharsets.ISO_8859_1));
        X509Certificate certificate = Keys.certificate(part(parts, Keys.CERTIFICATE_LABEL, file));
        String name = certificate.getSubjectX500Principal().getName();
        HandoverException.require(name.startsWith(NAME_PREFIX), file + " is no exchange's authority");
        Profile profile = certificate.getSigAlgName().equalsIgnoreCase(Profile.STRONG.signature())
                ? Profile.STRONG
                : Profile.FAST;
        Credential credential =
                new Credential(certificate, Keys.privateKey(profile, part(parts, Keys.PRIVATE_KEY_LABEL, file)));
        HandoverException.require(
                Keys.issued(profile, certificate, certificate)
                        && Keys.belongTogether(profile, certificate.getPublicKey(), credential.privateKey()),
                "the key in " + file + " does not belong to its certificate");
        return new Authority(
                name.substring(NAME_PREFIX.length()),
                profile,
                credential,
                TlsCryptServerKey.decode(part(parts, TlsCryptServerKey.LABEL, file)));
    }

    private static byte[] part(Map<String, byte[]> parts, String label, Path file) {
        byte[] part = parts.get(label);
        if (part == null) {
            throw new HandoverException("there is no '" + label + "' in " + file);
        }
        return part;
    }

    private Issue issue(SecureRandom random) {
        return new Issue(
                profile,
                certificate().getSubjectX500Principal(),
                new KeyPair(certificate().getPublicKey(), credential.privateKey()),
                random);
    }

    private static Instant end(Instant now, Period life) {
        Instant from = now.isBefore(WRITTEN) ? WRITTEN : now;
        return from.atOffset(ZoneOffset.UTC).plus(life).toInstant();
    }

    private enum Purpose {
        AUTHORITY,
        SERVER,
        CLIENT
    }

    /** The act of signing a certificate. */
    private record Issue(Profile profile, X500Principal issuer, KeyPair keys, SecureRandom random) {
        X509Certificate certificate(X500Principal subject, PublicKey key, Instant end, Purpose purpose) {
            BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(0);
            var builder =
                    new JcaX509v3CertificateBuilder(issuer, serial, Date.from(ALWAYS), Date.from(end), subject, key);
            try {
                JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
                builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions.createAuthorityKeyIdentifier(keys.getPublic()));
                boolean authority = purpose == Purpose.AUTHORITY;
                builder.addExtension(
                        Extension.basicConstraints,
                        true,
                        authority ? new BasicConstraints(0) : new BasicConstraints(false));
                builder.addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
                if (!authority) {
                    builder.addExtension(
                            Extension.extendedKeyUsage,
                            true,
                            new ExtendedKeyUsage(
                                    purpose == Purpose.SERVER
                                            ? KeyPurposeId.id_kp_serverAuth
                                            : KeyPurposeId.id_kp_clientAuth));
                }
                ContentSigner signer = new JcaContentSignerBuilder(profile.signature())
                        .setSecureRandom(random)
                        .build(keys.getPrivate());
                return Keys.certificate(builder.build(signer).getEncoded());
            } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
                throw new IllegalStateException("the authority's key cannot sign", e);
            }
        }
    }
}
