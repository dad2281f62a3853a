package io.voider.nat.path;

import io.voider.nat.ice.PathStatus.State;
import java.io.IOException;

/** Two homes with a path between them, over which a call sends 50 datagrams a second each way. */
final class Call implements AutoCloseable {
    private static final long DATAGRAM_MILLIS = 20;
    private static final long STEADY_NANOS = 300_000_000L;
    private static final long HEARD_LATELY_NANOS = 100_000_000L;

    final Home homeA;
    final Home homeB;
    final LabPair pair;

    /** @param number of the first of two numbers for homes */
    Call(NatLab lab, HomeKind left, HomeKind right, int number) throws Exception {
        homeA = new Home(lab, left, number);
        homeB = new Home(lab, right, number + 1);
        pair = new LabPair(homeA.machine(), homeB.machine(), lab.loops.next());
        pair.start();
        pair.await(() -> pair.both(State.DIRECT));
        pair.a.finder.inCall(true);
        pair.b.finder.inCall(true);
        pair.stream(DATAGRAM_MILLIS);
        // A relay in reserve is known to answer before anything is taken away.
        pair.await(() -> pair.bothHeard(100));
    }

    /** Something that happens to the path. */
    interface Break {
        void happen() throws IOException;
    }

    /**
     * Has something happen to a direct path on which nothing is doubled any more, and waits until both sides hear each
     * other again and have done so for as long as a second break might take to show.
     *
     * @return the longest silence on either side, in milliseconds
     */
    long gapAfter(Break something, State then) throws Exception {
        steady();
        long from = System.nanoTime();
        something.happen();
        pair.await(() -> pair.both(then));
        pair.await(() -> System.nanoTime() - from > 2_000_000_000L
                && heardLately(pair.a)
                && heardLately(pair.b)
                && pair.a.state() != State.SUSPECT
                && pair.b.state() != State.SUSPECT);
        return Math.max(gap(pair.a, from), gap(pair.b, from));
    }

    private void steady() throws InterruptedException {
        long[] copiesSince = {copies(), System.nanoTime()};
        pair.await(() -> {
            long copies = copies();
            if (copies != copiesSince[0] || !pair.both(State.DIRECT)) {
                copiesSince[0] = copies;
                copiesSince[1] = System.nanoTime();
            }
            return System.nanoTime() - copiesSince[1] > STEADY_NANOS;
        });
    }

    private long copies() {
        return pair.a.finder.counts().getOrDefault(PathCounter.COPIES_SENT, 0L)
                + pair.b.finder.counts().getOrDefault(PathCounter.COPIES_SENT, 0L);
    }

    private static boolean heardLately(LabNode node) {
        return System.nanoTime() - node.arrivals.get(node.arrivals.size() - 1) < HEARD_LATELY_NANOS;
    }

    private static long gap(LabNode node, long from) {
        long longest = 0;
        long before = from;
        for (long at : node.arrivals) {
            if (at > from) {
                longest = Math.max(longest, at - before);
                before = at;
            }
        }
        return longest / 1_000_000;
    }

    @Override
    public void close() {
        pair.close();
        homeA.close();
        homeB.close();
    }
}
