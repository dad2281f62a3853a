package io.voider.nat.rendezvous.signup;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.nat.rendezvous.signup.bitcoin.AddressKind;
import io.voider.nat.rendezvous.signup.bitcoin.BitcoinNetwork;
import io.voider.nat.rendezvous.signup.bitcoin.ChainFollower;
import io.voider.nat.rendezvous.signup.bitcoin.ChainSource;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumFollower;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumPlace;
import io.voider.nat.rendezvous.signup.bitcoin.ExtendedPublicKey;
import io.voider.nat.rendezvous.signup.bitcoin.FullNode;
import io.voider.nat.rendezvous.signup.openpgp.OperatorKey;
import io.voider.nat.rendezvous.signup.openpgp.UnusableOperatorKeyException;
import io.voider.nat.rendezvous.wire.ProofOfWork;
import io.voider.transport.disk.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * On what terms the operator lets strangers in; kept in {@code sign-up.json} of the rendezvous' state directory. A running server
 * follows it within seconds.
 *
 * @param open whether anybody may sign up
 * @param payment what is taken by Bitcoin, or null
 * @param vouchers whether vouchers are taken
 * @param workBits how much work is taken instead, 1 to {@value ProofOfWork#MAX_BITS}; 0 for none
 * @param validSeconds how long an account lasts; 0 for ever
 * @param signing what account lines are signed with, or null if they are not
 */
public record SignUpSettings(
        boolean open,
        @Nullable Payment payment,
        boolean vouchers,
        int workBits,
        long validSeconds,
        @Nullable Signing signing) {
    /** Nobody may sign up. */
    public static final SignUpSettings CLOSED = new SignUpSettings(false, null, false, 0, 0, null);

    static final String FILE = "sign-up.json";
    private static final ExactJson<SignUpSettings> JSON = ExactJson.of(SignUpSettings.class);
    private static final long MOST_SATOSHI = 2_100_000_000_000_000L;

    /**
     * Payment by Bitcoin.
     *
     * @param key the account's extended public key
     * @param satoshi the price
     * @param withinSeconds until a payment must have been seen
     * @param confirmations 1 to 100
     * @param node a full node's JSON-RPC, such as {@code http://user@127.0.0.1:8332}, or an Electrum server, {@code ssl://HOST:PORT/PIN}
     * @param passwordFile with the node's password; null for an Electrum server
     */
    public record Payment(
            String key,
            AddressKind kind,
            BitcoinNetwork network,
            long satoshi,
            long withinSeconds,
            int confirmations,
            String node,
            @Nullable String passwordFile) {
        public Payment {
            ExtendedPublicKey parsed = ExtendedPublicKey.parse(key);
            if (!parsed.fits(network)) {
                throw new IllegalArgumentException("the key is for " + (network.isReal() ? "test networks" : "mainnet")
                        + ", but the node is on " + network.chain());
            }
            if (parsed.kind() != null && parsed.kind() != kind) {
                throw new IllegalArgumentException("a key that begins with zpub or vpub makes P2WPKH addresses only");
            }
            if (satoshi < 1000 || satoshi > MOST_SATOSHI) {
                throw new IllegalArgumentException(
                        "a price is 0.00001 BTC or more: nodes pass on nothing that is much less");
            }
            if (withinSeconds < 60 || withinSeconds > 30L * 86_400 || confirmations < 1 || confirmations > 100) {
                throw new IllegalArgumentException(
                        "there is a minute to 30 days to pay, and 1 to 100 confirmations are wanted");
            }
            boolean isElectrum = ElectrumPlace.isMeant(node);
            boolean isComplete = isElectrum == (passwordFile == null)
                    && (!isElectrum || ElectrumPlace.parse(node).pin() != null);
            if (!isComplete) {
                throw new IllegalArgumentException("a node has a password, and an Electrum server a pin");
            }
        }

        /** From where it is known what becomes of the chain; nothing is asked yet. */
        ChainSource chain() {
            return passwordFile == null
                    ? ElectrumFollower.of(ElectrumPlace.parse(node), network)
                    : new ChainFollower(new FullNode(node, Path.of(passwordFile), network));
        }
    }

    /**
     * The operator's OpenPGP key, which stays in its own files.
     *
     * @param keyFile an armoured secret key
     * @param passphraseFile with what it is locked by, or null if it is not
     */
    public record Signing(String keyFile, @Nullable String passphraseFile) {
        private static final int MOST_BYTES = (32 << 10) + 1;

        /**
         * The key in them. Blocks on the disk.
         *
         * @throws IOException, in words, if nothing can be signed with it at the moment
         */
        public OperatorKey key(Instant now) throws IOException {
            byte[] armored = bytes(keyFile);
            String passphrase =
                    passphraseFile == null ? null : new String(bytes(passphraseFile), StandardCharsets.UTF_8).strip();
            try {
                return OperatorKey.read(armored, passphrase, now);
            } catch (UnusableOperatorKeyException unusable) {
                throw new IOException(unusable.getMessage() + ": " + keyFile, unusable);
            }
        }

        static void requireUsable(OperatorKey key, Instant now) throws IOException {
            try {
                key.requireUsable(now);
            } catch (UnusableOperatorKeyException unusable) {
                throw new IOException(unusable.getMessage(), unusable);
            }
        }

        private static byte[] bytes(String file) throws IOException {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                return in.readNBytes(MOST_BYTES);
            }
        }
    }

    public SignUpSettings {
        if (workBits < 0 || workBits > ProofOfWork.MAX_BITS || validSeconds < 0) {
            throw new IllegalArgumentException(
                    "work is 0 to " + ProofOfWork.MAX_BITS + " bits, and a term is not less than nothing");
        }
        if (open && payment == null && !vouchers && workBits == 0) {
            throw new IllegalArgumentException(
                    "strangers need something to sign up with: a payment, a voucher, or work");
        }
    }

    /** Those of a directory; closed if there are none. */
    public static SignUpSettings in(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return CLOSED;
        }
        try {
            return JSON.read(Files.readAllBytes(file));
        } catch (ExactJsonException damaged) {
            throw new IOException(file + " is damaged: turn sign-up on anew", damaged);
        }
    }

    /** Durable on return. */
    public void save(Path directory) throws IOException {
        DurableFile.write(directory.resolve(FILE), JSON.write(this));
    }

    /** The same with the door closed. */
    public SignUpSettings closed() {
        return new SignUpSettings(false, payment, vouchers, workBits, validSeconds, signing);
    }
}
