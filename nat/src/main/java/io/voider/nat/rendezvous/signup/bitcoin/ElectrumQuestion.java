package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import java.util.List;

/**
 * Something that an Electrum server is asked.
 *
 * @param method as the protocol's versions 1.4 to 1.6 have it
 * @param parameters texts, numbers, and lists of these
 */
record ElectrumQuestion(String method, List<Object> parameters) {
    static final String TIPS = "blockchain.headers.subscribe";
    static final String SCRIPTS = "blockchain.scripthash.subscribe";

    static ElectrumQuestion version() {
        return new ElectrumQuestion("server.version", List.of("voider", List.of("1.4", "1.6")));
    }

    static ElectrumQuestion features() {
        return new ElectrumQuestion("server.features", List.of());
    }

    static ElectrumQuestion tip() {
        return new ElectrumQuestion(TIPS, List.of());
    }

    static ElectrumQuestion header(int height) {
        return new ElectrumQuestion("blockchain.block.header", List.of(height));
    }

    static ElectrumQuestion subscribe(String scriptHash) {
        return new ElectrumQuestion(SCRIPTS, List.of(scriptHash));
    }

    static ElectrumQuestion history(String scriptHash) {
        return new ElectrumQuestion("blockchain.scripthash.get_history", List.of(scriptHash));
    }

    static ElectrumQuestion transaction(Octets hash) {
        return new ElectrumQuestion("blockchain.transaction.get", List.of(HashText.of(hash)));
    }

    static ElectrumQuestion branch(Octets hash, int height) {
        return new ElectrumQuestion("blockchain.transaction.get_merkle", List.of(HashText.of(hash), height));
    }
}
