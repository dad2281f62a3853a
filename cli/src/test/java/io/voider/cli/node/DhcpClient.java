package io.voider.cli.node;

import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A phone that only knows DHCP: a namespace on the wire, and in it one of the clients that there are in the world, with a script of
 * this test's and mounts of its own, so that it finds nothing of this machine to change.
 */
final class DhcpClient implements AutoCloseable {
    /** Programs, and how each is told to ask for an address, once. */
    enum Program {
        UDHCPC("exec udhcpc -i eth0 -f -n -q -t 2 -T 1 -s $D/script -V 'Grandstream GXP1610' -O tftp -O ntpsrv -O 160"),
        DHCLIENT("exec dhclient -4 -1 -d -cf $D/dhclient.conf -sf $D/script -lf $D/leases -pf $D/pid eth0"),
        DHCPCD("exec dhcpcd -4 -1 -B -A -L -t 5 -f $D/dhcpcd.conf -c $D/script eth0");

        private final String command;

        Program(String command) {
            this.command = command;
        }

        /** All, but for dhcpcd where it has no package of its own, which is said. */
        static List<Program> there() {
            List<Program> programs = new ArrayList<>(List.of(values()));
            if (!Files.isExecutable(Path.of("/usr/sbin/dhcpcd")) && !Files.isExecutable(Path.of("/sbin/dhcpcd"))) {
                System.out.println("left out: without dhcpcd there are two DHCP clients to try");
                programs.remove(DHCPCD);
            }
            return programs;
        }
    }

    private static final int PATIENCE_SECONDS = 30;

    /** Whatever the client calls what happened, it is in the environment. */
    private static final String SCRIPT = """
        #!/bin/sh
        [ -z "$ip$new_ip_address" ] && exit 0
        env > %s/given.tmp && mv %s/given.tmp %s/given
        """;

    private static final String DHCLIENT_CONF = """
        request subnet-mask, routers, domain-name-servers, ntp-servers, tftp-server-name;
        timeout 5;
        retry 1;
        initial-interval 1;
        backoff-cutoff 1;
        """;

    private static final String DHCPCD_CONF = """
        option subnet_mask, routers, domain_name_servers, ntp_servers, tftp_server_name
        timeout 5
        reboot 1
        """;

    private final Path directory;
    private final Namespace namespace;

    /** Plugs a phone with that MAC address into a bridge. */
    DhcpClient(Path directory, Namespace machine, String bridge, String port, MacAddress mac) throws IOException {
        this.directory = Files.createDirectory(directory);
        namespace =
                Namespace.anonymous("vt-" + port + "-" + ProcessHandle.current().pid());
        namespace.links().up("lo");
        machine.links().createVeth(port, "eth0", namespace);
        machine.links().enslave(port, bridge);
        machine.links().up(port);
        namespace.links().mac("eth0", mac);
        namespace.links().up("eth0");
        Files.writeString(directory.resolve("script"), SCRIPT.replace("%s", directory.toString()));
        Files.setPosixFilePermissions(directory.resolve("script"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("dhclient.conf"), DHCLIENT_CONF);
        Files.writeString(directory.resolve("dhcpcd.conf"), DHCPCD_CONF);
    }

    Namespace namespace() {
        return namespace;
    }

    private Process start(String command) {
        // Nothing that a client writes by itself goes anywhere but into this test's directory or nowhere.
        String alone = "for d in /run /var/lib /etc/network; do [ -d $d ] && mount -t tmpfs none $d; done;"
                + " mkdir -p /var/lib/dhcpcd /run/dhcpcd; : > $D/resolv.conf; mount --bind $D/resolv.conf"
                + " $(readlink -f /etc/resolv.conf); " + command;
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare", "--mount", "--propagation", "private", "sh", "-ec", alone)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("said").toFile());
        builder.environment().put("D", directory.toString());
        return namespace.start(builder).join();
    }

    /** Asks for an address; what the client was given, by its own names for it; empty if nothing. */
    Map<String, String> ask(Program program) throws IOException, InterruptedException {
        Path given = directory.resolve("given");
        Files.deleteIfExists(given);
        Process process = start(program.command);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!Files.exists(given) && process.isAlive() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } finally {
            end(process);
        }
        if (!Files.exists(given)) {
            return Map.of();
        }
        Map<String, String> variables = new TreeMap<>();
        for (String line : Files.readAllLines(given)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    /** What the program said last. */
    String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    @Override
    public void close() {
        namespace.close();
    }
}
