package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

class ElectrumFollowerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Octets SCRIPT =
            Octets.of(HexFormat.of().parseHex("0014751e76e8199196d454941c45d1b3a323f1433bd6"));
    private static final Octets OTHER =
            Octets.of(HexFormat.of().parseHex("5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c"));
    private static final Set<Octets> WATCHED = Set.of(SCRIPT, OTHER);
    private static final long NOW = 2_000_000_000;

    private final MadeChain chain = new MadeChain(10);
    private final ElectrumStandIn server = new ElectrumStandIn(chain);
    private final List<String> asked = new ArrayList<>();
    private final ElectrumFollower follower = new ElectrumFollower(Line::new, BitcoinNetwork.REGTEST);
    private int closed;
    private boolean isDeaf;
    private int height = -1;
    private Octets hash = Octets.of(new byte[0]);
    private final Map<Integer, Octets> followed = new HashMap<>();

    /** Straight to the stand-in; through JSON, as over a wire. */
    private final class Line implements ElectrumLine {
        private final List<String> subscribed = new ArrayList<>();
        private final List<String> told = new ArrayList<>();

        @Override
        public List<JsonNode> ask(List<ElectrumQuestion> questions) {
            List<JsonNode> answers = new ArrayList<>();
            for (ElectrumQuestion question : questions) {
                asked.add(question.method());
                @Nullable Object answer = answer(question);
                answers.add(
                        answer == ElectrumStandIn.ERROR
                                ? MissingNode.getInstance()
                                : JSON.readTree(JSON.writeValueAsString(answer)));
                if (question.method().equals(ElectrumQuestion.SCRIPTS)) {
                    subscribed.add((String) question.parameters().get(0));
                    told.add(String.valueOf(answer));
                }
            }
            return answers;
        }

        private @Nullable Object answer(ElectrumQuestion question) {
            try {
                return server.answer(question.method(), question.parameters());
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        }

        @Override
        public Set<String> changed() {
            Set<String> changed = new HashSet<>();
            for (int i = 0; i < subscribed.size() && !isDeaf; i++) {
                try {
                    String status = String.valueOf(server.status(subscribed.get(i)));
                    if (!told.set(i, status).equals(status)) {
                        changed.add(subscribed.get(i));
                    }
                } catch (Exception failed) {
                    throw new AssertionError(failed);
                }
            }
            return changed;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private ChainStep next() throws ChainException {
        ChainStep step = follower.next(height, height < 0 ? null : hash, WATCHED, NOW);
        if (step instanceof ChainStep.Begun begun) {
            height = begun.height();
            hash = begun.hash();
        } else if (step instanceof ChainStep.Next next) {
            height = next.height();
            hash = next.block().hash();
        } else if (step instanceof ChainStep.Undone) {
            height--;
            hash = Objects.requireNonNull(followed.get(height), "nobody goes back so far");
        }
        followed.put(height, hash);
        return step;
    }

    private void refused(String words) {
        int before = closed;
        assertThatThrownBy(this::next).isInstanceOf(ChainException.class).hasMessageContaining(words);
        assertThat(closed).as("connections closed").isEqualTo(before + 1);
    }

    private ChainBlock nextBlock() throws ChainException {
        return ((ChainStep.Next) next()).block();
    }

    @Test
    void followsBlockByBlockAndProvesWhatIsPaid() throws ChainException {
        assertThat(next()).isEqualTo(new ChainStep.Begun(9, chain.header(9).hash()));
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
        for (int i = 0; i < 5; i++) {
            chain.pay(i % 2 == 0 ? SCRIPT : OTHER, 100_000 + i);
        }
        assertThat(follower.waiting(WATCHED))
                .extracting(BlockOutput::satoshi)
                .containsExactlyInAnyOrder(100_000L, 100_001L, 100_002L, 100_003L, 100_004L);
        assertThat(follower.waiting(WATCHED)).as("looked at before").isEmpty();
        chain.mine(2);
        ChainBlock block = nextBlock();
        ChainBlock whole = read(10);
        assertThat(block.hash()).isEqualTo(whole.hash());
        assertThat(block.timeSeconds()).isEqualTo(whole.timeSeconds());
        assertThat(block.outputs()).containsExactlyInAnyOrderElementsOf(whole.outputs());
        assertThat(nextBlock().outputs()).isEmpty();
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
        assertThat(closed).isZero();
    }

    private ChainBlock read(int at) {
        try {
            return ChainBlock.read(chain.blocks().get(at), WATCHED);
        } catch (MalformedBlockException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void tellsOfBlocksThatHaveGone() throws ChainException {
        next();
        chain.pay(SCRIPT, 5_000);
        chain.mine(2);
        assertThat(nextBlock().outputs()).hasSize(1);
        nextBlock();
        chain.undo(2, true);
        chain.mine(3);
        assertThat(next()).isInstanceOf(ChainStep.Undone.class);
        assertThat(next()).isInstanceOf(ChainStep.Undone.class);
        assertThat(nextBlock().outputs()).hasSize(1);
        nextBlock();
        nextBlock();
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
    }

    /** A server that tells of the block, and of what is in it a moment later. */
    @Test
    void tellsOfWhatComesBehindItsBlock() throws ChainException {
        next();
        next();
        chain.pay(SCRIPT, 5_000);
        chain.mine(3);
        isDeaf = true;
        assertThat(nextBlock().outputs()).isEmpty();
        nextBlock();
        isDeaf = false;
        assertThat(next()).isEqualTo(new ChainStep.Found(10, read(10).timeSeconds(), read(10).outputs()));
        nextBlock();
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
    }

    /** After a restart, what was told before is told once more, and no more. */
    @Test
    void tellsOnceOfWhatWasThereBefore() throws ChainException {
        chain.pay(SCRIPT, 5_000);
        chain.pay(OTHER, 6_000);
        chain.mine(1);
        chain.pay(SCRIPT, 7_000);
        chain.mine(4);
        height = chain.height();
        hash = chain.header(height).hash();
        assertThat(((ChainStep.Found) next()).outputs()).hasSize(2);
        assertThat(((ChainStep.Found) next()).height()).isEqualTo(11);
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
    }

    @Test
    void asksOnlyWhatItMustWhenNothingHappens() throws ChainException {
        next();
        next();
        asked.clear();
        next();
        follower.waiting(WATCHED);
        assertThat(asked).containsExactly(ElectrumQuestion.TIPS);
    }

    @Test
    void refusesAnotherNetworkAndAnotherProtocol() {
        server.lie("server.features", truth -> Map.of("genesis_hash", BitcoinNetwork.MAINNET.genesis()));
        refused("another network than the addresses");
        server.lie("server.features", truth -> Map.of("genesis_hash", "ab".repeat(32)));
        refused("a network that is not known");
        server.lie("server.version", truth -> ElectrumStandIn.ERROR);
        refused("none of the versions");
    }

    @Test
    void refusesAServerThatIsBehind() throws ChainException {
        next();
        chain.undo(1, false);
        refused("is behind: it has 8 blocks, and 9 were seen before");
        ElectrumFollower anyNetwork = new ElectrumFollower(Line::new, null);
        server.lie("server.features", truth -> Map.of("genesis_hash", BitcoinNetwork.TESTNET.genesis()));
        assertThatThrownBy(() -> anyNetwork.next(-1, null, WATCHED, NOW))
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("hours old");
    }

    /** Whatever costs nothing to make up is refused where coins are worth something. */
    @Test
    void refusesBlocksForWhichNobodyHasWorked() {
        ElectrumFollower mainnet = new ElectrumFollower(Line::new, BitcoinNetwork.MAINNET);
        server.lie("server.features", truth -> Map.of("genesis_hash", BitcoinNetwork.MAINNET.genesis()));
        assertThatThrownBy(() -> mainnet.next(-1, null, WATCHED, NOW))
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("nobody has worked");
        server.lie(ElectrumQuestion.TIPS, truth -> Map.of("height", 5, "hex", "ff".repeat(80)));
        server.lie("server.features", truth -> Map.of("genesis_hash", BitcoinNetwork.REGTEST.genesis()));
        refused("nobody has worked");
    }

    @Test
    void refusesAPaymentThatIsNotProven() throws ChainException {
        next();
        next();
        byte[] never = new MadeChain(3).pay(SCRIPT, 5_000_000);
        Octets made = Octets.of(Hashes.twice(never));
        chain.mine(1);
        chain.pay(SCRIPT, 1_000);
        server.lie(
                "blockchain.scripthash.get_history",
                truth -> List.of(Map.of("height", 10, "tx_hash", HashText.of(made))));
        server.lie("blockchain.transaction.get", truth -> HexFormat.of().formatHex(never));
        server.lie("blockchain.transaction.get_merkle", truth -> Map.of("merkle", List.of(), "pos", 0));
        refused("does not prove it");
        // Another transaction than the one that was named, even if the block had that.
        server.lie(
                "blockchain.scripthash.get_history",
                truth -> List.of(Map.of("height", 10, "tx_hash", HashText.of(read(10).hash()))));
        refused("does not prove it");
        server.lie("blockchain.transaction.get", truth -> "00");
        refused("cannot be read");
    }

    @Test
    void believesAProofThatFitsAndNoOther() throws ChainException {
        next();
        chain.pay(SCRIPT, 1_000);
        chain.pay(OTHER, 2_000);
        chain.mine(1);
        server.lie("blockchain.transaction.get_merkle", truth -> {
            Map<?, ?> said = (Map<?, ?>) truth;
            return Map.of("merkle", Objects.requireNonNull(said.get("merkle")), "pos", 0);
        });
        refused("does not prove it");
        server.lie("blockchain.transaction.get_merkle", truth -> {
            Map<?, ?> said = (Map<?, ?>) truth;
            return Map.of("merkle", Objects.requireNonNull(said.get("merkle")), "pos", 1 << 10);
        });
        refused("does not prove it");
        server.repent("blockchain.transaction.get_merkle");
        assertThat(nextBlock().outputs()).hasSize(2);
    }

    /** A history that names what never ends, blocks that do not follow each other, and numbers that are none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "blockchain.headers.subscribe",
                "blockchain.block.header",
                "blockchain.scripthash.subscribe",
                "blockchain.scripthash.get_history",
                "blockchain.transaction.get",
                "blockchain.transaction.get_merkle",
                "server.version",
                "server.features"
            })
    void refusesNonsenseInWordsAndIsWellWhenItEnds(String method) throws ChainException {
        next();
        List<Object> nonsense = List.of(
                ElectrumStandIn.ERROR,
                "",
                "xy",
                "00".repeat(79),
                -1,
                Long.MAX_VALUE,
                List.of(),
                List.of("a", List.of()),
                List.of(Map.of("height", 10, "tx_hash", "00")),
                Map.of("height", Long.MAX_VALUE, "hex", 7),
                Map.of("merkle", List.of("zz"), "pos", "x"),
                Map.of("merkle", Collections.nCopies(1000, "00".repeat(32)), "pos", 1));
        int refusals = 0;
        for (Object one : nonsense) {
            follower.close();
            chain.pay(SCRIPT, 1_000);
            chain.mine(1);
            server.lie(method, truth -> one);
            try {
                next();
                follower.waiting(WATCHED);
            } catch (ChainException refused) {
                assertThat(refused.getMessage()).contains(" ").doesNotContain("Exception");
                refusals++;
            }
            if (method.equals("server.features")) {
                server.lie(method, truth -> Map.of("genesis_hash", BitcoinNetwork.REGTEST.genesis()));
            } else {
                server.repent(method);
            }
        }
        assertThat(refusals).isGreaterThan(5);
        int payments = 0;
        ChainStep step = next();
        while (!(step instanceof ChainStep.Still)) {
            payments += step instanceof ChainStep.Next next
                    ? next.block().outputs().size()
                    : step instanceof ChainStep.Found found ? found.outputs().size() : 0;
            step = next();
        }
        assertThat(payments).isPositive();
    }

    @Test
    void boundsWhatItKeepsOfAServerThatNamesEverMore() throws ChainException {
        next();
        chain.pay(SCRIPT, 1_000);
        List<Map<String, Object>> many = Collections.nCopies(10_000, Map.of("height", 0, "tx_hash", "00".repeat(32)));
        server.lie("blockchain.scripthash.get_history", truth -> many);
        server.lie("blockchain.transaction.get", truth -> ElectrumStandIn.ERROR);
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
        asked.clear();
        follower.waiting(WATCHED);
        assertThat(asked).hasSizeLessThanOrEqualTo(ElectrumHistories.MOST_ENTRIES_OF_ONE);
    }

    /** A server whose history of an address is another at each look keeps nobody for ever. */
    @Test
    void looksNotForEverAtWhatChangesWithEachLook() throws ChainException {
        next();
        chain.pay(SCRIPT, 1_000);
        chain.mine(1);
        nextBlock();
        int[] count = new int[1];
        server.lie(
                "blockchain.scripthash.get_history",
                truth -> List.of(Map.of("height", 10, "tx_hash", String.format("%064x", ++count[0]))));
        server.lie("blockchain.transaction.get", truth -> ElectrumStandIn.ERROR);
        follower.close();
        assertThat(next()).isInstanceOf(ChainStep.Still.class);
        assertThat(count[0]).isBetween(1, 2_000);
    }
}
