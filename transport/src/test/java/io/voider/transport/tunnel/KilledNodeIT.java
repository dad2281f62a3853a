package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.disk.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a node is killed: nothing, at once, and without a next start. */
class KilledNodeIT {
    private static final Path PROC = Path.of("/proc");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path temporary;

    @Test
    void leavesNothing() throws IOException, InterruptedException {
        kill(2);
    }

    @Test
    @Tag("soak")
    void leavesNothingAHundredTimes() throws IOException, InterruptedException {
        kill(100);
    }

    /** Each start is the one after a kill; the last one is stopped as it should be. */
    private void kill(int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            kill(start());
        }
        Process last = start();
        last.outputWriter().close();
        assertThat(last.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).isZero();
        assertNothingIsLeft(last);
        assertThat(files(temporary)).isEmpty();
        System.out.printf("kill -9 of the node: %d times, nothing left over%n", times);
    }

    private Process start() throws IOException {
        List<String> options =
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary);
        Process node = new ProcessBuilder(JavaProgram.command(DoomedNode.class, options))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(node.inputReader(StandardCharsets.US_ASCII).readLine()).isEqualTo("UP");
        return node;
    }

    private void kill(Process node) throws IOException, InterruptedException {
        List<ProcessHandle> tunnels = node.children().toList();
        assertThat(tunnels).hasSize(2);
        Set<String> namespaces = namespaces(node);
        assertThat(namespaces).hasSize(4);
        // Nobody else holds one, so they go with these three. Afterwards their numbers may be others' already.
        assertThat(holders(namespaces))
                .containsExactlyInAnyOrder(
                        node.pid(), tunnels.get(0).pid(), tunnels.get(1).pid());
        assertThat(Files.readAllLines(PROC.resolve("self/mountinfo")))
                .noneMatch(mount -> namespaces.stream().anyMatch(mount::contains));
        node.destroyForcibly();
        assertThat(node.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (ProcessHandle tunnel : tunnels) {
            tunnel.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
        assertNothingIsLeft(node);
        deleteRegister();
        assertThat(files(temporary)).isEmpty();
    }

    private static void assertNothingIsLeft(Process node) throws IOException {
        assertThat(Files.readAllLines(Path.of("/proc/net/unix")))
                .noneMatch(line -> line.contains("/proc/" + node.pid() + "/"));
        assertThat(Path.of("/run"))
                .isDirectoryNotContaining(
                        "regex:.*/(openvpn\\.conf|management\\.sock|tun|output|revoked\\.pem|clients)");
    }

    /** What the exchange is made of: a node keeps it, and so would a killed one. */
    private void deleteRegister() throws IOException {
        try (Stream<Path> homes = Files.list(temporary)) {
            for (Path home : homes.filter(path -> path.getFileName().toString().startsWith("vt-tunnel-"))
                    .toList()) {
                Exchange.deleteAll(home);
            }
        }
    }

    private static Set<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(path -> !path.equals(directory)).collect(Collectors.toSet());
        }
    }

    /** The network namespaces that the node's threads are in, without the one that all are in. */
    private static Set<String> namespaces(Process node) {
        Set<String> found = new HashSet<>();
        for (Path thread : list(PROC.resolve(node.pid() + "/task"))) {
            found.addAll(links(List.of(thread.resolve("ns/net"))));
        }
        found.removeAll(links(List.of(PROC.resolve("self/ns/net"))));
        return found;
    }

    /** The processes of this machine that hold one of these by a thread in it or by an open file. */
    private static Set<Long> holders(Set<String> namespaces) {
        Set<Long> found = new HashSet<>();
        for (Path process : list(PROC)) {
            if (process.getFileName().toString().matches("[0-9]+")) {
                Set<String> held = links(list(process.resolve("fd")));
                list(process.resolve("task")).forEach(thread -> held.addAll(links(List.of(thread.resolve("ns/net")))));
                if (held.stream().anyMatch(namespaces::contains)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    /** What the links point to that are namespaces; those that have gone meanwhile are not. */
    private static Set<String> links(List<Path> links) {
        Set<String> found = new HashSet<>();
        for (Path link : links) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                if (target.startsWith("net:[")) {
                    found.add(target);
                }
            } catch (IOException e) {
                // it has ended meanwhile
            }
        }
        return found;
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            return List.of(); // it has ended meanwhile
        }
    }
}
