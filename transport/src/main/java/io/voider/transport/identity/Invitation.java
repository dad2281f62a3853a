package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/**
 * Everything that a friend needs to join an exchange: one secret file, which stock OpenVPN can run as well.
 *
 * @param exchange what the inviting exchange calls itself
 * @param subscriber the friend's number and id
 * @param profile the exchange's keys
 * @param rendezvous where and by what right they find the exchange
 * @param remote where a stock OpenVPN would find the server; voider itself does not use it
 * @param authority the exchange's certificate
 * @param credential the friend's own, signed by {@code authority}
 * @param tlsCryptKey the friend's own
 */
public record Invitation(
        String exchange,
        Subscriber subscriber,
        Profile profile,
        Rendezvous rendezvous,
        Endpoint remote,
        X509Certificate authority,
        Credential credential,
        TlsCryptClientKey tlsCryptKey) {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** For exchanges without a public address: whoever runs stock OpenVPN then brings its datagrams there by themselves. */
    public static final Endpoint NO_REMOTE = new Endpoint("127.0.0.1", 1194);

    /** @throws HandoverException if the parts do not belong together */
    public Invitation {
        PartyName.check(exchange);
        HandoverException.require(
                Keys.issued(profile, authority, authority) && authority.getBasicConstraints() >= 0,
                "the exchange's certificate is not its own");
        X509Certificate certificate = credential.certificate();
        HandoverException.require(
                Keys.issued(profile, authority, certificate) && certificate.getBasicConstraints() < 0,
                "the certificate was not issued by this exchange");
        HandoverException.require(
                certificate.getSubjectX500Principal().equals(new X500Principal("CN=" + subscriber.commonName())),
                "the certificate is somebody else's");
        HandoverException.require(
                Keys.belongTogether(profile, certificate.getPublicKey(), credential.privateKey()),
                "the private key does not belong to the certificate");
    }

    /** The friend's number s. */
    public int number() {
        return subscriber.number();
    }

    /** The file, as {@link #parse} takes it. Secret. */
    public String text() {
        return InvitationText.write(this);
    }

    /**
     * Reads an invitation.
     *
     * @throws HandoverException if it is not exactly what voider would have written
     */
    public static Invitation parse(String text) {
        return InvitationText.read(text);
    }

    /**
     * Reads an invitation from a file.
     *
     * @throws HandoverException if it is not exactly what voider would have written
     * @throws IOException if the file cannot be read
     */
    public static Invitation load(Path file) throws IOException {
        HandoverException.require(
                Files.size(file) <= HandoverFields.LARGEST_TEXT, file + " is larger than any invitation");
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /**
     * This invitation with the certificate that the exchange made anew for the same key.
     *
     * @param certificatePem what {@link Register#renewed} gave
     * @throws HandoverException if it is for anybody else or any other key
     */
    public Invitation renewed(String certificatePem) {
        X509Certificate certificate = Keys.certificate(Pem.decode(Keys.CERTIFICATE_LABEL, certificatePem));
        return new Invitation(
                exchange,
                subscriber,
                profile,
                rendezvous,
                remote,
                authority,
                new Credential(certificate, credential.privateKey()),
                tlsCryptKey);
    }

    /** What a clock that shows {@code now} has against this invitation: one sentence, empty if nothing. */
    public String whyNotValid(Instant now) {
        Instant begins = credential.certificate().getNotBefore().toInstant();
        Instant ends = credential.certificate().getNotAfter().toInstant();
        String clock = "by this machine's clock (" + MOMENT.format(now) + ") the invitation ";
        if (now.isAfter(ends)) {
            return clock + "ended on " + MOMENT.format(ends) + ": set the clock, or ask for a new one";
        }
        return now.isBefore(begins) ? clock + "begins on " + MOMENT.format(begins) + ": set the clock" : "";
    }

    /** The exchange's certificate as a PEM block. */
    public String authorityPem() {
        return Pem.encode(Keys.CERTIFICATE_LABEL, Keys.encoded(authority));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Invitation that
                && exchange.equals(that.exchange)
                && subscriber.equals(that.subscriber)
                && profile == that.profile
                && rendezvous.equals(that.rendezvous)
                && remote.equals(that.remote)
                && authority.equals(that.authority)
                && credential.certificate().equals(that.credential.certificate())
                && Arrays.equals(
                        credential.privateKey().getEncoded(),
                        that.credential.privateKey().getEncoded())
                && tlsCryptKey.equals(that.tlsCryptKey);
    }

    @Override
    public int hashCode() {
        return subscriber.hashCode();
    }

    @Override
    public String toString() {
        return "Invitation[" + exchange + ", number " + number() + "]";
    }
}
