package io.voider.transport.identity;

/** RFC 9285: two bytes as three of the 45 characters that a QR code packs best. */
final class Base45 {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private static final int BASE = 45;

    private Base45() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 3 + 1) / 2);
        for (int i = 0; i < bytes.length; i += 2) {
            boolean pair = i + 1 < bytes.length;
            int value = pair ? ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff) : (bytes[i] & 0xff);
            for (int digits = pair ? 3 : 2; digits > 0; digits--) {
                text.append(ALPHABET.charAt(value % BASE));
                value /= BASE;
            }
        }
        return text.toString();
    }

    static byte[] decode(String text) {
        HandoverException.require(text.length() % 3 != 1, "the code's text is not complete");
        byte[] bytes = new byte[text.length() / 3 * 2 + text.length() % 3 / 2];
        int at = 0;
        for (int i = 0; i < text.length(); i += 3) {
            boolean pair = i + 2 < text.length();
            int value = digit(text, i) + digit(text, i + 1) * BASE + (pair ? digit(text, i + 2) * BASE * BASE : 0);
            HandoverException.require(value <= (pair ? 0xffff : 0xff), "the code's text is damaged");
            if (pair) {
                bytes[at++] = (byte) (value >>> 8);
            }
            bytes[at++] = (byte) value;
        }
        return bytes;
    }

    private static int digit(String text, int index) {
        int digit = ALPHABET.indexOf(text.charAt(index));
        HandoverException.require(digit >= 0, "the code's text has a character that no such code has");
        return digit;
    }
}
