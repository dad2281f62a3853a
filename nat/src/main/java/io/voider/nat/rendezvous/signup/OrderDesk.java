package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import io.voider.nat.rendezvous.signup.SignUpRefusedException.Kind;
import io.voider.nat.rendezvous.signup.bitcoin.ExtendedPublicKey;
import io.voider.nat.rendezvous.signup.bitcoin.ReceivingAddress;
import io.voider.nat.rendezvous.signup.openpgp.OperatorKey;
import io.voider.nat.rendezvous.signup.openpgp.RecipientCertificate;
import io.voider.nat.rendezvous.signup.openpgp.UnusableCertificateException;
import io.voider.nat.rendezvous.wire.ProofOfWork;
import io.voider.transport.address.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes orders of what strangers send. Decides and encrypts; writes nothing. */
final class OrderDesk {
    private static final int ID_LENGTH = 16;
    private static final int NAME_LENGTH = 8;
    private static final long SECONDS_PER_HOUR = 3_600;

    /**
     * An order that may stand.
     *
     * @param id for the stranger alone
     */
    record Drafted(String id, SignUpOrder order) {}

    private final Supplier<List<Endpoint>> addresses;
    private final Octets pin;
    private final SecureRandom random = new SecureRandom();

    /** @param pin the server's, as it stands with its addresses in the lines that are made */
    OrderDesk(Supplier<List<Endpoint>> addresses, Octets pin) {
        this.addresses = addresses;
        this.pin = pin;
    }

    /** @param signer who signs the line, or null if nobody does */
    Drafted draft(
            OrderForm form, SignUpSettings settings, @Nullable OperatorKey signer, OrderBook book, long nowSeconds)
            throws SignUpRefusedException {
        Octets ticket = ticket(form, settings, book, nowSeconds);
        if (ticket == null && book.openOrders(nowSeconds) >= SignUpLimits.OPEN_ORDERS) {
            throw new SignUpRefusedException(Kind.TOO_MANY, "too many orders wait for their payment: try again later");
        }
        try {
            RecipientCertificate certificate = RecipientCertificate.read(
                    form.certificate().getBytes(StandardCharsets.UTF_8), Instant.ofEpochSecond(nowSeconds));
            Price price = ticket == null ? price(settings, book, nowSeconds) : null;
            return drafted(
                    new Recipient(certificate, signer), settings.validSeconds(), ticket, price, book, nowSeconds);
        } catch (UnusableCertificateException useless) {
            throw new SignUpRefusedException(Kind.UNUSABLE, String.valueOf(useless.getMessage()), useless);
        }
    }

    /** To whom a line goes, and who signs it. */
    private record Recipient(
            RecipientCertificate certificate, @Nullable OperatorKey signer) {
        String sealed(String message) throws UnusableCertificateException {
            return certificate.encrypt(message, signer);
        }
    }

    private Drafted drafted(
            Recipient recipient,
            long validSeconds,
            @Nullable Octets ticket,
            @Nullable Price price,
            OrderBook book,
            long nowSeconds)
            throws UnusableCertificateException {
        Octets id = Octets.random(random, ID_LENGTH);
        SignUpOrder last = book.lastOf(recipient.certificate().holder());
        boolean renews = last != null && last.validSeconds() > 0 && validSeconds > 0;
        String account;
        Octets owner;
        String message;
        if (last != null && renews) {
            account = last.account();
            owner = last.owner();
            // The line once more: whoever ordered first with somebody else's certificate would have it, and could not
            // read it.
            message = last.message();
        } else {
            account = "s-"
                    + HexFormat.of()
                            .formatHex(Octets.random(random, NAME_LENGTH).toBytes());
            Octets secret = Octets.random(random, OwnerAccount.SECRET_LENGTH);
            owner = secret.sha256();
            message = recipient.sealed(new OwnerAccount(addresses.get(), pin, secret).text() + "\n");
        }
        SignUpOrder order = new SignUpOrder(
                id.sha256(),
                recipient.certificate().holder(),
                account,
                owner,
                nowSeconds,
                validSeconds,
                ticket,
                price,
                message);
        return new Drafted(id.text(), order);
    }

    /** What pays for the order at once, or null if it is to be paid by Bitcoin. */
    private @Nullable Octets ticket(OrderForm form, SignUpSettings settings, OrderBook book, long nowSeconds)
            throws SignUpRefusedException {
        if (!settings.open()) {
            throw new SignUpRefusedException(Kind.NOT_THERE, "this rendezvous lets nobody sign up");
        }
        if (form.voucher() != null && !form.voucher().isBlank()) {
            return voucher(form.voucher().strip(), settings, book);
        }
        if (form.number() != null && !form.number().isBlank()) {
            return work(form, settings, book, nowSeconds);
        }
        if (settings.payment() == null) {
            throw new SignUpRefusedException(
                    Kind.UNUSABLE,
                    settings.vouchers()
                            ? "this rendezvous lets those sign up who have a voucher: send its code with the"
                                    + " certificate"
                            : "this rendezvous wants work for an account: \"voider rendezvous sign-up\" does it for"
                                    + " you");
        }
        return null;
    }

    private static Octets voucher(String code, SignUpSettings settings, OrderBook book) throws SignUpRefusedException {
        if (settings.vouchers()) {
            try {
                Octets hash = Octets.parse(code).sha256();
                if (book.isVoucher(hash)) {
                    return hash;
                }
            } catch (IllegalArgumentException noCode) {
                // Answered as any other that does not exist.
            }
        }
        throw new SignUpRefusedException(
                Kind.UNUSABLE, "that voucher is not known here, or has been used: look whether it was copied whole");
    }

    private Octets work(OrderForm form, SignUpSettings settings, OrderBook book, long nowSeconds)
            throws SignUpRefusedException {
        try {
            Octets certificate = Octets.of(form.certificate().getBytes(StandardCharsets.UTF_8))
                    .sha256();
            ProofOfWork work = new ProofOfWork(
                    pin,
                    certificate,
                    Long.parseLong(String.valueOf(form.hour())),
                    Long.parseLong(String.valueOf(form.number())));
            if (settings.workBits() > 0
                    && work.holds(settings.workBits(), nowSeconds / SECONDS_PER_HOUR)
                    && !book.isUsed(work.digest())) {
                return work.digest();
            }
        } catch (NumberFormatException noNumber) {
            // Answered as work that is not enough.
        }
        throw new SignUpRefusedException(
                Kind.UNUSABLE, "the work is not enough, too old, or was shown before: do it anew");
    }

    private static Price price(SignUpSettings settings, OrderBook book, long nowSeconds) {
        SignUpSettings.Payment payment = settings.payment();
        if (payment == null) {
            throw new IllegalStateException("without a payment there is a ticket");
        }
        ExtendedPublicKey key = ExtendedPublicKey.parse(payment.key());
        int index = book.nextIndex(key.identity());
        ReceivingAddress address = key.address(index, payment.kind(), payment.network());
        return new Price(
                key.identity(),
                index,
                address.text(),
                address.script(),
                payment.satoshi(),
                payment.confirmations(),
                nowSeconds + payment.withinSeconds());
    }
}
