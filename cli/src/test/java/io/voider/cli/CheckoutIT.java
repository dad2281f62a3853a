package io.voider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code voider} script of a checkout: when it builds and when it does not. Maven and Java are played by two small
 * programs, which note that they were asked. As root, for some checkouts are somebody else's.
 */
class CheckoutIT {
    @TempDir
    private Path directory;

    private Path checkout;

    /** What a run of the script ended with. */
    private record Run(int exit, String output) {}

    @BeforeEach
    void checkOut() throws IOException {
        checkout = directory.resolve("checkout");
        for (String module : List.of("ns", "transport", "sip", "rtp", "nat", "cli")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(checkout.resolve("pom.xml"));
        Files.copy(Path.of("../voider"), checkout.resolve("voider"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(checkout.resolve("packaging"));
        Files.copy(Path.of("../packaging/java-options"), checkout.resolve("packaging/java-options"));
        Path java = directory.resolve("java");
        program(java.resolve("bin/java"), "echo java \"$@\"");
        program(java.resolve("bin/javac"), "true");
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        program(
                directory.resolve("bin/mvn"),
                "echo built by $(id -un)",
                "mkdir -p '" + checkout + "/cli/target'",
                "touch '" + checkout + "/cli/target/voider.jar'");
        program(directory.resolve("bin/openvpn"), "true");
    }

    private static void program(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(Map<String, String> environment, String... prefix) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(checkout.resolve("voider").toString(), "version"));
        return started(environment, command);
    }

    /** What somebody gets who types that in the checkout. */
    private String typed(String... words) throws IOException, InterruptedException {
        return started(Map.of(), List.of(words)).output();
    }

    private Run started(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(checkout.toFile());
        builder.environment().remove("NOTIFY_SOCKET");
        builder.environment().remove("SYSTEMD_EXEC_PID");
        builder.environment().put("JAVA_HOME", directory.resolve("java").toString());
        builder.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    private void write(String source, Instant at) throws IOException {
        Path file = checkout.resolve(source);
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(at));
    }

    private Instant builtAt() throws IOException {
        return Files.getLastModifiedTime(checkout.resolve("target/built")).toInstant();
    }

    @Test
    void buildsOnceAndAgainWhenASourceHasChanged() throws IOException, InterruptedException {
        assertThat(run(Map.of()).output()).contains("building");
        assertThat(run(Map.of()).output()).doesNotContain("building");
        write("sip/src/main/Changed.java", builtAt().plusMillis(1));
        assertThat(run(Map.of()).output()).contains("building");
    }

    @Test
    void aSourceOfTheSameSecondAsTheBuildIsNotBuiltAgain() throws IOException, InterruptedException {
        run(Map.of());
        write("pom.xml", builtAt());
        assertThat(run(Map.of()).output()).doesNotContain("building");
    }

    @Test
    void theProgramKnowsWhatWasTyped() throws IOException, InterruptedException {
        String whole = checkout.resolve("voider").toString();
        assertThat(typed("./voider", "lines")).contains("-Dvoider.typed-name=./voider ");
        assertThat(typed(whole, "lines")).contains("-Dvoider.typed-name=" + whole + " ");
        assertThat(typed("bash", "voider", "lines")).contains("-Dvoider.typed-name=./voider ");
    }

    @Test
    void onlyWhatRunsOnIsRehearsed() throws IOException, InterruptedException {
        run(Map.of());
        for (String words : List.of(
                "--help",
                "run --help",
                "lines",
                "doctor",
                "rendezvous account list",
                "rendezvous --json account add run",
                "rendezvous backup x",
                "lab fault path-drop")) {
            String[] all = ("./voider " + words).split(" ");
            assertThat(typed(all)).as(words).doesNotContain("rehears");
        }
        assertThat(typed("./voider", "run")).contains("rehearsing");
        assertThat(typed("./voider", "lab")).contains("rehearsing");
        assertThat(typed("./voider", "rendezvous", "run", "--address", "x")).contains("rehearsing");
    }

    @Test
    void aServiceNeverBuildsButSaysThatItIsOutOfDate() throws IOException, InterruptedException {
        Map<String, String> service =
                Map.of("NOTIFY_SOCKET", directory.resolve("notify").toString());
        Run unbuilt = run(service);
        assertThat(unbuilt.exit()).isEqualTo(1);
        assertThat(unbuilt.output()).contains("has not been built yet").contains("sudo");
        run(Map.of());
        write("sip/src/main/Changed.java", builtAt().plusMillis(1));
        Run old = run(service);
        assertThat(old.exit()).isZero();
        assertThat(old.output()).contains("older than the sources").doesNotContain("building");
    }

    @Test
    void aCheckoutStaysItsOwnersWhenRootBuildsIt() throws IOException, InterruptedException {
        open();
        chown(checkout);
        Run run = run(Map.of());
        assertThat(run.exit()).as(run.output()).isZero();
        for (String file : List.of("target/build.log", "target/built", "cli/target/voider.jar")) {
            assertThat(Files.getOwner(checkout.resolve(file)).getName())
                    .as(file)
                    .isEqualTo("nobody");
        }
        assertThat(checkout.resolve("target/build.log")).content().contains("built by nobody");
    }

    @Test
    void aLogThatRootLeftBehindDoesNotBreakAUsersBuild() throws IOException, InterruptedException {
        open();
        chown(checkout);
        Files.createDirectories(checkout.resolve("target"));
        Files.createFile(checkout.resolve("target/build.log"));
        Run run = run(Map.of());
        assertThat(run.exit()).as(run.output()).isZero();
    }

    @Test
    void whoMayNotBuildIsToldWhoseTheCheckoutIs() throws IOException, InterruptedException {
        open();
        Run run = run(Map.of(), "runuser", "-u", "nobody", "--preserve-environment", "--");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).contains("belongs to root");
    }

    /** Lets others than root look in. */
    private void open() throws IOException {
        for (Path path = directory; path != null && path.getNameCount() > 1; path = path.getParent()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void chown(Path tree) throws IOException {
        var nobody = tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        try (var files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "posix:owner", nobody, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
