package io.voider.nat.rendezvous.server;

import io.voider.nat.rendezvous.Octets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Programs that another has superseded: the same secret lies on two machines, and the one that was started later has the line. An
 * earlier one that connects again does not get it back. The last {@value #REMEMBERED} are remembered, in memory.
 */
final class Superseded {
    private static final int REMEMBERED = 4096;

    /** @param secret the hash of what both show */
    private record Program(Octets secret, Octets instance) {}

    private final Map<Program, Boolean> programs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Program, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    void add(Octets secret, Octets instance) {
        programs.put(new Program(secret, instance), true);
    }

    boolean contains(Octets secret, Octets instance) {
        return programs.get(new Program(secret, instance)) != null;
    }
}
