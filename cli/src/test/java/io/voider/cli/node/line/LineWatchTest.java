package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.PathStatus.State;
import org.junit.jupiter.api.Test;

class LineWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long LONG_AGO = Long.MAX_VALUE / 8;

    private final LineWatch watch = new LineWatch();

    @Test
    void nothingPassesWithoutAPath() {
        assertThat(watch.hasPath()).isFalse();
        assertThat(watch.passes(0, SECOND)).isFalse();
        watch.path(State.LOST, SECOND);
        assertThat(watch.passes(0, SECOND)).isFalse();
    }

    @Test
    void aPathAloneIsNoTunnel() {
        watch.path(State.DIRECT, SECOND);
        assertThat(watch.passes(LONG_AGO, 2 * SECOND)).isFalse();
        assertThat(watch.passes(SECOND / 2, 2 * SECOND)).isTrue();
    }

    @Test
    void whatCameBeforeThePathBrokeDoesNotCount() {
        watch.path(State.DIRECT, SECOND);
        watch.path(State.LOST, 10 * SECOND);
        watch.path(State.RELAYED, 20 * SECOND);
        assertThat(watch.passes(11 * SECOND, 21 * SECOND)).isFalse();
        assertThat(watch.passes(SECOND / 2, 21 * SECOND)).isTrue();
    }

    /** A new session may come up over a path that is not yet known to be back. */
    @Test
    void whatComesWhileThePathIsBrokenCounts() {
        watch.path(State.DIRECT, SECOND);
        watch.path(State.LOST, 10 * SECOND);
        watch.path(State.DIRECT, 20 * SECOND);
        assertThat(watch.passes(2 * SECOND, 21 * SECOND)).isTrue();
    }

    @Test
    void aPathThatWasOnlySilentForAMomentIsTheSame() {
        watch.path(State.DIRECT, SECOND);
        watch.path(State.SUSPECT, 10 * SECOND);
        watch.path(State.DIRECT, 11 * SECOND);
        assertThat(watch.passes(4 * SECOND, 12 * SECOND)).isTrue();
    }

    @Test
    void aPathBehindWhichNobodyWasSeenHasToShowAnew() {
        watch.path(State.DIRECT, SECOND);
        watch.unseen(true, 9 * SECOND);
        watch.path(State.SUSPECT, 10 * SECOND);
        assertThat(watch.isGone(12 * SECOND)).isTrue();
        watch.unseen(false, 11 * SECOND);
        watch.path(State.DIRECT, 12 * SECOND);
        assertThat(watch.isGone(12 * SECOND)).isFalse();
        assertThat(watch.passes(4 * SECOND, 13 * SECOND)).isFalse();
        assertThat(watch.passes(SECOND, 13 * SECOND)).isTrue();
    }

    @Test
    void aSilentPathIsKeptInACallButForAMomentAlone() {
        watch.path(State.DIRECT, SECOND);
        watch.busy(true, 5 * SECOND);
        watch.path(State.SUSPECT, 10 * SECOND);
        assertThat(watch.isAttentive()).isTrue();
        watch.path(State.SUSPECT, 10 * SECOND + SECOND / 2);
        assertThat(watch.isGone(10 * SECOND + LineWatch.SUSPICION_NANOS - 1)).isFalse();
        assertThat(watch.goneNanos(0)).isEqualTo(10 * SECOND + LineWatch.SUSPICION_NANOS);
        watch.until(10 * SECOND + LineWatch.SUSPICION_NANOS);
        assertThat(watch.isGone(10 * SECOND + LineWatch.SUSPICION_NANOS)).isTrue();
        assertThat(watch.hasPath()).isTrue();
        watch.path(State.DIRECT, 12 * SECOND);
        assertThat(watch.passes(3 * SECOND, 13 * SECOND)).isFalse();
        assertThat(watch.passes(SECOND, 13 * SECOND)).isTrue();
    }

    /** Two who do not see it are no doubt any more, call or not. */
    @Test
    void aSilentPathBehindWhichNobodyWasSeenIsGoneInACallAtOnce() {
        watch.path(State.DIRECT, SECOND);
        watch.busy(true, 5 * SECOND);
        watch.unseen(true, 9 * SECOND);
        assertThat(watch.isGone(9 * SECOND)).isFalse();
        watch.path(State.SUSPECT, 10 * SECOND);
        assertThat(watch.isGone(10 * SECOND)).isTrue();
        assertThat(watch.hasPath()).isTrue();
        watch.path(State.DIRECT, 11 * SECOND);
        assertThat(watch.passes(SECOND / 2, 12 * SECOND)).isTrue();
    }

    @Test
    void aTunnelThatFellSilentPassesNothing() {
        watch.path(State.DIRECT, SECOND);
        assertThat(watch.passes(LineWatch.SILENCE_NANOS - 1, 100 * SECOND)).isTrue();
        assertThat(watch.passes(LineWatch.SILENCE_NANOS, 100 * SECOND)).isFalse();
    }

    /** Between calls a path may be suspected for long, since it is asked seldom. */
    @Test
    void aCallThatBeginsOverASuspectedPathWaitsForACheckOfItsOwn() {
        watch.path(State.DIRECT, SECOND);
        watch.path(State.SUSPECT, 10 * SECOND);
        watch.busy(true, 15 * SECOND);
        watch.until(15 * SECOND);
        assertThat(watch.isGone(15 * SECOND)).isFalse();
        assertThat(watch.passes(SECOND, 15 * SECOND)).isTrue();
        assertThat(watch.goneNanos(0)).isEqualTo(15 * SECOND + LineWatch.SUSPICION_NANOS);
        watch.busy(true, 15 * SECOND + LineWatch.SUSPICION_NANOS / 2);
        assertThat(watch.isGone(15 * SECOND + LineWatch.SUSPICION_NANOS)).isTrue();
    }
}
