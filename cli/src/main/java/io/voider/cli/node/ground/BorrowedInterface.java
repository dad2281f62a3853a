package io.voider.cli.node.ground;

import io.voider.ns.InterfaceAddress;
import io.voider.ns.KernelException;
import io.voider.ns.Link;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an interface was before it was moved to the phones' namespace, so that it can be given back as it was.
 *
 * @param name what it was called
 * @param up whether it was set up
 * @param addresses those that had been given to it for good
 * @param routes those of the main table that led through it
 */
record BorrowedInterface(String name, boolean up, List<InterfaceAddress> addresses, List<Route> routes) {
    private static final Logger LOG = LoggerFactory.getLogger(BorrowedInterface.class);

    /** How an interface of the machine's own namespace is now. */
    static BorrowedInterface of(Namespace host, Link link) {
        return new BorrowedInterface(
                link.name(),
                link.up(),
                host.addresses().list().stream()
                        .filter(address ->
                                address.link() == link.index() && address.permanent() && !address.linkLocal())
                        .toList(),
                host.routes().list().stream()
                        .filter(route -> route.type() == Route.Type.UNICAST
                                && route.dev().filter(link.name()::equals).isPresent())
                        .toList());
    }

    /** Makes it so again, after it was moved back. What the machine has done with it since then stands. */
    void restore(Namespace host) {
        addresses.forEach(address -> attempt(() -> host.addresses().add(name, address.prefix())));
        if (up) {
            attempt(() -> host.links().up(name));
            // Those to its own networks came with the addresses, and are asked for once more in vain.
            routes.forEach(route -> attempt(() -> host.routes().add(route)));
        }
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (KernelException e) {
            if (!e.errnoName().equals("EEXIST")) {
                LOG.warn("{} is not quite as it was: {}", name, e.getMessage());
            }
        }
    }
}
