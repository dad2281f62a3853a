package io.voider.transport.identity;

import io.netty.buffer.ByteBuf;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells the datagrams that one friend's own tls-crypt-v2 key made from all others.
 *
 * <pre>
 * opening      P_CONTROL_HARD_RESET_CLIENT_V3, the first datagram of a session:
 *              0x50 (1) ‖ session id (8) ‖ packet id (4) ‖ time (4) ‖ tag (32) ‖ encrypted payload ‖ WKc
 * tag          HMAC-SHA256(Kc[192..223], the 17 bytes before it ‖ payload)
 * payload      AES-256-CTR(Kc[128..159], tag[0..15])
 * question     whether the exchange knows a session, between two shuttles:
 *              first byte (1) ‖ session id (8) ‖ nonce (8) ‖ proof (32), see SessionNotice ‖ WKc
 * WKc          see TlsCryptServerKey
 * </pre>
 *
 * <p>It costs a few microseconds, and less once the friend's key is known: little enough to be asked of every datagram that a
 * wire can bring. So there is no budget before it, which somebody who forges could use up. One thread at a time.
 */
public final class FriendProofs {
    private static final int LENGTH_BYTES = 2;
    private static final int TAG_BYTES = 32;
    private static final int HEADER_BYTES = 17;
    private static final int TIME_AT = 13;
    private static final int SESSION_ID_AT = 1;
    private static final int NONCE_AT = 9;
    private static final byte METADATA_USER = 0;

    /** Longer than any that a friend makes; bytes. */
    private static final int LONGEST = 2048;

    /**
     * What the first datagram of a session proves. That it is fresh cannot be told from it, but which of two is the later one.
     *
     * @param seconds when the client began the session, by its own clock: seconds since 1970, 32 bits
     * @param notice for notices about that session
     */
    public record Opening(long seconds, SessionNotice notice) {}

    /**
     * That a friend wants to know whether a session of theirs is known.
     *
     * @param sessionId their OpenVPN's
     * @param nonce to be answered with
     * @param notice for the answer
     */
    public record Question(long sessionId, long nonce, SessionNotice notice) {}

    /** The friend's key, once a wrapped one was proven. */
    private static final class Known {
        final byte[] wrapped;
        final SecretKeySpec payloadKey;
        final Mac tag;
        final SessionNotice notice;

        Known(byte[] wrapped, byte[] key) {
            this.wrapped = wrapped;
            this.payloadKey = new SecretKeySpec(key, 128, 32, "AES");
            this.tag = mac(key, 192);
            this.notice = new SessionNotice(Arrays.copyOf(key, TlsCryptClientKey.KEY_BYTES));
        }
    }

    private final Subscriber subscriber;
    private final SecretKeySpec wrappingKey;
    private final Mac wrappingTag;
    private final Cipher cipher;
    private final byte[] bytes = new byte[LONGEST];
    private @Nullable Known known;

    FriendProofs(byte[] serverKey, Subscriber subscriber) {
        this.subscriber = subscriber;
        this.wrappingKey = new SecretKeySpec(serverKey, 0, 32, "AES");
        this.wrappingTag = mac(serverKey, 64);
        try {
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    /** Whether that opens a session, made by the friend: both the wrapped key and the datagram itself must be authentic. */
    public Optional<Opening> opening(ByteBuf datagram) {
        int length = take(datagram);
        if (length == 0 || (bytes[0] & 0xff) != TlsCryptServerKey.HARD_RESET_CLIENT_V3) {
            return Optional.empty();
        }
        Known key = key(length, HEADER_BYTES + TAG_BYTES);
        if (key == null) {
            return Optional.empty();
        }
        int payloadAt = HEADER_BYTES + TAG_BYTES;
        byte[] payload = crypt(key.payloadKey, HEADER_BYTES, payloadAt, length - key.wrapped.length - payloadAt);
        key.tag.update(bytes, 0, HEADER_BYTES);
        byte[] expected = key.tag.doFinal(payload);
        return isAt(HEADER_BYTES, expected)
                ? Optional.of(new Opening(integer(TIME_AT, Integer.BYTES), key.notice))
                : Optional.empty();
    }

    /** Whether that is a question by the friend about a session of theirs. */
    public Optional<Question> question(ByteBuf datagram) {
        int length = take(datagram);
        int proofAt = NONCE_AT + Long.BYTES;
        Known key = length == 0 ? null : key(length, proofAt + SessionNotice.PROOF_BYTES);
        if (key == null || length != proofAt + SessionNotice.PROOF_BYTES + key.wrapped.length) {
            return Optional.empty();
        }
        long sessionId = integer(SESSION_ID_AT, Long.BYTES);
        long nonce = integer(NONCE_AT, Long.BYTES);
        return isAt(proofAt, key.notice.asks(sessionId, nonce))
                ? Optional.of(new Question(sessionId, nonce, key.notice))
                : Optional.empty();
    }

    private int take(ByteBuf datagram) {
        int length = datagram.readableBytes();
        if (length > LONGEST) {
            return 0;
        }
        datagram.getBytes(datagram.readerIndex(), bytes, 0, length);
        return length;
    }

    /** The key with which the first {@code length} bytes end, not before {@code earliest}, if it is the friend's. */
    private @Nullable Known key(int length, int earliest) {
        if (length < earliest + LENGTH_BYTES) {
            return null;
        }
        int wrappedLength = (int) integer(length - LENGTH_BYTES, LENGTH_BYTES);
        int wrappedAt = length - wrappedLength;
        if (wrappedLength < TAG_BYTES + TlsCryptClientKey.KEY_BYTES + LENGTH_BYTES + 1 || wrappedAt < earliest) {
            return null;
        }
        Known before = known;
        if (before != null && Arrays.equals(bytes, wrappedAt, length, before.wrapped, 0, before.wrapped.length)) {
            return before;
        }
        Known unwrapped = unwrap(wrappedAt, length);
        if (unwrapped != null) {
            known = unwrapped;
        }
        return unwrapped;
    }

    private @Nullable Known unwrap(int wrappedAt, int length) {
        int secretAt = wrappedAt + TAG_BYTES;
        int lengthAt = length - LENGTH_BYTES;
        byte[] plain = crypt(wrappingKey, wrappedAt, secretAt, lengthAt - secretAt);
        wrappingTag.update(bytes, lengthAt, LENGTH_BYTES);
        byte[] expected = wrappingTag.doFinal(plain);
        int metadataAt = TlsCryptClientKey.KEY_BYTES + 1;
        boolean theirs = isAt(wrappedAt, expected)
                && plain[metadataAt - 1] == METADATA_USER
                && Subscriber.ofMetadata(plain, metadataAt, plain.length - metadataAt)
                        .filter(subscriber::equals)
                        .isPresent();
        return theirs ? new Known(Arrays.copyOfRange(bytes, wrappedAt, length), plain) : null;
    }

    private byte[] crypt(SecretKeySpec key, int ivAt, int at, int length) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(bytes, ivAt, 16));
            return cipher.doFinal(bytes, at, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    private boolean isAt(int at, byte[] expected) {
        return MessageDigest.isEqual(Arrays.copyOfRange(bytes, at, at + expected.length), expected);
    }

    /** Big-endian. */
    private long integer(int at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }

    private static Mac mac(byte[] keys, int keyAt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys, keyAt, 32, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
