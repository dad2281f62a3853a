package io.voider.nat.rendezvous.signup.bitcoin;

import java.math.BigInteger;
import java.util.Arrays;

/** Which chain. Addresses of one are worth nothing on another. */
public enum BitcoinNetwork {
    MAINNET("main", "bc", true, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    TESTNET("test", "tb", false, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    TESTNET4("testnet4", "tb", false, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    SIGNET("signet", "tb", false, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    REGTEST("regtest", "bcrt", false, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");

    /** The target of difficulty 1. */
    private static final BigInteger DIFFICULTY_1 = BigInteger.valueOf(0xffff).shiftLeft(208);
    /** Passed in 2017, and since then by more than a hundred times: to make one such block up takes a great machine years. */
    private static final BigInteger LEAST_DIFFICULTY = BigInteger.valueOf(1_000_000_000_000L);

    private final String chain;
    private final String prefix;
    private final boolean real;
    private final String genesis;

    BitcoinNetwork(String chain, String prefix, boolean real, String genesis) {
        this.chain = chain;
        this.prefix = prefix;
        this.real = real;
        this.genesis = genesis;
    }

    /** The network whose first block has that hash, as text. @throws IllegalArgumentException if unknown */
    static BitcoinNetwork ofGenesis(String hash) {
        return Arrays.stream(values())
                .filter(network -> network.genesis.equals(hash))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no Bitcoin network that begins so"));
    }

    String genesis() {
        return genesis;
    }

    /** What a block's hash may be at the most: where coins are worth something, far less than the chain's own rules would let through. */
    BigInteger easiestTarget() {
        return real ? DIFFICULTY_1.divide(LEAST_DIFFICULTY) : BigInteger.ONE.shiftLeft(255);
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
