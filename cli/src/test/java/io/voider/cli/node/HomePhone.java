package io.voider.cli.node;

import io.voider.ns.Namespace;
import io.voider.ns.Route;

/** Where a phone of one of the {@link TwoHomes} is: a namespace at the end of that home's wire, with the address set by hand. */
final class HomePhone implements AutoCloseable {
    static final String ADDRESS = "172.16.0.1";
    static final String GATEWAY = "172.16.0.2";

    private final Namespace namespace;

    /** Plugs it in. */
    HomePhone(TwoHomes homes, String name) {
        namespace = Namespace.anonymous(
                "vt-phone-" + name + "-" + ProcessHandle.current().pid());
        homes.machine().links().move(TwoHomes.phoneInterface(name) + "-end", namespace, "eth0");
        namespace.links().up("lo");
        namespace.addresses().add("eth0", ADDRESS + "/30");
        namespace.links().up("eth0");
        namespace.routes().add(Route.to("10.0.0.0/8").via(GATEWAY));
    }

    Namespace namespace() {
        return namespace;
    }

    @Override
    public void close() {
        namespace.close();
    }
}
