package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.nat.rendezvous.signup.BitcoinAmount;
import io.voider.nat.rendezvous.signup.SignUpSettings;
import io.voider.nat.rendezvous.signup.bitcoin.AddressKind;
import io.voider.nat.rendezvous.signup.bitcoin.BitcoinNetwork;
import io.voider.nat.rendezvous.signup.bitcoin.ChainException;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumFollower;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumPlace;
import io.voider.nat.rendezvous.signup.bitcoin.ExtendedPublicKey;
import io.voider.nat.rendezvous.signup.bitcoin.FullNode;
import io.voider.transport.disk.FileTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On what terms an operator lets strangers in. */
final class SignUpOffer {
    @Option(
            names = "--xpub",
            paramLabel = "KEY",
            description = "Take payments to addresses of this extended public key: zpub or xpub (vpub or tpub for test"
                    + " networks), as the wallet exports it for an account. It can spend nothing.")
    private @Nullable String xpub;

    @Option(
            names = "--addresses",
            paramLabel = "KIND",
            description = "p2wpkh (BIP 84) or p2tr (BIP 86): needed with an xpub or tpub, which do not say it.")
    private @Nullable String addresses;

    @Option(names = "--price", paramLabel = "BTC", description = "What an account costs, such as 0.0012.")
    private @Nullable String price;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "3h",
            description = "How long one has to pay (default: ${DEFAULT-VALUE}).")
    private String within;

    @Option(
            names = "--confirmations",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many blocks must have the payment (default: ${DEFAULT-VALUE}).")
    private int confirmations;

    @Option(
            names = "--node",
            paramLabel = "URL",
            description = "Your full node's JSON-RPC, such as http://user@127.0.0.1:8332.")
    private @Nullable String node;

    @Option(names = "--node-password", paramLabel = "FILE", description = "A file with the node's password.")
    private @Nullable Path nodePassword;

    @Option(
            names = "--electrum",
            paramLabel = "HOST:PORT[/PIN]",
            description = "An Electrum server instead of a full node, by TLS. Without its pin, whoever is there now is"
                    + " pinned, and the pin is printed, to be compared.")
    private @Nullable String electrum;

    @Option(names = "--vouchers", description = "Take vouchers: see voider rendezvous voucher make.")
    private boolean vouchers;

    @Option(
            names = "--work",
            paramLabel = "BITS",
            defaultValue = "0",
            description = "Take work of so many bits instead of money: 24 are about half a minute of a PC.")
    private int work;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long an account lasts, such as 365d; for ever if it is left out.")
    private @Nullable String term;

    @Option(
            names = "--sign-with",
            paramLabel = "FILE",
            description = "Sign account lines with this OpenPGP key of yours: what gpg --armor --export-secret-keys"
                    + " prints. Make one for this alone; the rendezvous' user must be able to read it.")
    private @Nullable Path signWith;

    @Option(
            names = "--sign-passphrase",
            paramLabel = "FILE",
            description = "A file with the passphrase of that key, if it has one.")
    private @Nullable Path signPassphrase;

    /**
     * The settings, with the node asked which network it is on, and the key for signing tried.
     *
     * @throws CommandException if they make no sense, the node cannot be asked, or the key cannot sign
     */
    SignUpSettings settings() {
        try {
            SignUpSettings.Signing signing = signing();
            return new SignUpSettings(
                    true, payment(), vouchers, work, term == null ? 0 : TimeSpan.seconds(term), signing);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.USAGE, String.valueOf(wrong.getMessage()), "nothing was changed");
        } catch (ChainException unusable) {
            throw new CommandException(Exit.UNREACHABLE, String.valueOf(unusable.getMessage()), "nothing was changed");
        }
    }

    private SignUpSettings.@Nullable Signing signing() {
        if (signWith == null) {
            if (signPassphrase != null) {
                throw new CommandException(Exit.USAGE, "--sign-passphrase needs --sign-with", "nothing was changed");
            }
            return null;
        }
        SignUpSettings.Signing signing = new SignUpSettings.Signing(
                signWith.toAbsolutePath().toString(),
                signPassphrase == null ? null : signPassphrase.toAbsolutePath().toString());
        try {
            signing.key(Instant.now());
            return signing;
        } catch (IOException unusable) {
            throw new CommandException(Exit.FAILED, FileTrouble.words(unusable), "nothing was changed");
        }
    }

    private SignUpSettings.@Nullable Payment payment() throws ChainException {
        if (xpub == null && price == null && node == null && nodePassword == null && electrum == null) {
            return null;
        }
        if (xpub == null || price == null || (electrum == null) == (node == null && nodePassword == null)) {
            throw new CommandException(
                    Exit.USAGE,
                    "to be paid, name --xpub and --price, and either --node with --node-password, or --electrum",
                    "nothing was changed");
        }
        return electrum == null ? byNode(xpub, price) : byElectrum(xpub, price, electrum);
    }

    private SignUpSettings.Payment byNode(String key, String amount) throws ChainException {
        if (node == null || nodePassword == null) {
            throw new CommandException(Exit.USAGE, "--node and --node-password go together", "nothing was changed");
        }
        Path password = nodePassword.toAbsolutePath();
        BitcoinNetwork network = new FullNode(node, password, null).network();
        new FullNode(node, password, network).height();
        return payment(key, amount, network, node, password.toString());
    }

    private SignUpSettings.Payment byElectrum(String key, String amount, String text) throws ChainException {
        ElectrumPlace place = ElectrumPlace.parse(text);
        if (place.pin() == null) {
            place = ElectrumFollower.pinned(place);
        }
        try (ElectrumFollower chain = ElectrumFollower.of(place, null)) {
            BitcoinNetwork network = chain.network();
            chain.next(-1, null, Set.of(), Instant.now().getEpochSecond());
            return payment(key, amount, network, place.text(), null);
        }
    }

    private SignUpSettings.Payment payment(
            String key, String amount, BitcoinNetwork network, String chain, @Nullable String password) {
        return new SignUpSettings.Payment(
                key,
                kind(ExtendedPublicKey.parse(key)),
                network,
                BitcoinAmount.satoshi(amount),
                TimeSpan.seconds(within),
                confirmations,
                chain,
                password);
    }

    private AddressKind kind(ExtendedPublicKey key) {
        AddressKind said = key.kind();
        if (addresses == null) {
            if (said == null) {
                throw new CommandException(
                        Exit.USAGE,
                        "an xpub or tpub does not say which addresses its wallet looks for",
                        "say --addresses p2wpkh or --addresses p2tr");
            }
            return said;
        }
        return switch (addresses.toLowerCase(Locale.ROOT)) {
            case "p2wpkh" -> AddressKind.P2WPKH;
            case "p2tr" -> AddressKind.P2TR;
            default -> throw new CommandException(Exit.USAGE, "--addresses is p2wpkh or p2tr", "");
        };
    }
}
