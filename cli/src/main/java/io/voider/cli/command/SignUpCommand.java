package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.ServerKey;
import io.voider.nat.rendezvous.client.SignUpClient;
import io.voider.nat.rendezvous.client.SignUpDeclinedException;
import io.voider.nat.rendezvous.client.SignUpPlace;
import io.voider.nat.rendezvous.signup.SignUpSettings;
import io.voider.nat.rendezvous.signup.bitcoin.ElectrumPlace;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.ProofOfWork;
import io.voider.nat.rendezvous.wire.SignUpTerms;
import io.voider.transport.address.SocketTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Signing up at a rendezvous, as a stranger; and letting strangers do it, as its operator. */
@Command(
        name = "sign-up",
        description = "Get an account at somebody's rendezvous, with an OpenPGP key and a payment, a voucher, or work.",
        footer = {
            "",
            "Examples:",
            "  voider rendezvous sign-up 203.0.113.7:7443/PIN --key key.asc --watch | gpg --decrypt",
            "  voider rendezvous sign-up 203.0.113.7:7443/PIN --key key.asc --voucher CODE",
            "  voider rendezvous sign-up 203.0.113.7:7443/PIN --order ID --watch",
            "  voider rendezvous sign-up on --vouchers"
        },
        mixinStandardHelpOptions = true)
final class SignUpCommand implements Callable<Integer> {
    private static final long LOOK_SECONDS = 5;

    @ParentCommand
    private RendezvousCommand parent;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVER",
            description = "The rendezvous, as its operator publishes it: HOST:PORT/PIN.")
    private @Nullable String server;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The certificate that the account line is encrypted to: what gpg --armor --export prints.")
    private @Nullable Path key;

    @Option(
            names = "--voucher",
            paramLabel = "CODE",
            description = "A voucher of the operator's, instead of a payment.")
    private @Nullable String voucher;

    @Option(
            names = "--work",
            description = "Work instead of a payment, where the operator takes that: minutes of this machine.")
    private boolean work;

    @Option(names = "--order", paramLabel = "ID", description = "Look after an order that was placed before.")
    private @Nullable String order;

    @Option(names = "--watch", description = "Wait until the account is ready, telling how far the payment is.")
    private boolean watch;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (server == null || (key == null) == (order == null)) {
            throw new CommandException(
                    Exit.USAGE, "name the server, and either --key for a new order or --order for an old one", "");
        }
        try {
            SignUpPlace place = SignUpPlace.parse(server);
            SignUpClient client = new SignUpClient(place);
            OrderAnswer answer = order != null ? client.look(order) : ordered(client, place);
            if (key != null) {
                parent.console().say("order " + answer.id() + ": keep this; by it alone the order can be found again");
            }
            if (watch && answer.message() == null) {
                // The line alone is for whoever reads on, such as gpg.
                parent.console().say(drawn(answer));
                answer = watched(client, answer);
            }
            parent.console().print(answer, SignUpCommand::drawn);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.USAGE, String.valueOf(wrong.getMessage()), "");
        } catch (SignUpDeclinedException declined) {
            throw new CommandException(
                    Exit.FAILED, "the rendezvous refuses: " + declined.getMessage(), "nothing was ordered or changed");
        } catch (IOException unreachable) {
            throw new CommandException(
                    Exit.UNREACHABLE,
                    "cannot ask the rendezvous at " + server + ": " + SocketTrouble.words(unreachable),
                    "orders that were placed before stand; look at them with --order ID");
        }
        return Exit.OK.code();
    }

    private OrderAnswer ordered(SignUpClient client, SignUpPlace place) throws IOException, SignUpDeclinedException {
        String certificate = certificate();
        SignUpTerms terms = client.terms();
        Map<String, String> form = new HashMap<>(Map.of("key", certificate));
        if (voucher != null) {
            form.put("voucher", voucher);
        }
        if (work) {
            if (terms.workBits() < 1 || terms.workBits() > ProofOfWork.MAX_BITS) {
                throw new CommandException(Exit.FAILED, "that rendezvous takes no work", "leave --work out");
            }
            parent.console().say("working for it: about 2^" + terms.workBits() + " hashes; Ctrl-C ends it");
            Octets hash =
                    Octets.of(certificate.getBytes(StandardCharsets.UTF_8)).sha256();
            ProofOfWork found =
                    ProofOfWork.find(place.pin(), hash, terms.hour(), terms.workBits(), () -> !Thread.interrupted());
            form.put("hour", Long.toString(found.hour()));
            form.put("number", Long.toString(found.number()));
        }
        OrderAnswer answer = client.order(form);
        if (terms.signer() != null) {
            parent.console()
                    .say("the line is signed by the key " + terms.signer() + ", whose certificate is at https://"
                            + place.server().text() + "/operator.asc");
        }
        return answer;
    }

    private String certificate() {
        try {
            return Files.readString(Path.of(String.valueOf(key)), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new CommandException(
                    Exit.FAILED, "cannot read the certificate in " + key, "make it with  gpg --armor --export");
        }
    }

    private static String drawn(OrderAnswer answer) {
        if (answer.message() != null) {
            return answer.message();
        }
        if (answer.uri() == null) {
            return answer.words();
        }
        return answer.words() + "\n\n" + QrText.of(answer.uri()) + "\npay        " + answer.bitcoin() + " BTC ("
                + answer.satoshi() + " satoshi)\nto         " + answer.address() + "\nbefore     " + answer.deadline()
                + "\nthen wait  for " + answer.confirmations() + " confirmation"
                + (answer.confirmations() == 1 ? "" : "s")
                + "\nwallets    " + answer.uri();
    }

    /** The order when its line is there; what becomes of it meanwhile is told. */
    private OrderAnswer watched(SignUpClient client, OrderAnswer first)
            throws IOException, InterruptedException, SignUpDeclinedException {
        OrderAnswer last = first;
        while (last.message() == null) {
            if (last.state().equals("lapsed")
                    || last.state().equals("underpaid")
                    || last.state().equals("ended")) {
                throw new CommandException(Exit.FAILED, last.words(), "");
            }
            TimeUnit.SECONDS.sleep(LOOK_SECONDS);
            OrderAnswer now = client.look(last.id());
            if (!now.words().equals(last.words())) {
                parent.console().say(now.words());
            }
            last = now;
        }
        return last;
    }

    /** What sign-up is like now. */
    private record Door(
            SignUpSettings settings,
            String pin,
            String curlPin,
            @Nullable String signer) {
        static Door in(Path directory, SignUpSettings settings) {
            Octets pin = ServerKey.in(directory).pin();
            return new Door(
                    settings,
                    pin.text(),
                    "sha256//" + Base64.getEncoder().encodeToString(pin.toBytes()),
                    settings.signing() == null ? null : signer(settings.signing()));
        }

        private static @Nullable String signer(SignUpSettings.Signing signing) {
            try {
                return signing.key(Instant.now()).fingerprint();
            } catch (IOException unusable) {
                // The door is being closed; nothing is signed any more.
                return null;
            }
        }

        /** Who tells of payments must be who the operator thinks. */
        private String electrum() {
            SignUpSettings.Payment payment = settings.payment();
            if (payment == null || !ElectrumPlace.isMeant(payment.node())) {
                return "";
            }
            Octets key =
                    Objects.requireNonNull(ElectrumPlace.parse(payment.node()).pin(), "kept with its pin");
            return "\nPayments are seen by the Electrum server whose key has the pin  " + key.text();
        }

        String words() {
            return settings.open()
                    ? "Strangers may sign up. Publish the server as  HOST:PORT/" + pin
                            + "\nand for curl:  -k --pinnedpubkey " + curlPin
                            + electrum()
                            + (signer == null ? "" : "\nLines are signed by the key  " + signer)
                    : "Strangers may not sign up any more. Orders that stand are served.";
        }
    }

    @Command(
            name = "on",
            description = "Let strangers sign up; a running rendezvous follows within seconds.",
            footer = {
                "",
                "Examples:",
                "  voider rendezvous sign-up on --vouchers",
                "  voider rendezvous sign-up on --xpub zpub… --price 0.0012 --within 3h --node"
                        + " http://voider@127.0.0.1:8332 --node-password /etc/voider/node-password",
                "  voider rendezvous sign-up on --xpub zpub… --price 0.0012 --electrum 127.0.0.1:50002/PIN"
            },
            mixinStandardHelpOptions = true)
    Integer on(@Mixin RendezvousCommand.StateOption state, @Mixin SignUpOffer offer) throws IOException {
        Path directory = state.directory();
        Privilege.requireWriting(directory);
        SignUpSettings settings = offer.settings();
        Door door = Door.in(directory, settings);
        settings.save(directory);
        parent.console().print(door, Door::words);
        return Exit.OK.code();
    }

    @Command(
            name = "off",
            description = "Let no more strangers sign up. Orders that stand are served all the same.",
            footer = {"", "Example:", "  voider rendezvous sign-up off"},
            mixinStandardHelpOptions = true)
    Integer off(@Mixin RendezvousCommand.StateOption state) throws IOException {
        Path directory = state.directory();
        Privilege.requireWriting(directory);
        SignUpSettings settings = SignUpSettings.in(directory).closed();
        Door door = Door.in(directory, settings);
        settings.save(directory);
        parent.console().print(door, Door::words);
        return Exit.OK.code();
    }
}
