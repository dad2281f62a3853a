package io.voider.benchmarks;

import io.voider.ns.Namespace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Namespaces, the wires between them, and the ways through them that are compared. Closing takes all of it down, the last first. */
final class Wiring implements AutoCloseable {
    private final List<RtpPath> paths = new ArrayList<>();
    private final Deque<Runnable> open = new ArrayDeque<>();

    /** The ways, in the order in which they were added. */
    List<RtpPath> paths() {
        return paths;
    }

    /** Adds a way, which is closed with the rest. */
    void add(RtpPath path) {
        paths.add(path);
        own(path::close);
    }

    /** Takes something down with the rest, before what was there earlier. */
    void own(Runnable close) {
        open.push(close);
    }

    /** A name that no other run has. */
    static String name(String label) {
        return "vt-rtp-bench-" + ProcessHandle.current().pid() + "-" + label;
    }

    /** A new namespace. */
    Namespace namespace(String label) {
        Namespace namespace = Namespace.anonymous(name(label));
        own(namespace::close);
        namespace.links().up("lo");
        return namespace;
    }

    /** Joins two namespaces by a wire, whose ends have these names and addresses. */
    static void connect(
            Namespace one, String oneLink, String oneAddress, Namespace two, String twoLink, String twoAddress) {
        one.links().createVeth(oneLink, twoLink, two);
        one.addresses().add(oneLink, oneAddress);
        two.addresses().add(twoLink, twoAddress);
        one.links().up(oneLink);
        two.links().up(twoLink);
    }

    /** Gives a namespace its rules of nftables. */
    static void rules(Namespace namespace, String rules) throws IOException, InterruptedException {
        Process nft = namespace
                .start(new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true))
                .join();
        try (OutputStream in = nft.getOutputStream()) {
            in.write(rules.getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (nft.waitFor() != 0) {
            throw new IOException("nft refused the rules of " + namespace.name() + "; is nftables installed? " + said);
        }
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
        open.clear();
    }
}
