package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left when a node is killed. */
class KilledNodeIT {
    @Test
    void leavesNoProcessNoNamespaceAndNothingThatTheNextStartMinds() throws IOException, InterruptedException {
        kill(2);
    }

    @Test
    @Tag("soak")
    void leavesNothingAHundredTimes() throws IOException, InterruptedException {
        kill(100);
    }

    private static void kill(int times) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            Process node = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dio.netty.machineId=02:00:00:ff:fe:00:00:02",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            DoomedNode.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader said = node.inputReader(StandardCharsets.US_ASCII);
            String up = Optional.ofNullable(said.readLine()).orElse("");
            assertThat(up).startsWith("UP ");
            Path run = Path.of(up.substring(3));
            List<ProcessHandle> tunnels = node.children().toList();
            assertThat(tunnels).hasSize(2);
            Set<String> namespaces = new HashSet<>();
            for (ProcessHandle tunnel : tunnels) {
                namespaces.add(namespace(tunnel.pid()));
            }
            node.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            for (ProcessHandle tunnel : tunnels) {
                tunnel.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            }
            assertThat(inhabited()).doesNotContainAnyElementsOf(namespaces);
            assertThat(sockets()).noneMatch(line -> line.contains(run.toString()));
            nextStartIsClean(run);
        }
    }

    private static void nextStartIsClean(Path run) throws IOException {
        OpenVpn openVpn = OpenVpn.find();
        for (String name : List.of("s", "c2")) {
            RuntimeDirectory directory = new RuntimeDirectory(run.resolve(name), openVpn);
            assertThat(Files.exists(directory.config())).isFalse();
            assertThat(Files.exists(directory.managementSocket())).isFalse();
            directory.prepare();
            directory.delete();
        }
        Files.delete(run);
    }

    private static String namespace(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net")).toString();
    }

    /** All network namespaces that a process is in. */
    private static Set<String> inhabited() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> {
                    try {
                        return Stream.of(namespace(process.pid()));
                    } catch (IOException e) {
                        return Stream.empty(); // it has ended
                    }
                })
                .collect(Collectors.toSet());
    }

    private static List<String> sockets() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/unix"));
    }
}
