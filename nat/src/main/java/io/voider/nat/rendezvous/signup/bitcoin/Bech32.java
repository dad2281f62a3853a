package io.voider.nat.rendezvous.signup.bitcoin;

import java.io.ByteArrayOutputStream;

/** Addresses of segregated witness: Bech32 for version 0 (BIP 173), Bech32m for later ones (BIP 350). Written, never read. */
final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32 = 1;
    private static final int BECH32M = 0x2bc830a3;
    private static final int CHECKSUM = 6;

    private Bech32() {}

    static String address(String prefix, int witnessVersion, byte[] program) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(witnessVersion);
        inFives(program, data);
        byte[] symbols = data.toByteArray();
        int checksum = checksum(prefix, symbols) ^ (witnessVersion == 0 ? BECH32 : BECH32M);
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (byte symbol : symbols) {
            text.append(ALPHABET.charAt(symbol));
        }
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((checksum >> (5 * i)) & 31));
        }
        return text.toString();
    }

    private static void inFives(byte[] bytes, ByteArrayOutputStream to) {
        int held = 0;
        int bits = 0;
        for (byte octet : bytes) {
            held = (held << 8) | (octet & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                to.write((held >> bits) & 31);
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            to.write((held << (5 - bits)) & 31);
        }
    }

    private static int checksum(String prefix, byte[] symbols) {
        int sum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) >> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) & 31);
        }
        for (byte symbol : symbols) {
            sum = step(sum, symbol);
        }
        for (int i = 0; i < CHECKSUM; i++) {
            sum = step(sum, 0);
        }
        return sum;
    }

    private static int step(int sum, int value) {
        int top = sum >>> 25;
        int next = ((sum & 0x1ffffff) << 5) ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >> i) & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
