package io.voider.ns;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An Ethernet address.
 *
 * @param value the six bytes, the first one most significant, in the low 48 bits
 */
public record MacAddress(long value) {

    static final int SIZE = 6;

    private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

    /**
     * @throws IllegalArgumentException if {@code value} has more than 48 bits
     */
    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(value));
        }
    }

    /**
     * Reads {@code "02:00:5e:10:00:01"}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static MacAddress parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a MAC address: " + text);
        }
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    /**
     * From six bytes.
     *
     * @throws IllegalArgumentException if there are not six
     */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException(bytes.length + " bytes where a MAC address has " + SIZE);
        }
        long value = 0;
        for (byte b : bytes) {
            value = (value << 8) | (b & 0xff);
        }
        return new MacAddress(value);
    }

    /** The six bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) (value >>> (8 * (SIZE - 1 - i)));
        }
        return bytes;
    }

    @Override
    public String toString() {
        String digits = String.format(Locale.ROOT, "%012x", value);
        return digits.replaceAll("(..)(?!$)", "$1:");
    }
}
