package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.identity.Profile;
import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** As many friends as an exchange can have. */
class ManyFriendsIT {
    @Test
    void startsWithAllItsFriendsInLittleTimeAndMemory() throws IOException, InterruptedException {
        try (Exchange small = new Exchange(Profile.STRONG, 2)) {
            small.story.await(TunnelState.UP);
        }
        long before = residentKiB();
        int[] friends = IntStream.rangeClosed(2, 254).toArray();
        long start = System.nanoTime();
        try (Exchange exchange = Exchange.ofServerAlone(Profile.STRONG, friends)) {
            exchange.story.await(TunnelState.UP);
            TunnelTransition up = exchange.story.awaitAfter(0, TunnelState.UP);
            long millis = (up.nanos() - exchange.startedNanos) / 1_000_000;
            long inviting = (exchange.startedNanos - start) / 1_000_000;
            long grown = residentKiB() - before;
            System.out.printf(
                    "253 friends: invitations %d ms, server up after %d ms, RSS +%d KiB%n", inviting, millis, grown);
            assertThat(exchange.server.shuttle(254)).isPresent();
            assertThat(grown).isLessThan(64 * 1024);
        }
    }

    private static long residentKiB() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
