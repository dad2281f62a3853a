package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Namespace;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A second opinion on checksums: tcpdump, which ends by itself when it has seen as many packets as are expected. */
final class Tcpdump implements AutoCloseable {

    private static final int LIVENESS_SECONDS = 60;

    private final Path output;
    private final Process process;
    private final int count;

    /**
     * Listens when this returns.
     *
     * @param direction "in" or "out", as the interface's own side sees it
     */
    Tcpdump(Namespace where, String interfaceName, String direction, String filter, int count) throws Exception {
        this.count = count;
        output = Files.createTempFile("tcpdump", ".txt");
        output.toFile().deleteOnExit();
        String[] command = {
            "tcpdump", "-l", "-n", "-vv", "-i", interfaceName, "-Q", direction, "-c", "" + count, "-B", "16384", filter
        };
        process = where.start(new ProcessBuilder(command).redirectOutput(output.toFile()))
                .get(LIVENESS_SECONDS, TimeUnit.SECONDS);
        BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
        for (String line = errors.readLine(); !line.contains("listening on"); line = errors.readLine()) {
            assertThat(line).doesNotContain("error");
        }
    }

    void assertChecksumsRight() throws Exception {
        assertThat(process.waitFor(LIVENESS_SECONDS, TimeUnit.SECONDS))
                .as("tcpdump saw all")
                .isTrue();
        assertThat(lines("[udp sum ok]")).isEqualTo(count);
        assertThat(lines("bad udp cksum") + lines("bad cksum")).isZero();
    }

    private long lines(String part) throws Exception {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.contains(part)).count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
