package io.voider.nat.rendezvous.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our suite against RFC 9180 appendix A.2.3: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, mode auth. The
 * library takes no ephemeral key from outside in this mode, so the vector's envelopes are opened; that ours open too is shown
 * by {@link SealedSessionProperties}.
 */
class Rfc9180Test {
    private static final String SENDER_SEED = "9d8f94537d5a3ddef71234c0baedfad4ca6861634d0b94c3007fed557ad17df6";
    private static final String RECEIVER_SEED = "64835d5ee64aa7aad57c6f2e4f758f7696617f8829e70bc9ac7a5ef95d1c756c";
    private static final String ENCAPSULATED = "f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e";
    private static final byte[] INFO = "Ode on a Grecian Urn".getBytes(StandardCharsets.US_ASCII);
    private static final String PLAINTEXT = "Beauty is truth, truth beauty";
    /** Of the sequence numbers 0, 1 and 2. */
    private static final List<String> CIPHERTEXTS = List.of(
            "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf",
            "3265c7807ffff7fdace21659a2c6ccffee52a26d270c76468ed74202a65478bfaedfff9c2b7634e24f10b71016",
            "3aadee86ad2a05081ea860033a9d09dbccb4acac2ded0891da40f51d4df19925f7a767b076a5cbc9355c8fd35e");

    private final AsymmetricCipherKeyPair receiver = Sealer.suite().deriveKeyPair(hex(RECEIVER_SEED));
    private final AsymmetricKeyParameter sender =
            Sealer.suite().deriveKeyPair(hex(SENDER_SEED)).getPublic();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] count(int sequence) {
        return ("Count-" + sequence).getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "938d3daa5a8904540bc24f48ae90eed3f4f7f11839560597b55e7c9598c996c0, " + ENCAPSULATED,
        RECEIVER_SEED + ", 1a478716d63cb2e16786ee93004486dc151e988b34b475043d3e0175bdb01c44",
        SENDER_SEED + ", f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b",
    })
    void keysAreDerivedFromTheirSeeds(String seed, String publicKey) {
        SealingKey key = SealingKey.of(Octets.of(hex(seed)));

        assertThat(key.publicKey().toBytes()).isEqualTo(hex(publicKey));
    }

    @Test
    void oneEnvelopeIsOpenedAsASealerDoesIt() throws InvalidCipherTextException {
        byte[] opened = Sealer.suite()
                .open(hex(ENCAPSULATED), receiver, INFO, count(0), hex(CIPHERTEXTS.get(0)), null, null, sender);

        assertThat(opened).asString(StandardCharsets.US_ASCII).isEqualTo(PLAINTEXT);
    }

    @Test
    void envelopesOfOneContextAreOpenedInTheirOrder() throws InvalidCipherTextException {
        HPKEContext context = Sealer.suite().setupAuthR(hex(ENCAPSULATED), receiver, INFO, sender);

        for (int sequence = 0; sequence < CIPHERTEXTS.size(); sequence++) {
            assertThat(context.open(count(sequence), hex(CIPHERTEXTS.get(sequence))))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo(PLAINTEXT);
        }
    }

    @Test
    void anotherSendersKeyOpensNothing() {
        assertThatThrownBy(() -> Sealer.suite()
                        .open(
                                hex(ENCAPSULATED),
                                receiver,
                                INFO,
                                count(0),
                                hex(CIPHERTEXTS.get(0)),
                                null,
                                null,
                                receiver.getPublic()))
                .isInstanceOf(InvalidCipherTextException.class);
    }
}
