package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignUpCommandTest {
    private static final String ZPUB =
            "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf"
                    + "31mGDtKsAYz2oz2AGutZYs";

    @TempDir
    private Path directory;

    private CommandRun run(String... arguments) {
        return CommandRun.of(directory.resolve("home"), arguments);
    }

    private String state() {
        return directory.resolve("rendezvous").toString();
    }

    @Test
    void opensAndClosesTheDoorAndSaysWhatToPublish() {
        CommandRun on = run("rendezvous", "sign-up", "on", "--vouchers", "--for", "365d", "--state", state());
        assertThat(on.exit()).as(on.toString()).isZero();
        assertThat(on.out()).contains("HOST:PORT/").contains("--pinnedpubkey sha256//");
        assertThat(Files.exists(directory.resolve("rendezvous/sign-up.json"))).isTrue();
        CommandRun off = run("--json", "rendezvous", "sign-up", "off", "--state", state());
        assertThat(off.exit()).isZero();
        assertThat(off.out()).contains("\"open\" : false").contains("\"validSeconds\" : 31536000");
    }

    @Test
    void changesNothingWhenTheTermsMakeNoSense() {
        String[][] wrong = {
            {},
            {"--work", "99"},
            {"--vouchers", "--for", "soon"},
            {"--xpub", ZPUB},
            {"--xpub", ZPUB, "--price", "0.001"},
            {"--price", "0.001", "--electrum", "127.0.0.1:1"},
            {"--xpub", ZPUB, "--price", "0.001", "--electrum", "127.0.0.1"},
            {"--xpub", ZPUB, "--price", "0.001", "--electrum", "127.0.0.1:1"},
            {"--xpub", ZPUB, "--price", "0.001", "--electrum", "127.0.0.1:1", "--node", "http://u@127.0.0.1:1"},
            {"--xpub", ZPUB, "--price", "0.001", "--node", "http://u@127.0.0.1:1"},
            {"--vouchers", "--sign-passphrase", "/x"},
            {"--vouchers", "--sign-with", "/nowhere"},
            {"--vouchers", "--sign-with", "/dev/null"},
            {"--xpub", ZPUB, "--price", "much", "--node", "http://u@127.0.0.1:1", "--node-password", "/x"}
        };
        for (String[] options : wrong) {
            String[] all = new String[options.length + 5];
            System.arraycopy(new String[] {"rendezvous", "sign-up", "on", "--state", state()}, 0, all, 0, 5);
            System.arraycopy(options, 0, all, 5, options.length);
            CommandRun run = run(all);
            assertThat(run.exit()).as(run.toString()).isIn(1, 2, 4);
            assertThat(run.err()).as(run.toString()).startsWith("voider: ");
        }
        assertThat(Files.exists(directory.resolve("rendezvous/sign-up.json"))).isFalse();
    }

    @Test
    void makesVouchersAndListsNoOrders() {
        CommandRun made = run("rendezvous", "voucher", "make", "3", "--state", state());
        assertThat(made.exit()).as(made.toString()).isZero();
        assertThat(made.out().lines()).hasSize(3).allMatch(code -> code.matches("[0-9A-Za-z_-]{22}"));
        assertThat(run("rendezvous", "orders", "--state", state()).out()).contains("Unused vouchers: 3.");
        assertThat(run("--json", "rendezvous", "orders", "--state", state()).out())
                .contains("\"unusedVouchers\" : 3");
        assertThat(run("rendezvous", "orders", "refund-due", "--state", state()).out())
                .contains("Nothing is due");
        assertThat(run("rendezvous", "voucher", "make", "0", "--state", state()).exit())
                .isEqualTo(2);
    }

    @Test
    void saysWhatIsWrongWithAPlaceToSignUpAt() {
        assertThat(run("rendezvous", "sign-up", "203.0.113.7:7443", "--key", "key.asc")
                        .err())
                .contains("HOST:PORT/PIN");
        assertThat(run("rendezvous", "sign-up", "203.0.113.7:7443/PIN", "--key", "key.asc")
                        .err())
                .contains("HOST:PORT/PIN");
        assertThat(run("rendezvous", "sign-up").exit()).isEqualTo(2);
        String place = "127.0.0.1:1/" + "A".repeat(43);
        assertThat(run("rendezvous", "sign-up", place, "--order", "x").exit()).isEqualTo(4);
        assertThat(run("rendezvous", "sign-up", place, "--key", "/nowhere").err())
                .contains("cannot read the certificate");
    }
}
