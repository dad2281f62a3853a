package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bitcoinj.core.Block;
import org.bitcoinj.core.Transaction;
import org.jspecify.annotations.Nullable;

/** An Electrum server without its socket: answers by what some chain has, read by bitcoinj. One can have it lie. */
final class ElectrumStandIn {
    /** What an answer is when the server reports an error. */
    static final Object ERROR = new Object();

    /** Where blocks and waiting transactions come from. */
    interface Chain {
        List<byte[]> blocks() throws Exception;

        List<byte[]> waiting() throws Exception;
    }

    private record Known(Octets hash, Octets bytes, List<Octets> scripts) {}

    private record Place(int height, Known transaction) {}

    private final Chain chain;
    private final Map<Octets, List<Known>> read = new HashMap<>();
    private final Map<String, UnaryOperator<Object>> lies = new HashMap<>();

    ElectrumStandIn(Chain chain) {
        this.chain = chain;
        lie("server.features", truth -> Map.of("genesis_hash", BitcoinNetwork.REGTEST.genesis()));
    }

    /** Has all answers to a method changed. */
    ElectrumStandIn lie(String method, UnaryOperator<Object> lie) {
        lies.put(method, lie);
        return this;
    }

    /** Says the truth again about that. */
    void repent(String method) {
        lies.remove(method);
    }

    @Nullable
    Object answer(String method, List<?> parameters) throws Exception {
        Object truth = truth(method, parameters);
        UnaryOperator<Object> lie = lies.get(method);
        return lie == null || truth == null ? truth : lie.apply(truth);
    }

    private @Nullable Object truth(String method, List<?> parameters) throws Exception {
        Object first = parameters.isEmpty() ? "" : parameters.get(0);
        return switch (method) {
            case "server.version" -> List.of("stand-in 1", "1.4");
            case "server.features" -> Map.of();
            case "blockchain.headers.subscribe" -> {
                int height = chain.blocks().size() - 1;
                yield Map.of("height", height, "hex", headerHex(height));
            }
            case "blockchain.block.header" ->
                (Integer) first < chain.blocks().size() ? headerHex((Integer) first) : ERROR;
            case "blockchain.scripthash.subscribe" -> status((String) first);
            case "blockchain.scripthash.get_history" ->
                history((String) first).stream()
                        .map(place -> Map.of(
                                "height",
                                place.height(),
                                "tx_hash",
                                HashText.of(place.transaction().hash())))
                        .toList();
            case "blockchain.transaction.get" -> {
                Octets hash = HashText.hash((String) first);
                yield places().stream()
                        .filter(place -> place.transaction().hash().equals(hash))
                        .map(place -> (Object) HexFormat.of()
                                .formatHex(place.transaction().bytes().toBytes()))
                        .findFirst()
                        .orElse(ERROR);
            }
            case "blockchain.transaction.get_merkle" ->
                branch(HashText.hash((String) first), (Integer) parameters.get(1));
            default -> ERROR;
        };
    }

    private String headerHex(int height) throws Exception {
        return HexFormat.of().formatHex(chain.blocks().get(height), 0, BlockHeader.LENGTH);
    }

    /** Something that changes with the history; null if there is none. */
    @Nullable
    String status(String scriptHash) throws Exception {
        List<Place> history = history(scriptHash);
        StringBuilder text = new StringBuilder();
        history.forEach(place -> text.append(HashText.of(place.transaction().hash()))
                .append(':')
                .append(place.height())
                .append(':'));
        return history.isEmpty()
                ? null
                : HexFormat.of().formatHex(Hashes.sha256(text.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private List<Place> history(String scriptHash) throws Exception {
        return places().stream()
                .filter(place -> place.transaction().scripts().stream()
                        .anyMatch(script -> ElectrumHistories.scriptHash(script).equals(scriptHash)))
                .toList();
    }

    private List<Place> places() throws Exception {
        List<Place> places = new ArrayList<>();
        List<byte[]> blocks = chain.blocks();
        for (int height = 1; height < blocks.size(); height++) {
            for (Known each : known(blocks.get(height))) {
                places.add(new Place(height, each));
            }
        }
        chain.waiting().forEach(each -> places.add(new Place(0, known(Transaction.read(ByteBuffer.wrap(each)), each))));
        return places;
    }

    private List<Known> known(byte[] block) {
        return read.computeIfAbsent(
                BlockHeader.read(block).hash(),
                hash -> Block.read(ByteBuffer.wrap(block)).getTransactions().stream()
                        .map(each -> known(each, each.serialize()))
                        .toList());
    }

    private static Known known(Transaction transaction, byte[] bytes) {
        return new Known(
                Octets.of(transaction.getTxId().serialize()),
                Octets.of(bytes),
                transaction.getOutputs().stream()
                        .map(output -> Octets.of(output.getScriptBytes()))
                        .toList());
    }

    /** A block's transactions. */
    static List<byte[]> transactions(byte[] block) {
        return Block.read(ByteBuffer.wrap(block)).getTransactions().stream()
                .map(Transaction::serialize)
                .toList();
    }

    private Object branch(Octets transaction, int height) throws Exception {
        if (height < 1 || height >= chain.blocks().size()) {
            return ERROR;
        }
        List<Octets> row =
                known(chain.blocks().get(height)).stream().map(Known::hash).toList();
        int place = row.indexOf(transaction);
        if (place < 0) {
            return ERROR;
        }
        List<String> branch = new ArrayList<>();
        for (int at = place; row.size() > 1; at /= 2) {
            branch.add(HashText.of(row.get(Math.min(at ^ 1, row.size() - 1))));
            row = above(row);
        }
        return Map.of("block_height", height, "merkle", branch, "pos", place);
    }

    /** The root of the tree over those hashes. */
    static Octets root(List<Octets> hashes) {
        return Stream.iterate(hashes, row -> !row.isEmpty(), ElectrumStandIn::above)
                .filter(row -> row.size() == 1)
                .findFirst()
                .orElseThrow()
                .get(0);
    }

    /** The last one of an odd number is joined with itself. */
    private static List<Octets> above(List<Octets> row) {
        List<Octets> above = new ArrayList<>();
        for (int i = 0; i < row.size(); i += 2) {
            above.add(Octets.of(Hashes.twice(
                    row.get(i).toBytes(),
                    row.get(Math.min(i + 1, row.size() - 1)).toBytes())));
        }
        return above;
    }
}
