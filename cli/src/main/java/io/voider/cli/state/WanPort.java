package io.voider.cli.state;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The UDP port of a line's socket towards the Internet, chosen once for good, so that a router can map it by hand. */
final class WanPort {
    /** Above those that Linux gives out by itself (32768…60999). */
    private static final int LOWEST = 61_000;

    private static final int HIGHEST = 65_535;

    private WanPort() {}

    /** @throws StateException if it is no port at all; earlier programs may have chosen lower ones */
    static void require(int port) {
        StateException.require(port >= 1 && port <= HIGHEST, "a line's UDP port is 1…65535, not " + port);
    }

    /** One that no line of that state has. */
    static int freeIn(State state, RandomGenerator random) {
        List<Integer> taken = new ArrayList<>();
        state.friends().forEach(friend -> taken.add(friend.wanPort()));
        state.exchanges().forEach(exchange -> taken.add(exchange.wanPort()));
        int port;
        do {
            port = random.nextInt(LOWEST, HIGHEST + 1);
        } while (taken.contains(port));
        return port;
    }
}
