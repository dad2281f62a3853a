package io.voider.cli.node.ground;

import io.voider.ns.Namespace;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses by which this machine can be reached from outside and its router, kept up to date by what the kernel tells.
 * Reading them waits for nothing.
 */
public final class WanAddresses implements Whereabouts, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WanAddresses.class);

    private final Namespace host = Namespace.host();
    private final Runnable watcher;
    private final LookPace pace = new LookPace(System.nanoTime());
    private volatile Seen seen;

    /**
     * @param books runs what asks the kernel, after a while
     * @param watcher is told, there, when they have changed
     */
    public WanAddresses(BiConsumer<Duration, Runnable> books, Runnable watcher) {
        this.watcher = watcher;
        this.seen = look();
        host.subscribe(change -> {
            long wait = pace.changed(System.nanoTime());
            if (wait >= 0) {
                books.accept(Duration.ofNanos(wait), this::compare);
            }
        });
        // What changed before the kernel began to tell.
        books.accept(Duration.ZERO, this::compare);
    }

    private record Seen(List<InetAddress> addresses, Optional<Gateway> gateway) {}

    @Override
    public List<InetAddress> addresses() {
        return seen.addresses();
    }

    @Override
    public Optional<Gateway> gateway() {
        return seen.gateway();
    }

    private void compare() {
        pace.looks(System.nanoTime());
        Seen found = look();
        if (!found.equals(seen)) {
            seen = found;
            LOG.info(
                    "this machine's addresses are {} now, its router is {}",
                    found.addresses(),
                    found.gateway()
                            .map(gateway -> gateway.address().getHostAddress())
                            .orElse("none"));
            watcher.run();
        }
    }

    private Seen look() {
        return new Seen(lookForAddresses(), lookForGateway());
    }

    private Optional<Gateway> lookForGateway() {
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

    private List<InetAddress> lookForAddresses() {
        return OutwardInterfaces.addresses(
                host.links().list(), host.routes().list(), host.addresses().list());
    }

    @Override
    public void close() {
        host.close();
    }
}
