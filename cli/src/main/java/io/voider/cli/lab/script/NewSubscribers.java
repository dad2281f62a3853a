package io.voider.cli.lab.script;

import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whoever lives in the homes gets an account by signing up, as strangers do: a key by gpg, a voucher or work, and the line that gpg
 * decrypts, signed by the operator. Blocks.
 */
final class NewSubscribers {
    /** What decrypts the lines, and the package that it is in. */
    static final Map<String, String> PROGRAMS = Map.of("gpg", "gnupg");

    private static final int WORK_BITS = 16;
    private static final Pattern PIN = Pattern.compile("HOST:PORT/([0-9A-Za-z_-]{43})");
    private static final Pattern MESSAGE =
            Pattern.compile("-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----", Pattern.DOTALL);

    private final Programs programs;
    private final Steps steps;
    private final Path directory;
    private final Path state;
    private @Nullable String place;
    private List<String> vouchers = List.of();

    /**
     * Those who have not come yet.
     *
     * @param directory for the operator's key and certificate
     * @param state the rendezvous'
     */
    NewSubscribers(Programs programs, Steps steps, Path directory, Path state) {
        this.programs = programs;
        this.steps = steps;
        this.directory = directory;
        this.state = state;
    }

    /** The operator lets them sign up at that address of the rendezvous, by voucher or by work. */
    void letIn(Namespace operator, String server, int count) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Gpg gpg = new Gpg(operator, Files.createDirectory(directory.resolve("operator")));
        gpg.run("--quick-generate-key", "accounts at the lab", "ed25519", "sign", "1d");
        Path key = gpg.home.resolve("secret.asc");
        gpg.run("--armor", "--output", key.toString(), "--export-secret-keys");
        gpg.run("--armor", "--output", operatorCertificate().toString(), "--export");
        gpg.end();
        String said = operate(
                operator,
                "sign-up",
                "on",
                "--vouchers",
                "--work",
                String.valueOf(WORK_BITS),
                "--sign-with",
                key.toString());
        Matcher pin = PIN.matcher(said);
        if (!pin.find()) {
            throw new IOException("sign-up does not say what to publish: " + said);
        }
        place = server + "/" + pin.group(1);
        vouchers = new ArrayList<>(operate(operator, "voucher", "make", String.valueOf(count))
                .lines()
                .toList());
        steps.tell("sign-up", began, "the rendezvous lets strangers sign up at " + server);
    }

    private Path operatorCertificate() {
        return directory.resolve("operator.asc");
    }

    private String operate(Namespace operator, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("rendezvous"));
        all.addAll(List.of(words));
        all.addAll(List.of("--state", state.toString()));
        return programs.run(operator, Programs.voider(all.toArray(String[]::new)));
    }

    /** Somebody signs up from home: the account line. Every other one works instead of having a voucher. */
    String accountLine(LabHome home) throws IOException, InterruptedException {
        long began = System.nanoTime();
        boolean works = home.number() % 2 == 0;
        Gpg gpg = new Gpg(home.machine(), Files.createDirectory(home.directory().resolve("gnupg")));
        try {
            gpg.run("--quick-generate-key", home.name(), "future-default", "default", "1d");
            Path certificate = gpg.home.resolve("key.asc");
            gpg.run("--armor", "--output", certificate.toString(), "--export");
            List<String> order = new ArrayList<>(
                    List.of("rendezvous", "sign-up", String.valueOf(place), "--key", certificate.toString()));
            order.addAll(works ? List.of("--work") : List.of("--voucher", vouchers.get(home.number() - 1)));
            String said = programs.run(home.machine(), Programs.voider(order.toArray(String[]::new)));
            Matcher message = MESSAGE.matcher(said);
            if (!message.find()) {
                throw new IOException(home.name() + " ordered, and the line did not come: " + said);
            }
            Path line = gpg.home.resolve("line");
            boolean isSigned = gpg.decrypt(message.group() + "\n", line, operatorCertificate());
            steps.tell(
                    "signed-up",
                    isSigned,
                    began,
                    home.name() + " signed up by " + (works ? "work" : "a voucher") + "; gpg decrypted the line, and "
                            + (isSigned ? "its signature is good" : "did NOT find its signature good"),
                    Map.of("home", home.name(), "by", works ? "work" : "voucher"));
            return Files.readString(line).strip();
        } finally {
            gpg.end();
        }
    }

    /** Somebody's gpg, with a directory of its own. */
    private final class Gpg {
        private final Namespace where;
        private final Path home;

        Gpg(Namespace where, Path home) throws IOException {
            this.where = where;
            this.home = home;
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        }

        String run(String... arguments) throws IOException, InterruptedException {
            List<String> command =
                    new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch", "--yes", "--quiet"));
            command.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", "", "--trust-model", "always"));
            command.addAll(List.of(arguments));
            return programs.run(where, command);
        }

        /** Decrypts into a file; returns whether the signature is good. The operator's key is known from elsewhere. */
        boolean decrypt(String message, Path into, Path signer) throws IOException, InterruptedException {
            run("--import", signer.toString());
            Path file = Files.writeString(home.resolve("message.asc"), message);
            return run("--status-fd", "1", "--output", into.toString(), "--decrypt", file.toString())
                    .contains("[GNUPG:] GOODSIG ");
        }

        /** Ends what gpg leaves running. */
        void end() throws IOException, InterruptedException {
            programs.run(where, List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
        }
    }
}
