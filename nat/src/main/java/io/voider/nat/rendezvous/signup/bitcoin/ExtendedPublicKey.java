package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * An extended public key (BIP 32) of an account, as wallets export it: all addresses follow from it, and no payment can be made
 * with it. Whoever has it sees all that is ever paid to the account.
 */
public final class ExtendedPublicKey {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final int LENGTH = 78;
    private static final int EXTERNAL = 0;

    /** Prefixes by version number: BIP 32 for xpub and tpub, SLIP 132 for the others. */
    private enum Version {
        XPUB(0x0488b21e, true, null),
        ZPUB(0x04b24746, true, AddressKind.P2WPKH),
        TPUB(0x043587cf, false, null),
        VPUB(0x045f1cf6, false, AddressKind.P2WPKH);

        private final int number;
        private final boolean real;
        private final @Nullable AddressKind kind;

        Version(int number, boolean real, @Nullable AddressKind kind) {
            this.number = number;
            this.real = real;
            this.kind = kind;
        }
    }

    private final Version version;
    private final ECPoint point;
    private final byte[] chainCode;

    private ExtendedPublicKey(Version version, ECPoint point, byte[] chainCode) {
        this.version = version;
        this.point = point;
        this.chainCode = chainCode;
    }

    /**
     * Reads {@code xpub…}, {@code zpub…}, {@code tpub…} or {@code vpub…}.
     *
     * @throws IllegalArgumentException if it is none, in particular if it is a private key
     */
    public static ExtendedPublicKey parse(String text) {
        if (text.matches("[xyztuv]prv.*")) {
            throw new IllegalArgumentException(
                    "that is a private key, with which one could spend all: it does not belong"
                            + " onto a server; export the account's extended public key (zpub or xpub) instead");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base58Check.decode(text, LENGTH));
            int number = bytes.getInt();
            Version version = Arrays.stream(Version.values())
                    .filter(known -> known.number == number)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("it is not of a kind that is served"));
            bytes.position(bytes.position() + 9);
            byte[] chainCode = new byte[32];
            bytes.get(chainCode);
            byte[] key = new byte[33];
            bytes.get(key);
            if (key[0] != 2 && key[0] != 3) {
                throw new IllegalArgumentException("there is no public key in it");
            }
            return new ExtendedPublicKey(version, CURVE.getCurve().decodePoint(key), chainCode);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "that is no extended public key that begins with xpub, zpub, tpub or vpub: " + wrong.getMessage(),
                    wrong);
        }
    }

    /** What kind of addresses it is for, if it says so; an xpub or tpub does not. */
    public @Nullable AddressKind kind() {
        return version.kind;
    }

    /** Whether it is for that network. */
    public boolean fits(BitcoinNetwork network) {
        return version.real == network.isReal();
    }

    /** By this the key is known in the books. */
    public Octets identity() {
        return Octets.of(Arrays.copyOf(Hashes.sha256(point.getEncoded(true), chainCode), 16));
    }

    /** The account's receiving address of that index, 0 to 2³¹ − 1: at {@code account/0/index}. */
    public ReceivingAddress address(int index, AddressKind kind, BitcoinNetwork network) {
        ECPoint key = child(EXTERNAL).child(index).point;
        byte[] program = kind == AddressKind.P2WPKH ? Hashes.ofKey(key.getEncoded(true)) : tweaked(key);
        return ReceivingAddress.of(kind, program, network);
    }

    /** BIP 32's derivation of a child from a public key: not for hardened indices, which are the negative ones here. */
    ExtendedPublicKey child(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("hardened keys cannot be derived from a public key");
        }
        byte[] tag = Hashes.hmacSha512(
                chainCode,
                point.getEncoded(true),
                ByteBuffer.allocate(4).putInt(index).array());
        BigInteger tweak = new BigInteger(1, Arrays.copyOf(tag, 32));
        ECPoint key = CURVE.getG().multiply(tweak).add(point).normalize();
        if (tweak.compareTo(CURVE.getN()) >= 0 || key.isInfinity()) {
            throw new IllegalStateException("the index " + index + " has no key, which happens once in 2^127 times");
        }
        return new ExtendedPublicKey(version, key, Arrays.copyOfRange(tag, 32, 64));
    }

    /** BIP 86: the output key of an internal key without scripts. */
    private static byte[] tweaked(ECPoint key) {
        byte[] xOnly = key.getAffineXCoord().getEncoded();
        byte[] even = new byte[33];
        even[0] = 2;
        System.arraycopy(xOnly, 0, even, 1, xOnly.length);
        BigInteger tweak = new BigInteger(1, Hashes.tapTweak(xOnly));
        return CURVE.getCurve()
                .decodePoint(even)
                .add(CURVE.getG().multiply(tweak))
                .normalize()
                .getAffineXCoord()
                .getEncoded();
    }
}
