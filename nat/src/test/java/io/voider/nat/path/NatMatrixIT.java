package io.voider.nat.path;

import static io.voider.nat.path.Meeting.apart;
import static io.voider.nat.path.Meeting.sameLan;
import static io.voider.nat.path.Meeting.sameNat;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.PathStatus.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Pairs of homes behind real NATs: who can have a direct path has one, the others the relay. Several pairs look for each
 * other side by side, each in namespaces of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatMatrixIT {
    private static final int SIDE_BY_SIDE = Integer.getInteger("voider.nat.side", 8);

    /** A relayed pair is watched for longer than it takes until harder means of finding a direct path have begun. */
    private static final long WATCH_MILLIS = 2_500;

    private NatLab lab;
    private ExecutorService workers;
    private final BlockingQueue<Integer> homeNumbers = new ArrayBlockingQueue<>(2 * SIDE_BY_SIDE);

    private record Outcome(State state, long firstDatagramMillis, long settledMillis) {}

    @BeforeAll
    void start() throws IOException {
        lab = new NatLab();
        workers = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        for (int number = 1; number <= 2 * SIDE_BY_SIDE; number++) {
            homeNumbers.add(number);
        }
    }

    @AfterAll
    void stop() throws IOException {
        workers.shutdownNow();
        lab.close();
    }

    @Test
    void aFewPairsEndAsTheoryWants() throws Exception {
        check(
                List.of(
                        apart(HomeKind.INPUT_DROP, HomeKind.INPUT_DROP),
                        apart(HomeKind.INPUT_ACCEPT, HomeKind.INPUT_ACCEPT),
                        apart(HomeKind.SYMMETRIC, HomeKind.FULL_CONE),
                        apart(HomeKind.SYMMETRIC_BLOCK, HomeKind.INPUT_DROP),
                        apart(HomeKind.SYMMETRIC, HomeKind.SYMMETRIC_BLOCK),
                        apart(HomeKind.UDP_BLOCKED, HomeKind.CGNAT),
                        apart(HomeKind.DUAL_STACK, HomeKind.DUAL_STACK),
                        apart(HomeKind.IPV6_ONLY, HomeKind.DOUBLE_NAT),
                        sameLan(HomeKind.SYMMETRIC),
                        sameNat(HomeKind.HAIRPIN),
                        sameNat(HomeKind.INPUT_DROP)),
                1);
    }

    @Test
    @Tag("soak")
    @DisabledIfSystemProperty(named = "voider.nat.row", matches = ".+")
    void everyPairEndsAsTheoryWantsInEveryRun() throws Exception {
        List<Meeting> all = Meeting.all();
        int from = Integer.getInteger("voider.nat.from", 0);
        int to = Math.min(all.size(), Integer.getInteger("voider.nat.to", all.size()));
        check(all.subList(from, to), Integer.getInteger("voider.nat.runs", 20));
    }

    /** One row, so that a rare outcome can be looked at: -Dvoider.nat.row=INPUT_ACCEPT.*CGNAT */
    @Test
    @Tag("soak")
    @EnabledIfSystemProperty(named = "voider.nat.row", matches = ".+")
    void theRowThatTheOperatorNames() throws Exception {
        String row = ".*" + System.getProperty("voider.nat.row") + ".*";
        List<Meeting> named = Meeting.all().stream()
                .filter(meeting -> meeting.toString().matches(row))
                .toList();
        check(named, Integer.getInteger("voider.nat.runs", 20));
    }

    private void check(List<Meeting> meetings, int runs) throws Exception {
        List<List<Future<Outcome>>> rows = new ArrayList<>();
        for (Meeting meeting : meetings) {
            List<Future<Outcome>> row = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                row.add(workers.submit(() -> attempt(meeting)));
            }
            rows.add(row);
        }
        List<String> wrong = new ArrayList<>();
        System.out.printf("%-37s wanted   runs  %-42s settled%n", "home - home", "first datagram");
        for (int i = 0; i < rows.size(); i++) {
            wrong.addAll(report(meetings.get(i), rows.get(i)));
        }
        assertThat(wrong).isEmpty();
    }

    /** Prints a row of the table; returns what did not end as theory wants. */
    private static List<String> report(Meeting meeting, List<Future<Outcome>> row) throws InterruptedException {
        List<Long> first = new ArrayList<>();
        List<Long> settled = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Future<Outcome> run : row) {
            try {
                Outcome outcome = run.get();
                if (outcome.state() == meeting.expected()) {
                    first.add(outcome.firstDatagramMillis());
                    settled.add(outcome.settledMillis());
                } else {
                    wrong.add(meeting + ": " + outcome);
                }
            } catch (ExecutionException e) {
                wrong.add(meeting + ": " + e.getCause());
            }
        }
        System.out.printf(
                "%s %-8s %2d/%2d %s   %s%n",
                meeting,
                meeting.expected(),
                first.size(),
                row.size(),
                new Percentiles(first),
                meeting.expected() == State.DIRECT ? new Percentiles(settled) : "");
        return wrong;
    }

    private Outcome attempt(Meeting meeting) throws Exception {
        int left = homeNumbers.take();
        int right = homeNumbers.take();
        try (Home home = new Home(lab, meeting.left(), left)) {
            if (meeting.placement() == Meeting.Placement.APART) {
                try (Home other = new Home(lab, meeting.right(), right)) {
                    return attempt(meeting, home.machine(), other.machine());
                }
            }
            Home.Machine neighbour = home.addMachine();
            if (meeting.placement() == Meeting.Placement.SAME_NAT) {
                home.isolateMachines();
            }
            return attempt(meeting, home.machine(), neighbour);
        } finally {
            homeNumbers.add(left);
            homeNumbers.add(right);
        }
    }

    private Outcome attempt(Meeting meeting, Home.Machine left, Home.Machine right) throws Exception {
        try (LabPair pair = new LabPair(left, right, lab.loops.next())) {
            long start = System.nanoTime();
            pair.start();
            pair.stream(10);
            boolean heard = pair.await(() -> pair.bothHeard(1), LabPair.PATIENCE_MILLIS);
            long watch = meeting.expected() == State.DIRECT ? LabPair.PATIENCE_MILLIS : WATCH_MILLIS;
            boolean direct = heard && pair.await(() -> pair.both(State.DIRECT), watch);
            long settled = (System.nanoTime() - start) / 1_000_000;
            boolean relayed = !direct && pair.both(State.RELAYED);
            State state = direct ? State.DIRECT : relayed ? State.RELAYED : State.LOST;
            return new Outcome(state, heard ? (pair.firstArrival() - start) / 1_000_000 : -1, settled);
        }
    }
}
