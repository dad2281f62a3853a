package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.limit.Rate;
import io.voider.nat.rendezvous.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/** A rendezvous in a process of its own, to be measured, searched and killed; and the test's hold on it. */
final class ServerProgram implements AutoCloseable {
    /** The one core that it has. */
    private static final int CORE = 0;

    private static final int MAX_CORES = 1023;

    private final Process process;
    private final Path log;
    private final Scanner output;
    final Octets pin;
    final InetSocketAddress tls;
    final InetSocketAddress stun;

    private ServerProgram(Process process, Path log, Scanner output) {
        this.process = process;
        this.log = log;
        this.output = output;
        this.pin = Octets.parse(output.next());
        this.tls = new InetSocketAddress(InetAddress.getLoopbackAddress(), output.nextInt());
        this.stun = new InetSocketAddress(InetAddress.getLoopbackAddress(), output.nextInt());
    }

    /** What the program takes on. */
    enum Variant {
        /** What one takes on that runs with its defaults. */
        ORDINARY,
        /** A crowd that comes from one address; a relay is elsewhere, so that all of the process' files are for connections. */
        CROWDED
    }

    /** Starts one on loopback, on one core, whose accounts are in {@code state}. */
    static ServerProgram start(Path state) throws IOException {
        return start(state, Variant.ORDINARY, List.of());
    }

    /** Starts one by way of a {@code wrapper}, a command that takes a command as its last arguments. */
    static ServerProgram start(Path state, Variant variant, List<String> wrapper) throws IOException {
        Path log = Files.createTempFile(state.getParent(), "server", ".log");
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of("taskset", "-c", Integer.toString(CORE)));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The memory that the program `voider` gives a rendezvous.
        command.addAll(List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx256m", "-XX:MaxDirectMemorySize=128m"));
        command.add("-Dio.netty.machineId=02:00:00:ff:fe:00:00:01");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerProgram.class.getName()));
        command.addAll(List.of(state.toString(), variant.name()));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        return new ServerProgram(process, log, new Scanner(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The program: serves until its standard input ends; counts at each byte of it. */
    public static void main(String[] arguments) throws IOException {
        RendezvousConfiguration configuration = RendezvousConfiguration.of(
                        Path.of(arguments[0]),
                        List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .withPorts(0, 0, 0);
        if (Variant.valueOf(arguments[1]) == Variant.CROWDED) {
            configuration = configuration
                    .withLimits(crowded(RendezvousLimits.DEFAULT))
                    .withRelay(new RelaySettings.External(List.of("turn:192.0.2.1:3478?transport=udp"), "shared"));
        }
        try (RendezvousServer server = RendezvousServer.start(configuration, RendezvousServer.Sockets.EPOLL);
                InputStream until = System.in) {
            System.out.println(
                    server.pin().text() + " " + server.addresses().get(0).port() + " "
                            + server.stunEndpoints().get(0).getPort());
            while (until.read() >= 0) {
                System.out.println(server.counts());
            }
        }
    }

    private static RendezvousLimits crowded(RendezvousLimits normal) {
        Rate open = new Rate(100_000, 100_000);
        int all = normal.connections().altogether();
        return new RendezvousLimits(
                new RendezvousLimits.Connections(all, all, all, all),
                open,
                open,
                normal.framesPerConnection(),
                normal.offersPerReader(),
                normal.offersPerOwner(),
                normal.maxReaders(),
                new RendezvousLimits.Patience(60_000, 600_000, 600_000));
    }

    /** What loads a server. */
    interface Load {
        void run() throws Exception;
    }

    /** Runs what must not take the server's core: meanwhile this process, with all its threads, stays on the others. */
    static void offItsCore(Load load) throws Exception {
        stayOn(CORE + 1 + "-" + MAX_CORES);
        try {
            load.run();
        } finally {
            stayOn(CORE + "-" + MAX_CORES);
        }
    }

    private static void stayOn(String cores) throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        Process taskset = new ProcessBuilder("taskset", "--all-tasks", "--cpu-list", "--pid", cores, pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(taskset.waitFor())
                .as("taskset to cores " + cores + ": one for the server, another for its load")
                .isZero();
    }

    /** What it has counted, as text. */
    String counts() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        output.nextLine();
        return output.nextLine();
    }

    long pid() {
        return process.pid();
    }

    /** Resident memory in MiB. */
    long residentMebibytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS");
    }

    Path log() {
        return log;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
