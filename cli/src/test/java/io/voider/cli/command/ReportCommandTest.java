package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A report about a home full of secrets, none of which is in it. */
class ReportCommandTest {
    private static final String KEY = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIKWpSb1xPJxv0vZ4mGkqTn8sLr3dYbXe5uWcHfJa7i9o
        kQ==
        -----END PRIVATE KEY-----\
        """;

    /** What stands in the log, and what of it nobody may read; the latter of several parts. */
    @SuppressWarnings("ArrayRecordComponent") // only read, never compared
    private record Planted(String line, String... secrets) {}

    private static final List<Planted> PLANTED = List.of(
            new Planted("key " + KEY, "MC4CAQAwBQYDK2VwBCIEIKWpSb1xPJxv0vZ4mGkqTn8sLr3dYbXe5uWcHfJa7i9o", "kQ=="),
            new Planted("tls-crypt e1a2b3c4d5e6f708192a3b4c5d6e7f80", "e1a2b3c4d5e6f708192a3b4c5d6e7f80"),
            new Planted(
                    "capability Zm9vYmFyYmF6cXV4X3F1dXhfY29yZ2VfZ3JhdWx0", "Zm9vYmFyYmF6cXV4X3F1dXhfY29yZ2VfZ3JhdWx0"),
            new Planted("passphrase: correct horse battery staple", "correct", "battery staple"),
            new Planted("password=hunter2", "hunter2"),
            new Planted("the password is Tr0ub4dor", "Tr0ub4dor"),
            new Planted(
                    "Authorization: Digest username=\"carla\", response=\"6629fae49393a05397450978507c4ef1\"",
                    "carla",
                    "6629fae4"),
            new Planted("api_key = 9f86d081", "9f86d081"),
            new Planted("Cookie: session=abc", "session=abc"),
            new Planted("PIN: 4711", "4711"),
            new Planted("account voider1/vps.example.org:7443/AAAA/BBBB", "vps.example", "AAAA/BBBB"),
            new Planted("seen at 203.0.113.77:40123", "203.0.113.77"),
            new Planted("lan 192.168.178.23/24", "192.168.178.23"),
            new Planted("cgnat 100.72.13.5.", "100.72.13.5"),
            new Planted("dial 10.1.2.1", "10.1.2.1"),
            new Planted("v6 2001:db8:85a3::8a2e:370:7334", "2001:db8", "370:7334"),
            new Planted("mapped ::ffff:198.51.100.9", "198.51.100.9", "ffff"),
            new Planted("local fe80::1ff:fe23:4567:890a%eth0", "fe80", "4567:890a"),
            new Planted("bracketed [2001:db8::42]:7443", "db8::42"),
            new Planted("whole 2001:0db8:0000:0000:0000:ff00:0042:8329", "ff00:0042"),
            new Planted("mac 00:0b:82:1a:2b:3c", "00:0b:82", "1a:2b:3c"),
            new Planted("mac 00-0B-82-1A-2B-4D", "1A-2B-4D"),
            new Planted("mac 000b.821a.2b5e", "821a.2b5e"),
            new Planted("link enx000b821a2b6f", "000b821a2b6f"),
            new Planted("host meier-pi.fritz.box", "meier-pi", "fritz"),
            new Planted("host p5dca1b2c.dip0.t-ipconnect.de", "p5dca1b2c"),
            new Planted("host xn--mller-kva.example", "mller-kva"),
            new Planted("host müller.example", "ller.example"),
            new Planted("mail karl.meier+voip@example.org", "karl.meier", "example.org"),
            new Planted("mail jörg@bäckerei.example", "rg@b", "ckerei"),
            new Planted("call +49 (30) 901820-123", "901820"),
            new Planted("call 0171/4567890", "4567890"),
            new Planted("iban DE89 3704 0044 0532 0130 00", "3704 0044", "0532 0130"),
            new Planted("From: \"Karla Kolumna\" <sip:karla@10.2.1.1;transport=udp>", "Karla", "Kolumna", "karla@"),
            new Planted("Contact sips:4711@pbx.example:5061", "4711@pbx"),
            new Planted("tel:+15551234567", "1555123"),
            new Planted("name Jörg Özdemir", "Jörg", "Özdemir", "zdemir"),
            new Planted("name Heinrich von Böll", "Heinrich", "Böll"),
            new Planted("name Karl Meier rang", "Karl", "Meier"),
            new Planted("file /home/kmeier/voider/bob.ovpn", "kmeier", "bob.ovpn"),
            new Planted("file ~kmeier/x.ovpn", "kmeier", "x.ovpn"),
            new Planted("file /media/usb/Steuer.pdf", "Steuer"),
            new Planted("pay bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643"),
            new Planted("pay 1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
            new Planted("pay bitcoin:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy?amount=1", "3J98t1WpEZ73CNmQ"),
            new Planted("onion duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion", "duckduckgogg"),
            new Planted("uuid 6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b810", "00c04fd430c8"),
            new Planted("url https://ntfy.example.net/my-topic?auth=1", "ntfy.example", "my-topic"),
            new Planted("hash 5f4dcc3b5aa765d61d8327deb882cf99", "5f4dcc3b5aa765d6"),
            new Planted("bob said 'hallo' to Zoë-Marie", "bob", "Zoë", "Marie"));

    @TempDir
    private Path directory;

    private Path home;
    private Path log;

    @BeforeEach
    void makeAHomeFullOfSecrets() throws IOException {
        home = directory.resolve("home");
        log = directory.resolve("log");
        CommandRun.initAlice(home);
        for (String friend : List.of("bob", "Zoë Müller", "Łukasz")) {
            assertThat(CommandRun.of(
                            home,
                            "invite",
                            friend,
                            "-o",
                            directory.resolve("x.ovpn").toString()))
                    .satisfies(run -> assertThat(run.exit()).as("%s", run).isZero());
            Files.delete(directory.resolve("x.ovpn"));
        }
        StringBuilder lines = new StringBuilder();
        PLANTED.forEach(planted -> lines.append("2026-11-30 14:27:39.428 INFO Events - ")
                .append(planted.line())
                .append('\n'));
        Files.writeString(log, lines);
    }

    private CommandRun report(String... more) {
        List<String> arguments = new ArrayList<>(List.of("report", "--log", log.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(home, arguments.toArray(String[]::new));
    }

    @Test
    void nothingThatWasPlantedIsInIt() throws IOException {
        for (CommandRun run : List.of(report(), report("--json"))) {
            assertThat(run.exit()).as("%s", run.err()).isZero();
            String text = run.out().toLowerCase(Locale.ROOT);
            for (Planted planted : PLANTED) {
                for (String secret : planted.secrets()) {
                    assertThat(text).as(planted.line()).doesNotContain(secret.toLowerCase(Locale.ROOT));
                }
            }
            for (String name :
                    List.of("alice", "bob", "müller", "zoë", "łukasz", "ukasz", "203.0.113.7", home.toString())) {
                assertThat(text).doesNotContain(name);
            }
            assertThat(text).contains("2026-11-30 14:27:39.428 info events - key secret-");
            for (String secret : StrictJson.MAPPER
                    .readTree(Files.readString(home.resolve("state.json")))
                    .findValuesAsString("sealingSeed")) {
                assertThat(run.out()).doesNotContain(secret);
            }
        }
    }

    @Test
    void itHasWhatAHelperAsksFor() {
        JsonNode report = StrictJson.MAPPER.readTree(report("--json").out());
        assertThat(report.path("sections")
                        .valueStream()
                        .map(each -> each.path("command").asString()))
                .containsExactly(
                        "voider version",
                        "voider doctor",
                        "voider config",
                        "voider lines",
                        "voider status",
                        "voider calls");
        JsonNode lines = report.path("sections").path(3).path("found").path("lines");
        assertThat(lines.size()).isEqualTo(3);
        assertThat(lines.path(0).path("name").asString()).matches("name-[0-9a-f]{6}");
        assertThat(lines.path(0).path("state").asString()).isEqualTo("not-running");
        // As one friend is called in the phone book, so in the log.
        String bob = lines.path(0).path("name").asString();
        assertThat(report.path("log").valueStream().map(JsonNode::asString))
                .anyMatch(line -> line.contains(bob + " said"));
    }

    @Test
    void itIsWrittenWhereNobodyElseReadsItAndOnlyWhenThatIsAgreed() throws IOException {
        Path file = directory.resolve("report.txt");
        assertThat(report("-o", file.toString()).exit()).isEqualTo(2);
        assertThat(file).doesNotExist();
        CommandRun run = report("-o", file.toString(), "--yes");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        assertThat(Files.readString(file)).isEqualTo(run.out());
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(report("-o", file.toString(), "--yes").exit()).isNotZero();
    }

    @Test
    void twoReportsCannotBePutTogetherUnlessThatIsAskedFor() {
        assertThat(report("--phrase", "short").exit()).isEqualTo(2);
        assertThat(log(report("--json"))).isNotEqualTo(log(report("--json")));
        assertThat(log(report("--json", "--phrase", "one phrase for both")))
                .isEqualTo(log(report("--json", "--phrase", "one phrase for both")));
    }

    private static JsonNode log(CommandRun run) {
        return StrictJson.MAPPER.readTree(run.out()).path("log");
    }
}
