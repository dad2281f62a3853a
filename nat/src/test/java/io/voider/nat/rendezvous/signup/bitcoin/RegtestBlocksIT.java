package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every block of a chain that somebody else's program made. */
class RegtestBlocksIT {
    private static final Octets P2WPKH =
            Octets.of(HexFormat.of().parseHex("0014751e76e8199196d454941c45d1b3a323f1433bd6"));
    private static final Octets P2TR =
            Octets.of(HexFormat.of().parseHex("5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c"));

    @TempDir
    private Path directory;

    @Test
    void areReadAndFollowEachOtherAndTheirMutationsAreReadOrRefused() throws Exception {
        try (RegtestChain chain = new RegtestChain(directory)) {
            chain.pay(P2WPKH, 50_000);
            chain.pay(P2TR, 60_000);
            chain.mine(1);
            List<byte[]> blocks = chain.blocks();
            FullNode node = new FullNode(chain.url(), chain.password(), BitcoinNetwork.REGTEST);
            ChainBlock before = ChainBlock.read(blocks.get(0), Set.of());
            for (int height = 1; height < blocks.size(); height++) {
                ChainBlock block = ChainBlock.read(blocks.get(height), Set.of(P2WPKH, P2TR));
                assertThat(block).isEqualTo(Bitcoinj.read(blocks.get(height), Set.of(P2WPKH, P2TR)));
                assertThat(block.previous()).isEqualTo(before.hash());
                assertThat(block.hash()).isEqualTo(node.hash(height));
                before = block;
            }
            assertThat(before.outputs()).extracting(BlockOutput::satoshi).containsExactlyInAnyOrder(50_000L, 60_000L);
            mutate(blocks);
            compare(chain, blocks);
        }
    }

    /** Whatever we read of a mutant, bcoin reads the same: where it is another's block, it is so for both. */
    private static void compare(RegtestChain chain, List<byte[]> blocks) throws Exception {
        SplittableRandom random = new SplittableRandom(20);
        int read = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] mutant = blocks.get(i % 3 == 0 ? blocks.size() - 1 : random.nextInt(blocks.size()))
                    .clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            List<String> theirs = chain.parsed(mutant);
            try {
                ChainBlock ours = ChainBlock.read(mutant, Set.of(P2WPKH, P2TR));
                if (theirs.isEmpty()) {
                    // bcoin refuses flags and amounts that are none of ours to judge.
                    continue;
                }
                read++;
                assertThat(HexFormat.of().formatHex(ours.hash().toBytes())).isEqualTo(theirs.get(0));
                assertThat(ours.outputs().stream().map(RegtestBlocksIT::text).toList())
                        .isEqualTo(theirs.stream()
                                .filter(RegtestBlocksIT::isWatched)
                                .toList());
            } catch (MalformedBlockException malformed) {
                // What no valid block has is refused while it is read; bcoin reads it first and refuses it later.
                boolean isInvalid = String.valueOf(malformed.getMessage())
                        .matches("(an output of more than there is|a (transaction|block) without .*), .*");
                assertThat(isInvalid ? List.of() : theirs)
                        .as(malformed.getMessage())
                        .isEmpty();
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    private static String text(BlockOutput output) {
        return output.satoshi() + ":" + HexFormat.of().formatHex(output.script().toBytes());
    }

    private static boolean isWatched(String output) {
        return output.endsWith(":" + HexFormat.of().formatHex(P2WPKH.toBytes()))
                || output.endsWith(":" + HexFormat.of().formatHex(P2TR.toBytes()));
    }

    @Test
    void agreesWithBcoinAboutTheAddressesOfRandomIndices() throws Exception {
        agreeAbout(500);
    }

    @Tag("soak")
    @Test
    void agreesWithBcoinAboutTheAddressesOfTenThousandRandomIndices() throws Exception {
        agreeAbout(10_000);
    }

    /** Somebody else's BIP 32, 84 and 86, at random indices. */
    private void agreeAbout(int count) throws Exception {
        String xpub = "xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3"
                + "VCECoY49yfdDEHGCtMMj92pReUsQ";
        ExtendedPublicKey key = ExtendedPublicKey.parse(xpub);
        List<Integer> indices = new SplittableRandom(19)
                .ints(count, 0, Integer.MAX_VALUE)
                .boxed()
                .toList();
        try (RegtestChain chain = new RegtestChain(directory)) {
            List<String> theirs = chain.derived(xpub, indices);
            for (int i = 0; i < indices.size(); i++) {
                String ours = program(key, indices.get(i), AddressKind.P2WPKH) + ":"
                        + program(key, indices.get(i), AddressKind.P2TR);
                assertThat(ours).as("index " + indices.get(i)).isEqualTo(theirs.get(i));
            }
        }
    }

    private static String program(ExtendedPublicKey key, int index, AddressKind kind) {
        return HexFormat.of()
                .formatHex(key.address(index, kind, BitcoinNetwork.MAINNET)
                        .script()
                        .toBytes())
                .substring(4);
    }

    /** The one failure, or what bitcoinj reads of the same mutant. */
    private static void mutate(List<byte[]> blocks) {
        SplittableRandom random = new SplittableRandom(19);
        int refused = 0;
        int same = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] mutant = blocks.get(i % 3 == 0 ? blocks.size() - 1 : random.nextInt(blocks.size()))
                    .clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            try {
                ChainBlock ours = ChainBlock.read(mutant, Set.of(P2WPKH, P2TR));
                assertThat(ours).isEqualTo(Bitcoinj.read(mutant, Set.of(P2WPKH, P2TR)));
                same++;
            } catch (MalformedBlockException malformed) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(same).isGreaterThan(10_000);
    }
}
