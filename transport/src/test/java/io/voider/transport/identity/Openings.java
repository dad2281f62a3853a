package io.voider.transport.identity;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The first datagrams of sessions, as OpenVPN's client makes them. */
public final class Openings {
    private Openings() {}

    /**
     * The first datagram of that session.
     *
     * @param seconds when the client began that session, by its own clock
     */
    public static byte[] of(TlsCryptClientKey key, long sessionId, int seconds) {
        byte[] head = ByteBuffer.allocate(17)
                .put((byte) 0x50)
                .putLong(sessionId)
                .putInt(1)
                .putInt(seconds)
                .array();
        byte[] payload = {0, 0, 0, 0, 0};
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.key(), 192, 32, "HmacSHA256"));
            mac.update(head);
            byte[] tag = mac.doFinal(payload);
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key.key(), 128, 32, "AES"),
                    new IvParameterSpec(Arrays.copyOf(tag, 16)));
            byte[] wrapped = key.wrapped();
            return ByteBuffer.allocate(head.length + tag.length + payload.length + wrapped.length)
                    .put(head)
                    .put(tag)
                    .put(cipher.doFinal(payload))
                    .put(wrapped)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
