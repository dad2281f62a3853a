package io.voider.nat.rendezvous.signup.bitcoin;

import java.math.BigInteger;
import java.util.Arrays;

/** Base58 with a checksum of four bytes, in which extended keys are written. */
final class Base58Check {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(58);
    private static final int CHECKSUM = 4;

    private Base58Check() {}

    /** Reads a value of exactly so many bytes. @throws IllegalArgumentException if it is not that */
    static byte[] decode(String text, int length) {
        int whole = length + CHECKSUM;
        if (text.isEmpty() || text.length() > whole * 3 / 2) {
            throw new IllegalArgumentException("it has the wrong length");
        }
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = ALPHABET.indexOf(c);
            if (digit < 0) {
                throw new IllegalArgumentException("the character '" + c + "' does not occur in such keys");
            }
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        byte[] magnitude = number.toByteArray();
        int skip = magnitude.length > 1 && magnitude[0] == 0 ? 1 : 0;
        if (magnitude.length - skip > whole) {
            throw new IllegalArgumentException("it has the wrong length");
        }
        byte[] bytes = new byte[whole];
        System.arraycopy(magnitude, skip, bytes, whole - (magnitude.length - skip), magnitude.length - skip);
        byte[] content = Arrays.copyOf(bytes, length);
        if (!Arrays.equals(Arrays.copyOf(Hashes.twice(content), CHECKSUM), Arrays.copyOfRange(bytes, length, whole))) {
            throw new IllegalArgumentException("its checksum is wrong: it was not copied whole, or mistyped");
        }
        return content;
    }
}
