package io.voider.nat.rendezvous.signup.openpgp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;

/**
 * Walks the packets of a certificate or a key (RFC 9580, sections 4 and 5) and holds them to bounds, so that whoever verifies it afterwards
 * cannot be made to do much. A real key of 16,384 bits took 24 seconds.
 */
final class PacketWalk {
    /** Packets in one certificate. */
    static final int MAX_PACKETS = 32;

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 32;
    private static final int MAX_CURVE_BYTES = 10;

    private static final int SIGNATURE = 2;
    private static final int SECRET_KEY = 5;
    private static final int SECRET_SUBKEY = 7;
    private static final int USER_ID = 13;
    private static final int USER_ATTRIBUTE = 17;

    /** The curves of RFC 9580, section 9.2, that are served, by object identifier in hexadecimal; of each the bytes of a point. */
    private static final Map<String, Integer> POINT_BYTES = Map.of(
            "2a8648ce3d030107", 65,
            "2b81040022", 97,
            "2b81040023", 133,
            "2b06010401da470f01", 33,
            "2b060104019755010501", 33);

    /** Keys of RFC 9580, sections 5.5.5.7 to 5.5.5.10, by algorithm; of each the bytes. */
    private static final Map<Integer, Integer> NATIVE_BYTES = Map.of(25, 32, 26, 56, 27, 32, 28, 57);

    private final ByteBuffer packets;
    private final KeyBlock block;
    private int keys;

    private PacketWalk(byte[] packets, KeyBlock block) {
        this.packets = ByteBuffer.wrap(packets);
        this.block = block;
    }

    /** Goes through all packets of such a block. */
    static void through(byte[] packets, KeyBlock block) throws UnusableCertificateException {
        try {
            new PacketWalk(packets, block).walk();
        } catch (BufferUnderflowException cut) {
            throw new UnusableCertificateException(
                    "the certificate is damaged: a packet is longer than what is there", cut);
        }
    }

    private void walk() throws UnusableCertificateException {
        int count = 0;
        while (packets.hasRemaining()) {
            if (++count > MAX_PACKETS) {
                throw new UnusableCertificateException("the certificate has more than " + MAX_PACKETS
                        + " packets: export it with  gpg --armor --export-options export-minimal --export");
            }
            int first = octet();
            if ((first & 0x80) == 0) {
                throw new UnusableCertificateException("the certificate is damaged: no packet begins where one should");
            }
            boolean current = (first & 0x40) != 0;
            int tag = current ? first & 0x3f : (first >> 2) & 0xf;
            look(tag, take(current ? length() : oldLength(first & 3)), count == 1);
        }
        if (keys == 0) {
            throw new UnusableCertificateException("there is no key in it");
        }
    }

    private void look(int tag, ByteBuffer body, boolean first) throws UnusableCertificateException {
        if (block == KeyBlock.CERTIFICATE && (tag == SECRET_KEY || tag == SECRET_SUBKEY)) {
            throw new UnusableCertificateException("this is a private key, which nobody but you should have: it was not"
                    + " kept here, but take it for known to others; send what  gpg --armor --export  prints");
        }
        if (first != (tag == block.primary())) {
            throw new UnusableCertificateException(
                    first
                            ? "the certificate does not begin with a key"
                            : "there is more than one certificate: send one");
        }
        if (tag == block.primary() || tag == block.subkey()) {
            key(body);
            return;
        }
        switch (tag) {
            case SIGNATURE -> signature(body);
            case USER_ID, USER_ATTRIBUTE -> {
                // Bytes that nobody computes with.
            }
            default ->
                throw new UnusableCertificateException(
                        "there is something in it that does not belong into a certificate (a packet of type " + tag
                                + ")");
        }
    }

    private void key(ByteBuffer body) throws UnusableCertificateException {
        keys++;
        publicPart(body);
        if (block == KeyBlock.SECRET_KEY) {
            SecretPart.look(body);
        } else if (body.hasRemaining()) {
            throw new UnusableCertificateException("the certificate is damaged: a key is longer than its numbers");
        }
    }

    private void publicPart(ByteBuffer body) throws UnusableCertificateException {
        int version = body.get() & 0xff;
        if (version != 4 && version != 6) {
            throw new UnusableCertificateException("keys of version 4 and 6 are served, not of version " + version);
        }
        body.getInt();
        int algorithm = body.get() & 0xff;
        if (version == 6) {
            body.getInt();
        }
        switch (algorithm) {
            case 1, 2, 3 -> rsa(body);
            case 16, 17, 20 ->
                throw new UnusableCertificateException(
                        "DSA and Elgamal are not served any more: use a key of RSA, Curve25519, Curve448, or a NIST"
                                + " curve");
            case 18 -> {
                curve(body);
                skip(body, octet(body));
            }
            case 19, 22 -> curve(body);
            case 25, 26, 27, 28 -> skip(body, NATIVE_BYTES.getOrDefault(algorithm, 0));
            default ->
                throw new UnusableCertificateException(
                        "RSA, Curve25519, Curve448 and the NIST curves are served, not the algorithm " + algorithm);
        }
    }

    private static void rsa(ByteBuffer body) throws UnusableCertificateException {
        int bits = number(
                body, MAX_RSA_BITS, "RSA keys of up to " + MAX_RSA_BITS + " bits are served; one here is larger");
        if (bits < MIN_RSA_BITS) {
            throw new UnusableCertificateException(
                    "an RSA key in it has " + bits + " bits, which is too weak: " + MIN_RSA_BITS + " are the least");
        }
        number(body, MAX_EXPONENT_BITS, "an RSA key in it has an exponent of more than " + MAX_EXPONENT_BITS + " bits");
    }

    private static void curve(ByteBuffer body) throws UnusableCertificateException {
        int length = body.get() & 0xff;
        if (length > MAX_CURVE_BYTES) {
            throw new UnusableCertificateException("a key in it is on a curve that is not served");
        }
        byte[] name = new byte[length];
        body.get(name);
        Integer point = POINT_BYTES.get(HexFormat.of().formatHex(name));
        if (point == null) {
            throw new UnusableCertificateException("a key in it is on a curve that is not served: Curve25519, Curve448,"
                    + " P-256, P-384 and P-521 are");
        }
        int bits = number(body, point * 8, "the certificate is damaged: a key has the wrong length");
        if ((bits + 7) / 8 != point) {
            throw new UnusableCertificateException("the certificate is damaged: a key has the wrong length");
        }
    }

    /** Reads past a multiprecision integer (section 3.2) and returns how many bits it says that it has. */
    private static int number(ByteBuffer body, int mostBits, String otherwise) throws UnusableCertificateException {
        int bits = body.getShort() & 0xffff;
        if (bits > mostBits) {
            throw new UnusableCertificateException(otherwise);
        }
        skip(body, (bits + 7) / 8);
        return bits;
    }

    static void skip(ByteBuffer body, int length) {
        if (length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        body.position(body.position() + length);
    }

    private static int octet(ByteBuffer body) {
        return body.get() & 0xff;
    }

    private static void signature(ByteBuffer body) throws UnusableCertificateException {
        int version = body.get() & 0xff;
        if (version != 4 && version != 6) {
            throw new UnusableCertificateException("signatures of version 4 and 6 are served, not of version " + version
                    + ": renew the key's binding");
        }
    }

    private int octet() {
        return packets.get() & 0xff;
    }

    /** Section 4.2.1. Partial lengths are for data, not for keys. */
    private long length() throws UnusableCertificateException {
        int first = octet();
        if (first < 192) {
            return first;
        }
        if (first < 224) {
            return ((first - 192L) << 8) + octet() + 192;
        }
        if (first == 255) {
            return packets.getInt() & 0xffff_ffffL;
        }
        throw new UnusableCertificateException("the certificate is damaged: a packet does not say how long it is");
    }

    /** Section 4.2.2. */
    private long oldLength(int kind) throws UnusableCertificateException {
        return switch (kind) {
            case 0 -> octet();
            case 1 -> packets.getShort() & 0xffff;
            case 2 -> packets.getInt() & 0xffff_ffffL;
            default ->
                throw new UnusableCertificateException(
                        "the certificate is damaged: a packet does not say how long it is");
        };
    }

    private ByteBuffer take(long length) {
        if (length > packets.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer body = packets.slice(packets.position(), (int) length);
        packets.position(packets.position() + (int) length);
        return body;
    }
}
