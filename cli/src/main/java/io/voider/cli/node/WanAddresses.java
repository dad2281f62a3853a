package io.voider.cli.node;

import io.voider.ns.Namespace;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses by which this machine can be reached from outside, kept up to date by what the kernel tells. Reading them
 * waits for nothing.
 */
final class WanAddresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WanAddresses.class);

    private final Namespace host = Namespace.host();
    private final Consumer<List<InetAddress>> watcher;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile List<InetAddress> addresses;

    /**
     * @param books where the kernel is asked
     * @param watcher is told, there, when they have changed
     */
    WanAddresses(Executor books, Consumer<List<InetAddress>> watcher) {
        this.watcher = watcher;
        this.addresses = look();
        host.subscribe(change -> {
            if (looking.compareAndSet(false, true)) {
                books.execute(this::compare);
            }
        });
    }

    List<InetAddress> now() {
        return addresses;
    }

    /**
     * The IPv4 router towards the Internet, and this machine's address on its network.
     *
     * @param address the router's
     * @param ours this machine's
     */
    record Gateway(InetAddress address, InetAddress ours) {}

    /** The default gateway; asks the kernel, so not for event loops. */
    Optional<Gateway> gateway() {
        return host.routes().list().stream()
                .filter(route -> route.destination().length() == 0)
                .flatMap(route -> route.gateway().stream())
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .flatMap(router -> host.addresses().list().stream()
                        .filter(entry -> entry.prefix().contains(router))
                        .map(entry -> new Gateway(router, entry.prefix().address()))
                        .findFirst());
    }

    private void compare() {
        looking.set(false);
        List<InetAddress> found = look();
        if (!found.equals(addresses)) {
            addresses = found;
            LOG.info("this machine's addresses are {} now", found);
            watcher.accept(found);
        }
    }

    private List<InetAddress> look() {
        List<InetAddress> found = new ArrayList<>();
        host.addresses().list().forEach(entry -> {
            InetAddress address = entry.prefix().address();
            if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                found.add(address);
            }
        });
        return List.copyOf(found);
    }

    @Override
    public void close() {
        host.close();
    }
}
