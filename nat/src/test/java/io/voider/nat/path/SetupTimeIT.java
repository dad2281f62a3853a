package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.turn.TurnTransport;
import io.voider.transport.link.LinkProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * From "both homes are up" to the first tunnel datagram on both sides, through real NATs, with 25 ms one way between any
 * two machines. The rendezvous is such a machine too, so that an offer takes 50 ms.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetupTimeIT {
    private static final long ONE_WAY_MILLIS = 25;
    private static final long DIRECT_MILLIS = 600;
    private static final long RELAYED_MILLIS = 400;

    /** A node has been up for a while when a friend comes online: its code is compiled. */
    private static final int WARMING = 10;

    private NatLab lab;

    @BeforeAll
    void start() throws IOException {
        // Between two machines lie two links and the core.
        long perLink = TimeUnit.MILLISECONDS.toNanos(ONE_WAY_MILLIS) / 2;
        lab = new NatLab(LinkProfile.PERFECT.withDelay(perLink, 0));
    }

    @AfterAll
    void end() throws IOException {
        lab.close();
    }

    @Test
    void theLabIsAsSlowAsItSays() throws Exception {
        try (Home home = new Home(lab, HomeKind.OPEN, 1)) {
            long start = System.nanoTime();
            NatLab.run(home.machine().namespace(), "", "ping", "-c", "1", Coturn.ADDRESS);
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(2 * ONE_WAY_MILLIS));
        }
    }

    @Test
    void aFewConnectionsAreThereAtOnce() throws Exception {
        measureAll(3);
    }

    @Test
    @Tag("soak")
    void manyConnectionsAreThereAtOnce() throws Exception {
        measureAll(Integer.getInteger("voider.nat.runs", 40));
    }

    private void measureAll(int runs) throws Exception {
        direct(HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, WARMING);
        direct(HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, runs);
        direct(HomeKind.INPUT_ACCEPT, HomeKind.INPUT_ACCEPT, runs);
        direct(HomeKind.SYMMETRIC, HomeKind.FULL_CONE, runs);
        direct(HomeKind.DOUBLE_NAT, HomeKind.ADDRESS_RESTRICTED, runs);
        relayed(HomeKind.SYMMETRIC, HomeKind.SYMMETRIC, runs);
        relayed(HomeKind.INPUT_DROP, HomeKind.CGNAT, runs);
    }

    private void direct(HomeKind left, HomeKind right, int runs) throws Exception {
        measure("direct", left, right, List.of(), runs, DIRECT_MILLIS);
    }

    private void relayed(HomeKind left, HomeKind right, int runs) throws Exception {
        List<TurnServer> relays = List.of(Coturn.turn(TurnTransport.UDP, Coturn.ADDRESS));
        measure("with a relay", left, right, relays, runs, RELAYED_MILLIS);
    }

    private void measure(String what, HomeKind left, HomeKind right, List<TurnServer> relays, int runs, long wanted)
            throws Exception {
        List<Long> times = new ArrayList<>();
        try (Home homeA = new Home(lab, left, 1);
                Home homeB = new Home(lab, right, 2)) {
            for (int run = 0; run < runs; run++) {
                times.add(firstDatagram(homeA.machine(), homeB.machine(), relays));
            }
        }
        new Percentiles(times).report(what + ", " + left + " - " + right, wanted);
    }

    private long firstDatagram(Home.Machine left, Home.Machine right, List<TurnServer> relays) throws Exception {
        LabNode a = new LabNode(left, lab.loops.next(), relays, 2 * ONE_WAY_MILLIS);
        LabNode b = new LabNode(right, lab.loops.next(), relays, 2 * ONE_WAY_MILLIS);
        try (LabPair pair = new LabPair(a, b)) {
            long start = System.nanoTime();
            pair.start();
            pair.stream(5);
            pair.await(() -> pair.bothHeard(1));
            return (pair.firstArrival() - start) / 1_000_000;
        }
    }
}
