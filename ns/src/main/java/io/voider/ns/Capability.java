package io.voider.ns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The privileges that this module's system calls ask for: {@code capabilities(7)}. */
public enum Capability {
    /** Making device nodes and files owned by others reachable: opening a file against its permissions. */
    CAP_DAC_OVERRIDE(1),
    /** Ending processes of another user. */
    CAP_KILL(5),
    /** Interfaces, addresses, routes, tun devices, most of {@code /proc/sys/net}, transparent sockets. */
    CAP_NET_ADMIN(12),
    /** Raw and packet sockets. */
    CAP_NET_RAW(13),
    /** Looking into the processes of others, to enter their namespaces. */
    CAP_SYS_PTRACE(19),
    /** Making and entering namespaces, mounting. */
    CAP_SYS_ADMIN(21),
    /** Going before others on the processor. */
    CAP_SYS_NICE(23);

    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final String EFFECTIVE = "CapEff:";

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /**
     * The capabilities in the calling thread's effective set, as far as this enum names them.
     *
     * @throws UncheckedIOException if {@code /proc} cannot be read
     */
    public static Set<Capability> effective() {
        try {
            return parse(Files.readAllLines(STATUS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read this thread's capabilities from " + STATUS, e);
        }
    }

    /**
     * Does nothing if the calling thread has all of {@code needed}.
     *
     * @param purpose what they are needed for, to be read after "to": {@code "make network namespaces"}
     * @throws KernelException with {@code EPERM}, naming every capability that is missing
     */
    public static void require(String purpose, Capability... needed) {
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        missing.addAll(Arrays.asList(needed));
        missing.removeAll(effective());
        if (!missing.isEmpty()) {
            throw KernelException.missing(purpose, missing);
        }
    }

    static Set<Capability> parse(List<String> status) {
        Set<Capability> present = EnumSet.noneOf(Capability.class);
        for (String line : status) {
            if (line.startsWith(EFFECTIVE)) {
                long mask = Long.parseUnsignedLong(
                        line.substring(EFFECTIVE.length()).strip(), 16);
                for (Capability capability : values()) {
                    if (((mask >>> capability.bit) & 1) == 1) {
                        present.add(capability);
                    }
                }
            }
        }
        return present;
    }
}
