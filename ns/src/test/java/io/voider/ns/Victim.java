package io.voider.ns;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program that {@link ClaimIT} kills: claims an owner's name, removes what was left over, then makes and unmakes
 * namespaces without end. It tells every step in a line.
 */
final class Victim {

    static final int NAMESPACES = 10;

    private Victim() {}

    public static void main(String[] arguments) throws Exception {
        try (Claim claim = Claim.take(arguments[0])) {
            int removed = claim.removeLeftovers().size();
            say("claimed, removed " + removed);
            while (claim.leftovers().isEmpty()) {
                round(claim);
            }
        }
        throw new AssertionError("something of ours is left over while we live");
    }

    private static void round(Claim claim) throws Exception {
        List<Namespace> namespaces = new ArrayList<>();
        List<DatagramChannel> channels = new ArrayList<>();
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < NAMESPACES; i++) {
            Namespace namespace = i % 3 == 2 ? claim.anonymous("n" + i) : claim.create("n" + i);
            namespaces.add(namespace);
            say("made " + namespace.name());
            namespace.links().up("lo");
            namespace.links().createTun("tun0", 65534);
            channels.add(namespace.call(
                    () -> DatagramChannel.open().bind(new InetSocketAddress(Prefix.parseAddress("127.0.0.1"), 5060))));
            namespace.sysctls().hold("net/ipv4/ip_forward", "1");
            if (i % 4 == 0) {
                children.add(
                        namespace.start(new ProcessBuilder("sleep", "1000")).get(10, TimeUnit.SECONDS));
                say("started a child in " + namespace.name());
            }
        }
        try (Namespace host = Namespace.host()) {
            for (int i = 1; i < NAMESPACES; i++) {
                String here = claim.name("h" + i);
                host.links().createVeth(here, claim.name("g" + i));
                say("made " + here);
                host.links().move(here, namespaces.get(i - 1), "left");
                host.links().move(claim.name("g" + i), namespaces.get(i), "right");
                namespaces.get(i - 1).links().up("left");
                say("moved a pair");
            }
        }
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
        for (DatagramChannel channel : channels) {
            channel.close();
        }
        for (Namespace namespace : namespaces) {
            namespace.close();
            if (Namespace.list().contains(namespace.name())) {
                Namespace.delete(namespace.name());
            }
            say("ended " + namespace.name());
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
