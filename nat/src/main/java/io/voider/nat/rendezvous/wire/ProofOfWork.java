package io.voider.nat.rendezvous.wire;

import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Work in place of money: a number with which the SHA-256 of {@code voider sign-up 1 PIN CERTIFICATE HOUR NUMBER} begins with so
 * many zero bits. PIN is the server's, CERTIFICATE the SHA-256 of the armoured certificate as it is sent, both in base64url; HOUR
 * the server's, in hours since 1970. So work is good for one server, one certificate, and about an hour.
 *
 * @param number 0 to 2⁶³ − 1
 */
public record ProofOfWork(Octets pin, Octets certificate, long hour, long number) {
    /** More would take a Raspberry Pi days. */
    public static final int MAX_BITS = 32;

    private static final int HOURS_OFF = 1;

    /** What stands for the work, and may be used once. */
    public Octets digest() {
        String text = "voider sign-up 1 " + pin.text() + " " + certificate.text() + " " + hour + " " + number;
        return Octets.of(text.getBytes(StandardCharsets.US_ASCII)).sha256();
    }

    /** Whether it is enough, and of this hour, the last, or the next. */
    public boolean holds(int bits, long nowHour) {
        return Math.abs(nowHour - hour) <= HOURS_OFF && zeroBits(digest().toBytes()) >= bits;
    }

    /** Works until it is enough, about 2^{@code bits} hashes, or until told to end. */
    public static ProofOfWork find(Octets pin, Octets certificate, long hour, int bits, BooleanSupplier goOn) {
        ProofOfWork attempt = new ProofOfWork(pin, certificate, hour, 0);
        while (zeroBits(attempt.digest().toBytes()) < bits && goOn.getAsBoolean()) {
            attempt = new ProofOfWork(pin, certificate, hour, attempt.number + 1);
        }
        return attempt;
    }

    private static int zeroBits(byte[] hash) {
        int bits = 0;
        for (byte octet : hash) {
            int leading = Integer.numberOfLeadingZeros(octet & 0xff) - 24;
            bits += leading;
            if (leading < 8) {
                break;
            }
        }
        return bits;
    }
}
