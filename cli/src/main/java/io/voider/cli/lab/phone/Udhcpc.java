package io.voider.cli.lab.phone;

import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What any phone does first when it is plugged in: it asks for an address (busybox's udhcpc), and asks again as long as it is on. The
 * program itself changes nothing: it runs a script of the lab's, which writes down what was given.
 */
public final class Udhcpc {
    static final String PROGRAM = "udhcpc";
    static final String PACKAGE = "udhcpc";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final String SCRIPT = """
        #!/bin/sh
        [ "$1" = bound ] || exit 0
        echo "$ip/$mask $router" > '%1$s.part' && mv '%1$s.part' '%1$s'
        """;

    private final String name;
    private final Namespace phone;
    private final Path given;

    private Udhcpc(String name, Namespace phone, Path given) {
        this.name = name;
        this.phone = phone;
        this.given = given;
    }

    /** Plugs a home's phone in, and does not wait. */
    public static Udhcpc start(LabHome home, Programs programs) throws IOException {
        return start(home, home.name() + "-phone", home.phone(), programs);
    }

    /**
     * Plugs a phone in at a home, and does not wait.
     *
     * @param name what its files are called by
     */
    public static Udhcpc start(LabHome home, String name, Namespace phone, Programs programs) throws IOException {
        Path given = home.directory().resolve(name + "-address");
        Path script = home.directory().resolve(name + "-udhcpc-script");
        Files.writeString(script, SCRIPT.formatted(given));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        programs.start(
                phone,
                name + "-dhcp",
                List.of(PROGRAM, "-i", "eth0", "-f", "-t", "5", "-T", "1", "-A", "1", "-s", script.toString()));
        return new Udhcpc(name, phone, given);
    }

    /**
     * Waits until the phone has its address, and lets it have that.
     *
     * @param expected the address that it must be given
     * @throws IOException if it gets none, or another
     */
    public void await(String expected) throws IOException, InterruptedException {
        if (!Await.until(PATIENCE_NANOS, () -> Files.exists(given))) {
            throw new IOException(name + " was given no address");
        }
        String[] words = Files.readString(given).strip().split(" ", -1);
        if (words.length != 2 || !words[0].equals(expected + "/30")) {
            throw new IOException(name + " was given " + String.join(" ", words));
        }
        phone.addresses().add("eth0", words[0]);
        phone.routes().add(Route.to("0.0.0.0/0").via(words[1]));
    }
}
