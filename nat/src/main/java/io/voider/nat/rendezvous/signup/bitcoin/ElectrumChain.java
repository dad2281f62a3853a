package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Blocks and transactions as an Electrum server has them, each held to what it must be: work, sequence, and place in the tree. */
final class ElectrumChain {
    private static final int HEADERS_AT_ONCE = 500;
    private static final int MOST_HEIGHT = 100_000_000;
    /** A block has no more than 2¹⁵ transactions; far more levels than that are nonsense. */
    private static final int MOST_LEVELS = 20;

    /** The last block there is. */
    record Tip(int height, BlockHeader header) {}

    private final ElectrumLine line;
    private final BitcoinNetwork network;
    /** Headers without a gap, of which the last is one that was followed. */
    private final TreeMap<Integer, BlockHeader> linked = new TreeMap<>();

    private ElectrumChain(ElectrumLine line, BitcoinNetwork network) {
        this.line = line;
        this.network = network;
    }

    /** Whatever chain is at that line. */
    static ElectrumChain at(ElectrumLine line) throws ChainException {
        List<JsonNode> greeting = line.ask(List.of(ElectrumQuestion.version()));
        if (!greeting.get(0).path(1).asString("").startsWith("1.")) {
            throw new ChainException(
                    "the Electrum server speaks none of the versions 1.4 to 1.6 of Electrum's protocol");
        }
        String genesis = line.ask(List.of(ElectrumQuestion.features()))
                .get(0)
                .path("genesis_hash")
                .asString("");
        try {
            return new ElectrumChain(line, BitcoinNetwork.ofGenesis(genesis));
        } catch (IllegalArgumentException unknown) {
            throw new ChainException("the Electrum server is on a network that is not known here", unknown);
        }
    }

    BitcoinNetwork network() {
        return network;
    }

    Tip tip() throws ChainException {
        JsonNode tip = line.ask(List.of(ElectrumQuestion.tip())).get(0);
        int height = tip.path("height").asInt(-1);
        if (height < 0 || height > MOST_HEIGHT) {
            throw new ChainException("the Electrum server does not say how many blocks it has");
        }
        return new Tip(height, header(tip.path("hex")));
    }

    BlockHeader header(int height) throws ChainException {
        return headers(height, height).get(0);
    }

    private BlockHeader header(JsonNode hex) throws ChainException {
        byte[] bytes = HashText.bytes(hex.asString(""));
        if (bytes.length != BlockHeader.LENGTH) {
            throw new ChainException("the Electrum server does not have a block that has to be looked at");
        }
        BlockHeader header = BlockHeader.read(bytes);
        if (!header.hasWork(network)) {
            throw new ChainException(
                    "the Electrum server shows a block for which nobody has worked: it lies, or is on another network");
        }
        return header;
    }

    /** The headers of all heights from the first to the last, each of which follows the one before. */
    List<BlockHeader> headers(int first, int last) throws ChainException {
        List<BlockHeader> headers = new ArrayList<>();
        for (int at = first; at <= last; at += HEADERS_AT_ONCE) {
            int end = Math.min(last, at + HEADERS_AT_ONCE - 1);
            List<JsonNode> some = line.ask(IntStream.rangeClosed(at, end)
                    .mapToObj(ElectrumQuestion::header)
                    .toList());
            for (JsonNode one : some) {
                BlockHeader header = header(one);
                if (!headers.isEmpty()
                        && !header.follows(headers.get(headers.size() - 1), first + headers.size(), network)) {
                    throw new ChainException(
                            "the blocks that the Electrum server shows do not follow each other: it lies, or its chain"
                                    + " changes just now");
                }
                headers.add(header);
            }
        }
        return headers;
    }

    /** The header of an earlier height in the chain whose block of height {@code followed} is that. */
    BlockHeader linked(int height, int followed, BlockHeader last) throws ChainException {
        if (linked.isEmpty() || !last.equals(linked.get(followed))) {
            linked.clear();
            linked.put(followed, last);
        }
        int lowest = linked.firstKey();
        if (height < lowest) {
            List<BlockHeader> more = headers(height, lowest);
            if (!more.get(more.size() - 1).equals(linked.get(lowest))) {
                throw new ChainException("the Electrum server's chain changes just now");
            }
            for (int i = 0; i < more.size(); i++) {
                linked.put(height + i, more.get(i));
            }
        }
        BlockHeader header = linked.get(height);
        if (header == null) {
            throw new ChainException("a block is looked for in front of one that is not behind it");
        }
        return header;
    }

    /** The outputs of a transaction to those scripts; null if the server has it no more, or says something else. */
    @Nullable
    List<BlockOutput> outputs(Octets transaction, Set<Octets> watched) throws ChainException {
        return outputs(
                line.ask(List.of(ElectrumQuestion.transaction(transaction))).get(0), transaction, watched);
    }

    private static @Nullable List<BlockOutput> outputs(JsonNode hex, Octets transaction, Set<Octets> watched)
            throws ChainException {
        if (!hex.isString()) {
            return null;
        }
        try {
            List<BlockOutput> outputs = ChainBlock.transaction(HashText.bytes(hex.asString("")), watched);
            boolean isThat =
                    outputs.stream().allMatch(output -> output.transaction().equals(transaction));
            return isThat ? outputs : null;
        } catch (MalformedBlockException malformed) {
            throw new ChainException(
                    "a transaction of the Electrum server cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    /** The same, if the server proves that the transaction is in that block; null if it does not. */
    @Nullable
    List<BlockOutput> proven(Octets transaction, int height, BlockHeader header, Set<Octets> watched)
            throws ChainException {
        List<JsonNode> answers = line.ask(
                List.of(ElectrumQuestion.transaction(transaction), ElectrumQuestion.branch(transaction, height)));
        List<BlockOutput> outputs = outputs(answers.get(0), transaction, watched);
        if (outputs == null || outputs.isEmpty()) {
            return outputs;
        }
        JsonNode neighbours = answers.get(1).path("merkle");
        int place = answers.get(1).path("pos").asInt(-1);
        if (!neighbours.isArray() || neighbours.size() > MOST_LEVELS || place < 0) {
            return null;
        }
        List<Octets> branch = new ArrayList<>();
        for (JsonNode neighbour : neighbours) {
            branch.add(HashText.hash(neighbour.asString("")));
        }
        return header.contains(transaction, branch, place) ? outputs : null;
    }
}
