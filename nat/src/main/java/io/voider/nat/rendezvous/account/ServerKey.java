package io.voider.nat.rendezvous.account;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.ServerPin;
import io.voider.nat.rendezvous.journal.Journal;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
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
 * The rendezvous' TLS key with a certificate that it signs itself, kept as PEM in {@code server.pem}. Nodes know the key
 * by its pin and look at nothing else, so the certificate's name and dates say nothing and never run out.
 */
public final class ServerKey {
    private static final String FILE = "server.pem";
    private static final Instant ALWAYS = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    private final PrivateKey key;
    private final X509Certificate certificate;

    private ServerKey(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * The key in a directory; made if there is none, and no account either. All lines and invitations name the key: a new one in
     * place of a lost one would turn every node away with a warning of somebody in between.
     *
     * @throws UncheckedIOException if it is lost or damaged, or cannot be read; says what to do
     */
    public static ServerKey in(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                refuseIfAccountsNeedIt(directory, file);
                Files.createDirectories(directory);
                DurableFile.write(file, generate().getBytes(StandardCharsets.US_ASCII));
            }
            return read(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (LostKeyException lost) {
            throw new UncheckedIOException(lost.getMessage(), lost);
        } catch (IOException unusable) {
            throw new UncheckedIOException("cannot use the server's key in " + file, unusable);
        } catch (GeneralSecurityException | OperatorCreationException | ClassCastException broken) {
            String what =
                    "the server's key in " + file + " is damaged: restore it from a backup; or, to begin anew, move "
                            + directory + " away and give all nodes new lines";
            throw new UncheckedIOException(what, new IOException(what, broken));
        }
    }

    private static void refuseIfAccountsNeedIt(Path directory, Path file) throws IOException {
        if (!Files.exists(JournalStore.ACCOUNTS.file(directory))) {
            return;
        }
        AccountTable table = new AccountTable();
        Journal<AccountChange> journal = Journal.in(directory, JournalStore.ACCOUNTS);
        try {
            journal.readAll(table::apply);
        } finally {
            journal.close();
        }
        int accounts = table.names().size();
        if (accounts > 0) {
            throw new LostKeyException("the server's key " + file + " is missing, but "
                    + JournalStore.ACCOUNTS.file(directory).getFileName() + " beside it has "
                    + accounts
                    + " accounts, whose lines and invitations name that key: restore it from a backup; or, to"
                    + " begin anew, move " + directory + " away and give all nodes new lines");
        }
    }

    private static final class LostKeyException extends IOException {
        private static final long serialVersionUID = 1;

        LostKeyException(String message) {
            super(message);
        }
    }

    public PrivateKey key() {
        return key;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** SHA-256 of SubjectPublicKeyInfo. */
    public Octets pin() {
        return ServerPin.of(certificate);
    }

    private static String generate() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=voider rendezvous");
        X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                        name, BigInteger.ONE, Date.from(ALWAYS), Date.from(FOREVER), name, pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
            pem.writeObject(certificate);
        }
        return text.toString();
    }

    private static ServerKey read(String text) throws IOException, GeneralSecurityException {
        try (PEMParser pem = new PEMParser(new StringReader(text))) {
            PrivateKey key = new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) pem.readObject());
            X509CertificateHolder certificate = (X509CertificateHolder) pem.readObject();
            return new ServerKey(key, new JcaX509CertificateConverter().getCertificate(certificate));
        }
    }
}
