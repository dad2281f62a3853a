package io.voider.nat.rendezvous.signup.bitcoin;

import java.util.Arrays;

/** Which chain. Addresses of one are worth nothing on another. */
public enum BitcoinNetwork {
    MAINNET("main", "bc", true),
    TESTNET("test", "tb", false),
    TESTNET4("testnet4", "tb", false),
    SIGNET("signet", "tb", false),
    REGTEST("regtest", "bcrt", false);

    private final String chain;
    private final String prefix;
    private final boolean real;

    BitcoinNetwork(String chain, String prefix, boolean real) {
        this.chain = chain;
        this.prefix = prefix;
        this.real = real;
    }

    /** The chain's name as a full node says it in {@code getblockchaininfo}. @throws IllegalArgumentException if unknown */
    public static BitcoinNetwork ofChain(String name) {
        return Arrays.stream(values())
                .filter(network -> network.chain.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no Bitcoin network that is called so"));
    }

    public String chain() {
        return chain;
    }

    /** What addresses begin with (BIP 173). */
    String prefix() {
        return prefix;
    }

    /** Whether its coins are worth something. */
    public boolean isReal() {
        return real;
    }
}
