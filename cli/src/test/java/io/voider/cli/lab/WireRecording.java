package io.voider.cli.lab;

import io.voider.cli.lab.world.Await;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What passes a phone's interface, recorded by tcpdump and read by tshark, neither of which knows anything of voider. */
public final class WireRecording implements AutoCloseable {
    private static final String PHONE = "172.16.0.1";
    private static final int START_SECONDS = 10;

    private final Process process;
    private final Path file;

    private WireRecording(Process process, Path file) {
        this.process = process;
        this.file = file;
    }

    /** Whether both programs are installed. */
    public static boolean isPossible() {
        return List.of("/usr/bin/tcpdump", "/usr/bin/tshark").stream()
                .allMatch(each -> Files.isExecutable(Path.of(each)));
    }

    /** Begins at the interface of a home's phone; returns when it has begun. */
    public static WireRecording ofPhone(String home, Path directory) throws Exception {
        Path file = directory.resolve(home + ".pcap");
        try (Namespace inside = Namespace.open("vlab." + home + "-phone")) {
            Process process = inside.start(new ProcessBuilder(
                                    "/usr/bin/tcpdump", "-i", "eth0", "-U", "-Z", "root", "-w", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD))
                    .join();
            boolean begun = Await.until(
                    TimeUnit.SECONDS.toNanos(START_SECONDS), () -> Files.exists(file) && Files.size(file) > 0);
            if (!begun) {
                throw new IOException("tcpdump does not begin at " + home + "'s phone");
            }
            return new WireRecording(process, file);
        }
    }

    /** How many packets of a protocol tshark finds. */
    public long count(String protocol) throws IOException, InterruptedException {
        return tshark(protocol, "frame.number").size();
    }

    /** What tshark finds malformed, or an error, in what the phone sent. */
    public Set<String> errorsSent() throws IOException, InterruptedException {
        return errors("ip.src == " + PHONE);
    }

    /** The same, in what it was sent. */
    public Set<String> errorsReceived() throws IOException, InterruptedException {
        return errors("ip.dst == " + PHONE);
    }

    private Set<String> errors(String which) throws IOException, InterruptedException {
        return new TreeSet<>(
                tshark(which + " && (_ws.malformed || _ws.expert.severity == \"Error\")", "_ws.expert.message"));
    }

    private List<String> tshark(String filter, String field) throws IOException, InterruptedException {
        Process reading = new ProcessBuilder(
                        "/usr/bin/tshark", "-r", file.toString(), "-Y", filter, "-T", "fields", "-e", field)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> found = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (reading.waitFor() > 2) {
            throw new IOException("tshark could not read " + file + " with " + filter);
        }
        return found;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
