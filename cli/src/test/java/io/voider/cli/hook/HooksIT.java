package io.voider.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.EventKind;
import io.voider.cli.report.Events;
import io.voider.cli.report.LineReport;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The owner's programs, as they really run: as nobody, for a while, and only out of a directory that nobody else can write to. */
class HooksIT {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String HOSTILE = "Zoë \"$(touch /tmp/x)`id`'; \\ \n<b>";

    @TempDir
    private Path temporary;

    private Path directory;
    private Path results;

    @BeforeEach
    void makeDirectories() throws IOException {
        allow(temporary, "rwxr-xr-x");
        directory = allow(Files.createDirectory(temporary.resolve("hooks")), "rwxr-xr-x");
        results = allow(Files.createDirectory(temporary.resolve("results")), "rwxrwxrwx");
    }

    private static Path allow(Path file, String rights) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private Path hook(String name, String... lines) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\nresults=" + results + "\n" + String.join("\n", lines) + "\n");
        return allow(file, "rwxr-xr-x");
    }

    private static Events.Event event(EventKind kind) {
        LineReport line = new LineReport(
                "10.1.2.1", 21, HOSTILE, "friend", "failing", Instant.EPOCH, "the path broke", null, null, null, 0);
        return new Events.Event(Instant.EPOCH, kind.subject(), kind.label(), HOSTILE + " is down", "up", line);
    }

    private String awaitResult(String name) throws Exception {
        Path file = results.resolve(name);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("no " + name).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Files.readString(file);
    }

    private List<String> found(EventKind kind) {
        return new HookDirectory(directory)
                .find(kind.label()).programs().stream()
                        .map(file -> file.getFileName().toString())
                        .toList();
    }

    private HookRun run(Path program) throws InterruptedException {
        return HookRun.of(program, Map.of(), new byte[0], SHORT);
    }

    @Test
    void aProgramIsToldWhatHappenedAndIsNobody() throws Exception {
        hook(
                "line-down",
                "cat >$results/json",
                "printf %s \"$VOIDER_NAME\" >$results/name",
                "env | cut -d= -f1 | sort >$results/environment",
                "grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs):' /proc/self/status >$results/who",
                "pwd >$results/.where; mv $results/.where $results/where");
        try (Hooks hooks = new Hooks(directory, SHORT)) {
            hooks.on(event(EventKind.LINE_DOWN));
            assertThat(awaitResult("where").strip()).isEqualTo("/");
        }
        JsonNode json = StrictJson.MAPPER.readTree(awaitResult("json"));
        assertThat(json.path("kind").asString()).isEqualTo("line-down");
        assertThat(json.path("schema").asInt()).isEqualTo(1);
        assertThat(json.path("detail").path("name").asString()).isEqualTo(HOSTILE);
        assertThat(awaitResult("name")).isEqualTo(HOSTILE.replace('\n', ' '));
        assertThat(awaitResult("environment")
                        .lines()
                        .filter(name -> !List.of("PWD", "OLDPWD", "SHLVL", "_").contains(name)))
                .containsExactly(
                        "HOME",
                        "LANG",
                        "PATH",
                        "VOIDER_AT",
                        "VOIDER_EVENT",
                        "VOIDER_NAME",
                        "VOIDER_NUMBER",
                        "VOIDER_STATE",
                        "VOIDER_TEXT",
                        "VOIDER_WHY");
        assertThat(awaitResult("who"))
                .contains("Uid:\t65534\t65534\t65534\t65534")
                .contains("Gid:\t65534\t65534\t65534\t65534")
                .containsPattern("Groups:\\s*\n")
                .contains("CapEff:\t0000000000000000")
                .contains("CapBnd:\t0000000000000000")
                .contains("NoNewPrivs:\t1");
        assertThat(Files.exists(Path.of("/tmp/x"))).isFalse();
    }

    @Test
    void aProgramIsForTheEventThatItIsNamedAfter() throws Exception {
        for (String name :
                List.of("line-down", "line-down.mail", "line-down-hour", "all", "all.ntfy", "line", "x.line-down")) {
            hook(name, "true");
        }
        assertThat(found(EventKind.LINE_DOWN)).containsExactly("all", "all.ntfy", "line-down", "line-down.mail");
        assertThat(found(EventKind.LINE_DOWN_HOUR)).containsExactly("all", "all.ntfy", "line-down-hour");
        assertThat(found(EventKind.LINE_UP)).containsExactly("all", "all.ntfy");
    }

    @Test
    void whatOthersCouldHaveWrittenIsNotRun() throws Exception {
        allow(hook("line-up", "true"), "rwxrwxr-x");
        allow(hook("line-up.a", "true"), "rwxr-xrwx");
        Files.setAttribute(hook("line-up.b", "true"), "unix:uid", 65_534);
        allow(hook("line-up.c", "true"), "rw-r--r--");
        Files.createSymbolicLink(directory.resolve("line-up.d"), Path.of("/bin/true"));
        Files.createDirectory(directory.resolve("line-up.e"));
        HookDirectory.Found found = new HookDirectory(directory).find("line-up");
        assertThat(found.programs()).isEmpty();
        assertThat(found.objections())
                .hasSize(6)
                .anyMatch(words -> words.endsWith("line-up can be written to by others than root"))
                .anyMatch(words -> words.endsWith("line-up.a can be written to by others than root"))
                .anyMatch(words -> words.endsWith("line-up.b is not root's"))
                .anyMatch(words -> words.contains("line-up.c may not be executed"))
                .anyMatch(words -> words.endsWith("line-up.d is no file"))
                .anyMatch(words -> words.endsWith("line-up.e is no file"));
    }

    @Test
    void aDirectoryInWhichOthersCouldWriteIsNotLookedInto() throws Exception {
        hook("line-up", "true");
        assertThat(found(EventKind.LINE_UP)).hasSize(1);
        allow(directory, "rwxrwxr-x");
        assertThat(found(EventKind.LINE_UP)).isEmpty();
        allow(directory, "rwxr-xr-x");
        Files.setAttribute(directory, "unix:uid", 65_534);
        assertThat(found(EventKind.LINE_UP)).isEmpty();
        Files.setAttribute(directory, "unix:uid", 0);
        allow(temporary, "rwxrwxrwx");
        assertThat(new HookDirectory(directory).find("line-up").objections())
                .singleElement()
                .asString()
                .contains(temporary + " can be written to by others than root");
        Files.setAttribute(temporary, "unix:uid", 65_534);
        assertThat(found(EventKind.LINE_UP)).isEmpty();
        Files.setAttribute(temporary, "unix:uid", 0);
        allow(temporary, "rwxr-xr-x");
        assertThat(new HookDirectory(temporary.resolve("none")).find("line-up").objections())
                .isEmpty();
    }

    @Test
    void aProgramThatDoesNotEndIsEndedWithAllThatItStarted() throws Exception {
        Path slow = hook("slow", "echo begun", "sleep 600 &", "echo $! >$results/child", "sleep 600");
        HookRun run = run(slow);
        assertThat(run.trouble()).contains("longer than 2 s");
        assertThat(run.printed()).containsExactly("begun");
        long child = Long.parseLong(awaitResult("child").strip());
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (isAlive(child)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static boolean isAlive(long process) throws IOException {
        Path status = Path.of("/proc/" + process + "/stat");
        return Files.exists(status) && !Files.readString(status).contains(") Z ");
    }

    @Test
    void whatAProgramPrintsIsKeptInPartAndCannotForgeTheLog() throws Exception {
        HookRun run = run(
                hook("loud", "printf 'one\\033[31m\\ntwo\\r\\n'", "head -c 200000 /dev/zero | tr '\\0' x", "exit 3"));
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.trouble()).isEqualTo("ended with status 3");
        assertThat(run.printed().subList(0, 2)).containsExactly("one?[31m", "two");
        assertThat(run.printed()).allMatch(line -> line.length() <= 200);
        assertThat(String.join("", run.printed())).hasSizeLessThan(5_000);
    }

    @Test
    void whatAProgramLeavesInTheBackgroundIsNotWaitedFor() throws Exception {
        long start = System.nanoTime();
        HookRun run =
                HookRun.of(hook("leaves", "sleep 20 &", "echo done"), Map.of(), new byte[0], Duration.ofSeconds(15));
        assertThat(run.printed()).containsExactly("done");
        assertThat(run.status()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aProgramThatCannotBeExecutedSaysSo() throws Exception {
        Path file = directory.resolve("odd");
        Files.writeString(file, "#!/no/such/shell\n");
        allow(file, "rwxr-xr-x");
        assertThat(run(file).status()).isNotZero();
        assertThat(run(allow(hook("roots", "true"), "rwx------")).trouble()).contains("cannot be executed by nobody");
    }

    @Test
    void aFloodIsLeftOutAndNotKept() throws Exception {
        hook("call-missed", "echo x >>$results/.runs");
        hook("line-up", "mv $results/.runs $results/runs");
        try (Hooks hooks = new Hooks(directory, SHORT)) {
            for (int i = 0; i < 1_000; i++) {
                hooks.on(event(EventKind.CALL_MISSED));
            }
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            // Those that fit in the queue are done before it has room for this one.
            while (!Files.exists(results.resolve("runs"))) {
                hooks.on(event(EventKind.LINE_UP));
                assertThat(System.nanoTime()).isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        try (Stream<String> runs = Files.lines(results.resolve("runs"), StandardCharsets.UTF_8)) {
            assertThat(runs.count()).isBetween(1L, (long) HookPace.BURST + Hooks.AT_ONCE);
        }
    }
}
