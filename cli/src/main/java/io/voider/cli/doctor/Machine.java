package io.voider.cli.doctor;

import io.voider.transport.address.Endpoint;
import java.nio.file.Path;

/** What is asked of the machine about a node that does not run. */
interface Machine {
    /** Whether the machine's own namespace has a network interface of that name or MAC address. */
    boolean hasInterface(String nameOrMac);

    /** The namespace whose name begins so and that holds such an interface; empty if there is none. */
    String namespaceOf(String namePrefix, String nameOrMac);

    /** That it is not known how many bytes there are. */
    long UNKNOWN = Long.MAX_VALUE;

    /** How many bytes may still be written there, or in the nearest directory above that is there; perhaps {@link #UNKNOWN}. */
    long freeBytes(Path directory);

    /** Why nothing answers at that address, one clause; empty if something does. Blocks for seconds at the most. */
    String whyUnreachable(Endpoint address);
}
