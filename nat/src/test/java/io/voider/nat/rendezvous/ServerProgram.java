package io.voider.nat.rendezvous;

import io.voider.nat.limit.Rate;
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
    private final Process process;
    private final Path log;
    final Octets pin;
    final InetSocketAddress tls;
    final InetSocketAddress stun;

    private ServerProgram(Process process, Path log, Scanner output) {
        this.process = process;
        this.log = log;
        this.pin = Octets.parse(output.next());
        this.tls = new InetSocketAddress(InetAddress.getLoopbackAddress(), output.nextInt());
        this.stun = new InetSocketAddress(InetAddress.getLoopbackAddress(), output.nextInt());
    }

    /** Starts one on loopback, on one core, whose accounts are in {@code state}. */
    static ServerProgram start(Path state) throws IOException {
        Path log = Files.createTempFile(state.getParent(), "server", ".log");
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx384m", "-Dio.netty.machineId=02:00:00:ff:fe:00:00:01"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerProgram.class.getName()));
        command.add(state.toString());
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        return new ServerProgram(process, log, new Scanner(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The program: serves until its standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Rate open = new Rate(100_000, 100_000);
        RendezvousLimits normal = RendezvousLimits.DEFAULT;
        RendezvousLimits limits = new RendezvousLimits(
                normal.maxConnections(),
                normal.maxConnections(),
                open,
                open,
                normal.framesPerConnection(),
                normal.offersPerReader(),
                normal.offersPerOwner(),
                normal.maxReaders(),
                60_000,
                600_000);
        RendezvousConfiguration configuration = RendezvousConfiguration.of(
                        Path.of(arguments[0]),
                        List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .withPorts(0, 0, 0)
                .withLimits(limits);
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
