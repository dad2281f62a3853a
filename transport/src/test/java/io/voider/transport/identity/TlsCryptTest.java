package io.voider.transport.identity;

import static io.netty.buffer.Unpooled.copiedBuffer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsCryptTest {
    private static final Invitation BOB = Samples.invitation(Profile.FAST);
    private static final TlsCryptServerKey SERVER =
            Samples.authority(Profile.FAST).tlsCryptKey();
    private static final FriendProofs PROOFS = SERVER.proofs(BOB.subscriber());

    private static byte[] opening(TlsCryptClientKey key) {
        return Openings.of(key, 0x0102030405060708L, 1_800_000_000);
    }

    @Test
    void tellsFromTheFirstDatagramWhoseItIs() {
        var opening = PROOFS.opening(copiedBuffer(opening(BOB.tlsCryptKey()))).orElseThrow();
        assertThat(opening.seconds()).isEqualTo(1_800_000_000);
        assertThat(opening.notice().proof(7))
                .isEqualTo(BOB.tlsCryptKey().notice().proof(7));
        assertThat(opening.notice().proves(8, BOB.tlsCryptKey().notice().proof(7)))
                .isFalse();
    }

    @Test
    void takesNoAlteredOneAndNoneOfAnotherFriendOrExchange() {
        byte[] genuine = opening(BOB.tlsCryptKey());
        for (FriendProofs proofs : List.of(PROOFS, knowing(genuine))) {
            for (int i = 0; i < genuine.length; i++) {
                byte[] altered = genuine.clone();
                altered[i] ^= (byte) (1 << (i % 8));
                assertThat(proofs.opening(copiedBuffer(altered)))
                        .as("byte %d", i)
                        .isEmpty();
                assertThat(proofs.opening(copiedBuffer(genuine, 0, i))).isEmpty();
            }
        }
        assertThat(SERVER.proofs(Subscriber.random(2, Samples.RANDOM)).opening(copiedBuffer(genuine)))
                .isEmpty();
        assertThat(TlsCryptServerKey.random(Samples.RANDOM)
                        .proofs(BOB.subscriber())
                        .opening(copiedBuffer(genuine)))
                .isEmpty();
    }

    private static FriendProofs knowing(byte[] genuine) {
        FriendProofs proofs = SERVER.proofs(BOB.subscriber());
        assertThat(proofs.opening(copiedBuffer(genuine))).isPresent();
        return proofs;
    }

    @Test
    void tellsTheFriendsOwnQuestionAndNoAlteredOne() {
        byte[] genuine = copiedQuestion(BOB.tlsCryptKey(), 7, 9);
        var question = PROOFS.question(copiedBuffer(genuine)).orElseThrow();
        assertThat(question.sessionId()).isEqualTo(7);
        assertThat(question.nonce()).isEqualTo(9);
        for (int i = 1; i < genuine.length; i++) {
            byte[] altered = genuine.clone();
            altered[i] ^= (byte) (1 << (i % 8));
            assertThat(PROOFS.question(copiedBuffer(altered))).as("byte %d", i).isEmpty();
            assertThat(PROOFS.question(copiedBuffer(genuine, 0, i))).isEmpty();
        }
        assertThat(PROOFS.question(copiedBuffer(opening(BOB.tlsCryptKey())))).isEmpty();
    }

    private static byte[] copiedQuestion(TlsCryptClientKey key, long sessionId, long nonce) {
        byte[] wrapped = key.wrapped();
        return ByteBuffer.allocate(17 + SessionNotice.PROOF_BYTES + wrapped.length)
                .put((byte) 0x0e)
                .putLong(sessionId)
                .putLong(nonce)
                .put(key.asks(sessionId, nonce))
                .put(wrapped)
                .array();
    }

    @Test
    void isReadBackFromItsEncoding() {
        TlsCryptClientKey key = BOB.tlsCryptKey();
        assertThat(TlsCryptClientKey.decode(key.encoded())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(TlsCryptServerKey.decode(SERVER.encoded()).pem()).isEqualTo(SERVER.pem());
    }
}
