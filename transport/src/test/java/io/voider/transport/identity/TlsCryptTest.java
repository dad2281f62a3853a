package io.voider.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class TlsCryptTest {
    private static final Invitation BOB = Samples.invitation(Profile.FAST);
    private static final TlsCryptServerKey SERVER =
            Samples.authority(Profile.FAST).tlsCryptKey();

    /** The first datagram of a session, as a client of that key makes it. */
    private static byte[] opening(TlsCryptClientKey key) throws GeneralSecurityException {
        byte[] head = ByteBuffer.allocate(17)
                .put((byte) 0x50)
                .putLong(0x0102030405060708L)
                .putInt(1)
                .putInt(1_800_000_000)
                .array();
        byte[] payload = {0, 0, 0, 0, 0};
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
    }

    @Test
    void tellsFromTheFirstDatagramWhoseItIs() throws GeneralSecurityException {
        var opening = SERVER.opens(opening(BOB.tlsCryptKey())).orElseThrow();
        assertThat(opening.subscriber()).isEqualTo(BOB.subscriber());
        assertThat(opening.notice().proof(7))
                .isEqualTo(BOB.tlsCryptKey().notice().proof(7));
        assertThat(opening.notice().proves(8, BOB.tlsCryptKey().notice().proof(7)))
                .isFalse();
    }

    @Test
    void takesNoAlteredOneAndNoneOfAnotherExchange() throws GeneralSecurityException {
        byte[] genuine = opening(BOB.tlsCryptKey());
        for (int i = 0; i < genuine.length; i++) {
            byte[] altered = genuine.clone();
            altered[i] ^= (byte) (1 << (i % 8));
            assertThat(SERVER.opens(altered)).as("byte %d", i).isEmpty();
            assertThat(SERVER.opens(Arrays.copyOf(genuine, i))).isEmpty();
        }
        assertThat(TlsCryptServerKey.random(Samples.RANDOM).opens(genuine)).isEmpty();
    }

    @Test
    void isReadBackFromItsEncoding() {
        TlsCryptClientKey key = BOB.tlsCryptKey();
        assertThat(TlsCryptClientKey.decode(key.encoded())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(TlsCryptServerKey.decode(SERVER.encoded()).pem()).isEqualTo(SERVER.pem());
    }
}
