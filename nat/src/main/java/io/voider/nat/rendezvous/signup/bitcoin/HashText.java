package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.HexFormat;

/** Bytes and hashes as those write them who have the chain: hexadecimal, hashes from their last byte to their first. */
final class HashText {
    private static final int HASH = 32;

    private HashText() {}

    static byte[] bytes(String hex) throws ChainException {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException wrong) {
            throw new ChainException("what was answered about the chain is not hexadecimal", wrong);
        }
    }

    static Octets hash(String text) throws ChainException {
        byte[] hash = bytes(text);
        if (hash.length != HASH) {
            throw new ChainException("what was answered about the chain is no hash");
        }
        return Octets.of(reversed(hash));
    }

    static String of(Octets hash) {
        return HexFormat.of().formatHex(reversed(hash.toBytes()));
    }

    static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
