package io.voider.cli.web;

import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The key with which the page speaks TLS, and its certificate, which it signs itself: whoever uses the page compares the fingerprint
 * once. Browsers take no key of an exchange's fast profile, so it is one of their own kind, secp256r1.
 */
record WebCredential(PrivateKey key, X509Certificate certificate) {
    private static final Instant ALWAYS = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");
    private static final int SERIAL_BITS = 127;

    /**
     * The one in a file; made for these names if there is none. Blocks on the disk.
     *
     * @throws IOException if it cannot be read or written, or is damaged
     */
    static WebCredential in(Path file, List<String> names, SecureRandom random) throws IOException {
        try {
            if (!Files.exists(file)) {
                DurableFile.write(file, generate(names, random).getBytes(StandardCharsets.US_ASCII));
            }
            return read(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(file + " is damaged; delete it, and another is made", e);
        }
    }

    /** SHA-256 of the certificate as browsers show it. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String generate(List<String> names, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=voider page");
        GeneralName[] known = names.stream()
                .map(each -> new GeneralName(
                        each.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                        each.toLowerCase(Locale.ROOT)))
                .toArray(GeneralName[]::new);
        X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(SERIAL_BITS, random).setBit(0),
                        Date.from(ALWAYS),
                        Date.from(FOREVER),
                        name,
                        pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(known))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
            pem.writeObject(certificate);
        }
        return text.toString();
    }

    private static WebCredential read(String text) throws IOException, GeneralSecurityException {
        try (PEMParser pem = new PEMParser(new StringReader(text))) {
            if (!(pem.readObject() instanceof PrivateKeyInfo key)
                    || !(pem.readObject() instanceof X509CertificateHolder certificate)) {
                throw new GeneralSecurityException("a key and a certificate were expected");
            }
            return new WebCredential(
                    new JcaPEMKeyConverter().getPrivateKey(key),
                    new JcaX509CertificateConverter().getCertificate(certificate));
        }
    }

    @Override
    public String toString() {
        return "WebCredential[" + fingerprint() + "]";
    }
}
