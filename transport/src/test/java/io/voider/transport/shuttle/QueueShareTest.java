package io.voider.transport.shuttle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueShareTest {
    private static final long MILLI = 1_000_000L;

    private final QueueShare.Queue queue = new QueueShare.Queue();
    private final QueueShare flooding = queue.share(0);
    private final QueueShare other = queue.share(0);

    /** How many of a hundred datagrams in each of {@code millis} milliseconds are admitted. */
    private int flood(long fromMillis, int millis) {
        int admitted = 0;
        for (int i = 0; i < 100 * millis; i++) {
            admitted += flooding.admits(fromMillis * MILLI + i * MILLI / 100) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void whoIsAloneMaySendWhatHeCan() {
        other.inCall(true);
        other.inCall(false);
        assertThat(flood(0, 1_000)).isEqualTo(100_000);
    }

    /** What is silent is not sent by phones that spare the wire, and the first word after it is to find room. */
    @Test
    void whoTalksHasRoomThoughHeIsSilent() {
        other.inCall(true);
        assertThat(flood(0, 1_000)).isBetween(4_000, 4_200);
    }

    @Test
    void whoTalksAloneMaySendWhatHeCan() {
        flooding.inCall(true);
        assertThat(flood(0, 1_000)).isEqualTo(100_000);
        other.inCall(true);
        flooding.inCall(true);
        flooding.inCall(false);
        assertThat(flood(1_000, 1_000)).isBetween(4_000, 4_200);
    }

    /** SIP repeats after half a second what was lost (RFC 3261 section 17.1.1.2): then there is room. */
    @Test
    void theRepetitionOfAnInviteThatFoundTheQueueFullFindsRoom() {
        flood(0, 1_000);
        assertThat(other.admits(1_000 * MILLI)).isTrue();
        assertThat(flood(1_000, 550)).isBetween(2_200, 2_400);
        assertThat(other.admits(1_550 * MILLI)).isTrue();
    }
}
