package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import java.util.SplittableRandom;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.params.BitcoinNetworkParams;
import org.bitcoinj.script.ScriptBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** bitcoinj makes the same addresses. It does not tweak keys as BIP 86 wants: {@link RegtestBlocksIT} has bcoin do that. */
class BitcoinjAddressesTest {
    /** BIP 84's account. */
    private static final String ZPUB =
            "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf"
                    + "31mGDtKsAYz2oz2AGutZYs";

    @Test
    void areThoseOfBitcoinjAtRandomIndices() {
        compare(300);
    }

    @Tag("soak")
    @Test
    void areThoseOfBitcoinjAtTenThousandRandomIndices() {
        compare(10_000);
    }

    private static void compare(int count) {
        ExtendedPublicKey key = ExtendedPublicKey.parse(ZPUB);
        DeterministicKey theirs = DeterministicKey.deserializeB58(null, ZPUB, org.bitcoinj.base.BitcoinNetwork.MAINNET);
        new SplittableRandom(84).ints(count, 0, Integer.MAX_VALUE).forEach(index -> {
            ReceivingAddress hashed = key.address(index, AddressKind.P2WPKH, BitcoinNetwork.MAINNET);
            assertThat(hashed.text()).isEqualTo(Bitcoinj.address(theirs, index));
            for (AddressKind kind : AddressKind.values()) {
                ReceivingAddress ours = key.address(index, kind, BitcoinNetwork.MAINNET);
                SegwitAddress read = SegwitAddress.fromBech32(ours.text(), org.bitcoinj.base.BitcoinNetwork.MAINNET);
                assertThat(read.getWitnessVersion()).isEqualTo(kind.witnessVersion());
                assertThat(Octets.of(ScriptBuilder.createOutputScript(read).program()))
                        .isEqualTo(ours.script());
            }
        });
    }

    /** Their blocks number 0 are what a chain is known by. */
    @ParameterizedTest
    @EnumSource(value = BitcoinNetwork.class, mode = EnumSource.Mode.EXCLUDE, names = "TESTNET4")
    void beginWithTheBlockThatBitcoinjKnows(BitcoinNetwork network) {
        org.bitcoinj.base.BitcoinNetwork theirs = switch (network) {
            case MAINNET -> org.bitcoinj.base.BitcoinNetwork.MAINNET;
            case TESTNET, TESTNET4 -> org.bitcoinj.base.BitcoinNetwork.TESTNET;
            case SIGNET -> org.bitcoinj.base.BitcoinNetwork.SIGNET;
            case REGTEST -> org.bitcoinj.base.BitcoinNetwork.REGTEST;
        };
        assertThat(BitcoinNetworkParams.of(theirs).getGenesisBlock().getHashAsString())
                .isEqualTo(network.genesis());
    }
}
