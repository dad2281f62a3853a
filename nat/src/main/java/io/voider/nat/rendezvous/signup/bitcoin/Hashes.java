package io.voider.nat.rendezvous.signup.bitcoin;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The hashes that Bitcoin is made of. */
final class Hashes {
    private static final byte[] TAP_TWEAK = sha256("TapTweak".getBytes(StandardCharsets.US_ASCII));

    private Hashes() {}

    static byte[] sha256(byte[]... parts) {
        SHA256Digest digest = new SHA256Digest();
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** SHA-256 twice: what checksums, blocks and transactions are known by. */
    static byte[] twice(byte[]... parts) {
        return sha256(sha256(parts));
    }

    /** RIPEMD-160 of SHA-256: what stands for a key in an address. */
    static byte[] ofKey(byte[] key) {
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(sha256(key), 0, 32);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** BIP 341's tagged hash for the tweak of a key. */
    static byte[] tapTweak(byte[] xOnly) {
        return sha256(TAP_TWEAK, TAP_TWEAK, xOnly);
    }

    static byte[] hmacSha512(byte[] key, byte[]... parts) {
        HMac mac = new HMac(new SHA512Digest());
        mac.init(new KeyParameter(key));
        for (byte[] part : parts) {
            mac.update(part, 0, part.length);
        }
        byte[] tag = new byte[mac.getMacSize()];
        mac.doFinal(tag, 0);
        return tag;
    }
}
