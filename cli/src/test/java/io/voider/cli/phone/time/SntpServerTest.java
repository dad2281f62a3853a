package io.voider.cli.phone.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.ns.KernelClock;
import io.voider.transport.count.Counters;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SntpServerTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00.5Z");
    private static final KernelClock.Status GOOD = new KernelClock.Status(true, 0, 250_000);
    private static final KernelClock.Status BAD = new KernelClock.Status(false, 0, 16_000_000);
    private static final long SECOND = 1_000_000_000L;

    private final Counters<PhoneServiceCounter> counters = new Counters<>(PhoneServiceCounter.class);
    private final SntpServer server = new SntpServer(counters);

    private static byte[] question(int first) {
        return ByteBuffer.allocate(48)
                .put((byte) first)
                .put(2, (byte) 6)
                .putLong(40, 0x1122_3344_5566_7788L)
                .array();
    }

    private ByteBuffer answer(int first, KernelClock.Status clock) {
        return ByteBuffer.wrap(Objects.requireNonNull(server.answer(question(first), 1, NOON, clock, 0)));
    }

    @Test
    void tellsTheTimeInTheVersionThatWasAskedIn() {
        ByteBuffer answer = answer(0x23, GOOD);
        assertThat(answer.capacity()).isEqualTo(48);
        assertThat(answer.get(0)).isEqualTo((byte) 0x24);
        assertThat(answer.get(1)).as("stratum").isBetween((byte) 2, (byte) 15);
        assertThat(answer.get(2)).as("poll").isEqualTo((byte) 6);
        assertThat(answer.getInt(8))
                .as("root dispersion, a quarter of a second")
                .isEqualTo(0x4000);
        assertThat(answer.getLong(24)).as("originate").isEqualTo(0x1122_3344_5566_7788L);
        assertThat(answer.getInt(40) & 0xffff_ffffL).isEqualTo(NOON.getEpochSecond() + 2_208_988_800L);
        assertThat(answer.getInt(44)).as("half a second").isEqualTo(0x8000_0000);
        assertThat(answer.getLong(32)).isEqualTo(answer.getLong(40));
        assertThat(answer(0x1b, GOOD).get(0)).isEqualTo((byte) 0x1c);
    }

    @Test
    void announcesALeapSecond() {
        assertThat(answer(0x23, new KernelClock.Status(true, 1, 0)).get(0) >> 6 & 3)
                .isOne();
        assertThat(answer(0x23, new KernelClock.Status(true, -1, 0)).get(0) >> 6 & 3)
                .isEqualTo(2);
    }

    @Test
    void saysThatItDoesNotKnowTheTimeWhenTheMachineDoesNot() {
        ByteBuffer answer = answer(0x23, BAD);
        assertThat(answer.get(0) >> 6 & 3).isEqualTo(3);
        assertThat(answer.get(1)).isZero();
        assertThat(answer.getInt(12)).as("INIT").isEqualTo(0x494e_4954);
        assertThat(counters.count(PhoneServiceCounter.TIME_UNSYNCHRONISED)).isOne();
    }

    @Test
    void answersNothingButClients() {
        for (int first : new int[] {0x03, 0x24, 0x21, 0x22, 0x2b, 0x26}) {
            assertThat(server.answer(question(first), 1, NOON, GOOD, 0))
                    .as("%x", first)
                    .isNull();
        }
        assertThat(server.answer(new byte[47], 1, NOON, GOOD, 0)).isNull();
    }

    @Test
    void tellsAPhoneTheTimeOnceASecondAtTheMost() {
        int told = 0;
        for (int i = 0; i < 1000; i++) {
            told += server.answer(question(0x23), 1, NOON, GOOD, i * SECOND / 100) == null ? 0 : 1;
        }
        assertThat(told).isBetween(10, 20);
        assertThat(server.answer(question(0x23), 2, NOON, GOOD, 0))
                .as("another phone")
                .isNotNull();
    }

    @Test
    void noMutatedQuestionThrowsOrIsAnsweredWithMore() {
        Random random = new Random(17);
        int answered = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] question = new byte[random.nextInt(100)];
            random.nextBytes(question);
            if (question.length > 0 && random.nextBoolean()) {
                question[0] = 0x23;
            }
            byte[] answer = server.answer(question, random.nextInt(3), NOON, GOOD, i * SECOND);
            answered += answer == null ? 0 : 1;
            assertThat(answer == null ? 0 : answer.length).isLessThanOrEqualTo(question.length);
        }
        assertThat(answered).isPositive();
    }
}
