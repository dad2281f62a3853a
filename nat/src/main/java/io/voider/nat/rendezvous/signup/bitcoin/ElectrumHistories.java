package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What an Electrum server says of which transactions have to do with the scripts that are watched. Its word alone, proven by nothing. */
final class ElectrumHistories {
    /** Transactions in all: more is nonsense, or meant to fill the memory. */
    static final int MOST_ENTRIES = 100_000;
    /** Of one script's transactions the first so many are looked at: who pays more often pays in dust. */
    static final int MOST_ENTRIES_OF_ONE = 1_000;

    private static final int SUBSCRIBED_AT_ONCE = 200;
    private static final int READ_AT_ONCE = 20;

    /**
     * A transaction that pays to a script, or spends what was paid to it.
     *
     * @param height of the block that has it; 0 or less while none has
     */
    record Entry(Octets script, Octets transaction, int height) {}

    private final ElectrumLine line;
    private final Map<String, Octets> subscribed = new HashMap<>();
    private final Map<Octets, List<Entry>> histories = new HashMap<>();
    private int count;

    ElectrumHistories(ElectrumLine line) {
        this.line = line;
    }

    /** Makes sure that all of these are watched and no others, and that what has changed is read anew. */
    void follow(Set<Octets> scripts) throws ChainException {
        subscribed.values().removeIf(script -> !scripts.contains(script));
        for (Octets script : Set.copyOf(histories.keySet())) {
            if (!scripts.contains(script)) {
                put(script, List.of());
            }
        }
        Set<Octets> stale = new LinkedHashSet<>();
        for (String changed : line.changed()) {
            Octets script = subscribed.get(changed);
            if (script != null) {
                stale.add(script);
            }
        }
        Set<Octets> fresh = new HashSet<>(scripts);
        fresh.removeAll(subscribed.values());
        stale.addAll(subscribe(List.copyOf(fresh)));
        read(List.copyOf(stale));
    }

    /** Those of them to which something has happened already. */
    private List<Octets> subscribe(List<Octets> scripts) throws ChainException {
        List<Octets> used = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i += SUBSCRIBED_AT_ONCE) {
            List<Octets> some = scripts.subList(i, Math.min(scripts.size(), i + SUBSCRIBED_AT_ONCE));
            List<JsonNode> states = line.ask(some.stream()
                    .map(script -> ElectrumQuestion.subscribe(scriptHash(script)))
                    .toList());
            for (int k = 0; k < some.size(); k++) {
                JsonNode state = states.get(k);
                if (!state.isNull() && !state.isString()) {
                    throw new ChainException("the Electrum server does not watch as many addresses as there are");
                }
                subscribed.put(scriptHash(some.get(k)), some.get(k));
                if (state.isString()) {
                    used.add(some.get(k));
                }
            }
        }
        return used;
    }

    /** Reads that script's transactions anew, and returns them. */
    List<Entry> readAnew(Octets script) throws ChainException {
        read(List.of(script));
        return histories.getOrDefault(script, List.of());
    }

    private void read(List<Octets> scripts) throws ChainException {
        for (int i = 0; i < scripts.size(); i += READ_AT_ONCE) {
            List<Octets> some = scripts.subList(i, Math.min(scripts.size(), i + READ_AT_ONCE));
            List<JsonNode> read = line.ask(some.stream()
                    .map(script -> ElectrumQuestion.history(scriptHash(script)))
                    .toList());
            for (int k = 0; k < some.size(); k++) {
                put(some.get(k), entries(some.get(k), read.get(k)));
            }
        }
    }

    private static List<Entry> entries(Octets script, JsonNode history) throws ChainException {
        if (!history.isArray()) {
            throw new ChainException("the Electrum server does not say what has to do with an address");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode one : history) {
            JsonNode height = one.path("height");
            if (!height.isInt()) {
                throw new ChainException("the Electrum server does not say in which block a transaction is");
            }
            if (entries.size() < MOST_ENTRIES_OF_ONE) {
                entries.add(new Entry(script, HashText.hash(one.path("tx_hash").asString("")), height.asInt()));
            }
        }
        return entries;
    }

    private void put(Octets script, List<Entry> entries) throws ChainException {
        List<Entry> before = entries.isEmpty() ? histories.remove(script) : histories.put(script, entries);
        count += entries.size() - (before == null ? 0 : before.size());
        if (count > MOST_ENTRIES) {
            throw new ChainException("the Electrum server names more than " + MOST_ENTRIES + " transactions");
        }
    }

    /** All that is known. */
    List<Entry> all() {
        return histories.values().stream().flatMap(List::stream).toList();
    }

    /** By which the protocol knows a script. */
    static String scriptHash(Octets script) {
        return HashText.of(script.sha256());
    }
}
