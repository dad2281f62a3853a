package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
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
                assertThat(block.previous()).isEqualTo(before.hash());
                assertThat(block.hash()).isEqualTo(node.hash(height));
                before = block;
            }
            assertThat(before.outputs()).extracting(BlockOutput::satoshi).containsExactlyInAnyOrder(50_000L, 60_000L);
            mutate(blocks);
        }
    }

    private static void mutate(List<byte[]> blocks) {
        SplittableRandom random = new SplittableRandom(19);
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] mutant = blocks.get(random.nextInt(blocks.size())).clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            try {
                assertThat(ChainBlock.read(mutant, Set.of(P2WPKH, P2TR)).outputs())
                        .hasSizeLessThanOrEqualTo(2);
            } catch (MalformedBlockException malformed) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
