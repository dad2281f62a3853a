package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChainBlockTest {
    private static final String GENESIS =
            "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b"
                    + "12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c01010000000100000000000000000000"
                    + "00000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f3230"
                    + "3039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff"
                    + "0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f355"
                    + "04e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

    private static final Octets SCRIPT = octets("0014751e76e8199196d454941c45d1b3a323f1433bd6");

    private static Octets octets(String hex) {
        return Octets.of(HexFormat.of().parseHex(hex));
    }

    /** A block with a transaction without witnesses and one with, which pay to the script by their second outputs. */
    static byte[] block() {
        String header = GENESIS.substring(0, 160);
        String input = "aa".repeat(32) + "00000000" + "00" + "ffffffff";
        String outputs = "02" + "0100000000000000" + "0151" + "c0d4010000000000" + "16" + hex(SCRIPT);
        String plain = "01000000" + "01" + input + outputs + "00000000";
        String witness = "02" + "0230" + "31" + "00";
        String segwit = "02000000" + "0001" + "01" + input + outputs + witness + "07000000";
        return HexFormat.of().parseHex(header + "02" + plain + segwit);
    }

    private static String hex(Octets octets) {
        return HexFormat.of().formatHex(octets.toBytes());
    }

    @Test
    void readsTheFirstBlockThereEverWas() throws MalformedBlockException {
        ChainBlock genesis = ChainBlock.read(HexFormat.of().parseHex(GENESIS), Set.of(SCRIPT));
        assertThat(genesis.hash())
                .isEqualTo(octets("6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"));
        assertThat(genesis.previous()).isEqualTo(octets("00".repeat(32)));
        assertThat(genesis.timeSeconds()).isEqualTo(1_231_006_505);
        assertThat(genesis.outputs()).isEmpty();
    }

    @Test
    void findsTheOutputsThatAreWatched() throws MalformedBlockException {
        ChainBlock read = ChainBlock.read(block(), Set.of(SCRIPT));
        assertThat(read.outputs()).hasSize(2).allSatisfy(output -> {
            assertThat(output.number()).isEqualTo(1);
            assertThat(output.satoshi()).isEqualTo(120_000);
            assertThat(output.script()).isEqualTo(SCRIPT);
        });
        assertThat(ChainBlock.read(block(), Set.of()).outputs()).isEmpty();
    }

    /** BIP 144: witnesses are not part of what a transaction's name is made of. */
    @Test
    void namesATransactionWithoutItsWitnesses() throws MalformedBlockException {
        byte[] block = block();
        byte[] transaction = Arrays.copyOfRange(block, 81, block.length);
        Octets inBlock = ChainBlock.read(block, Set.of(SCRIPT)).outputs().get(1).transaction();
        int plainLength = 4 + 1 + 41 + 1 + 10 + 31 + 4;
        byte[] segwit = Arrays.copyOfRange(transaction, plainLength, transaction.length);
        assertThat(ChainBlock.transaction(segwit, Set.of(SCRIPT)).get(0).transaction())
                .isEqualTo(inBlock);
        byte[] stripped = new byte[segwit.length - 2 - 5];
        System.arraycopy(segwit, 0, stripped, 0, 4);
        System.arraycopy(segwit, 6, stripped, 4, stripped.length - 8);
        System.arraycopy(segwit, segwit.length - 4, stripped, stripped.length - 4, 4);
        assertThat(ChainBlock.transaction(stripped, Set.of(SCRIPT)).get(0).transaction())
                .isEqualTo(inBlock);
    }

    @Test
    void refusesWhatIsCutShortOrTooLong() {
        byte[] block = block();
        for (int length = 0; length < block.length; length++) {
            byte[] cut = Arrays.copyOf(block, length);
            assertThatThrownBy(() -> ChainBlock.read(cut, Set.of(SCRIPT))).isInstanceOf(MalformedBlockException.class);
        }
        assertThatThrownBy(() -> ChainBlock.read(Arrays.copyOf(block, block.length + 1), Set.of(SCRIPT)))
                .hasMessageContaining("does not belong");
        assertThatThrownBy(() -> ChainBlock.read(new byte[ChainBlock.MAX_BYTES + 1], Set.of()))
                .hasMessageContaining("more than");
    }

    @Test
    void readsOrRefusesWhateverAMutationMakesOfABlock() {
        SplittableRandom random = new SplittableRandom(19);
        byte[] whole = block();
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] mutant = whole.clone();
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(ChainBlock.read(mutant, Set.of(SCRIPT)).outputs()).hasSizeLessThanOrEqualTo(2);
                read++;
            } catch (MalformedBlockException refused) {
                assertThat(refused).hasMessageContaining("at byte");
            }
        }
        assertThat(read).isBetween(10_000, 95_000);
    }
}
