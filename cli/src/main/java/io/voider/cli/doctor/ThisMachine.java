package io.voider.cli.doctor;

import io.voider.ns.KernelException;
import io.voider.ns.Link;
import io.voider.ns.Namespace;
import io.voider.transport.address.Endpoint;
import io.voider.transport.address.SocketTrouble;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that this process runs on. */
final class ThisMachine implements Machine {
    private static final int CONNECT_MILLIS = 2_000;

    @Override
    public boolean hasInterface(String nameOrMac) {
        try (Namespace host = Namespace.host()) {
            return has(host, nameOrMac);
        }
    }

    private static boolean has(Namespace namespace, String nameOrMac) {
        return namespace.links().list().stream().anyMatch(link -> is(link, nameOrMac));
    }

    private static boolean is(Link link, String nameOrMac) {
        return link.name().equals(nameOrMac)
                || link.mac()
                        .map(mac -> mac.toString().equalsIgnoreCase(nameOrMac))
                        .orElse(false);
    }

    @Override
    public String namespaceOf(String namePrefix, String nameOrMac) {
        for (String name : Namespace.list()) {
            if (name.startsWith(namePrefix + ".")) {
                try (Namespace namespace = Namespace.open(name)) {
                    if (has(namespace, nameOrMac)) {
                        return name;
                    }
                } catch (KernelException notOurs) {
                    // it may have gone meanwhile, and another may hold it
                }
            }
        }
        return "";
    }

    @Override
    public long freeBytes(Path directory) {
        Path there = directory.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        // A file store is looked for among the mounts, where a chroot's root is none; this asks the directory itself.
        File asked = there.toFile();
        return asked.getTotalSpace() == 0 ? UNKNOWN : asked.getUsableSpace();
    }

    @Override
    public String whyUnreachable(Endpoint address) {
        try (Socket socket = new Socket()) {
            socket.connect(address.lookUp(), CONNECT_MILLIS);
            return "";
        } catch (UnknownHostException e) {
            return "its name is not known here: look at this network's DNS";
        } catch (SocketTimeoutException e) {
            return "no answer within " + CONNECT_MILLIS / 1000
                    + " s: it is down, or a firewall of this network is in the way";
        } catch (IOException e) {
            return SocketTrouble.words(e);
        }
    }
}
