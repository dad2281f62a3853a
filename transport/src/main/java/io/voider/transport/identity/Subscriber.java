package io.voider.transport.identity;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A friend as certificates name them: their number, and an id that is drawn for each invitation.
 *
 * @param number the subscriber number s, 2…254
 * @param id 16 random bytes as 32 small hexadecimal digits
 */
public record Subscriber(int number, String id) {
    private static final int ID_BYTES = 16;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern COMMON_NAME = Pattern.compile("([1-9][0-9]{0,2})-([0-9a-f]{32})");
    private static final HexFormat HEX = HexFormat.of();

    /** @throws HandoverException if the number or the id is out of range */
    public Subscriber {
        HandoverException.require(number >= 2 && number <= 254, "a subscriber's number is 2…254, not " + number);
        HandoverException.require(ID.matcher(id).matches(), "a subscriber's id is 32 hexadecimal digits");
    }

    /** A subscriber with a fresh id. */
    public static Subscriber random(int number, SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Subscriber(number, HEX.formatHex(id));
    }

    /** The name in the subject of their certificate, and of their file in OpenVPN's client-config directory. */
    public String commonName() {
        return number + "-" + id;
    }

    /** The subscriber whom a certificate's common name names, if it is such a name. */
    public static Optional<Subscriber> ofCommonName(String commonName) {
        Matcher matcher = COMMON_NAME.matcher(commonName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(1));
        return number < 2 || number > 254 ? Optional.empty() : Optional.of(new Subscriber(number, matcher.group(2)));
    }

    /** The friend's metadata inside a tls-crypt-v2 client key, after the type byte: number (1 byte), id (16 bytes). */
    byte[] metadata() {
        byte[] metadata = new byte[1 + ID_BYTES];
        metadata[0] = (byte) number;
        System.arraycopy(HEX.parseHex(id), 0, metadata, 1, ID_BYTES);
        return metadata;
    }

    static Optional<Subscriber> ofMetadata(byte[] metadata, int offset, int length) {
        if (length != 1 + ID_BYTES) {
            return Optional.empty();
        }
        int number = metadata[offset] & 0xff;
        return number < 2 || number > 254
                ? Optional.empty()
                : Optional.of(new Subscriber(number, HEX.formatHex(metadata, offset + 1, offset + length)));
    }
}
