package io.voider.nat.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** However late the owner comes to look. */
class StunTransactionsProperties {
    private static final Retransmission WAITS = Retransmission.of(100, 200, 400);

    @Property
    void noRequestIsSentTooOftenTooSoonOrForgotten(
            @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 0, max = 300) Long> pauses, @ForAll long seed) {
        Random dice = new Random(seed);
        List<List<Long>> sentAt = new ArrayList<>();
        List<Integer> givenUp = new ArrayList<>();
        long[] now = {0};
        StunTransactions<Integer> transactions = new StunTransactions<>(dice, 1000, new StunTransactions.Outputs<>() {
            @Override
            public void send(Integer subject, byte[] request) {
                sentAt.get(subject).add(now[0]);
            }

            @Override
            public void unanswered(Integer subject) {
                givenUp.add(subject);
            }
        });
        for (long pause : pauses) {
            now[0] += pause;
            if (dice.nextBoolean()) {
                sentAt.add(new ArrayList<>());
                transactions.begin(now[0], StunMethod.BINDING, sentAt.size() - 1, WAITS, begun -> begun);
            }
            transactions.timeout(now[0]);
        }
        for (int step = 0; step < 3; step++) {
            now[0] += 400;
            transactions.timeout(now[0]);
        }
        assertThat(givenUp).hasSameSizeAs(sentAt).doesNotHaveDuplicates();
        for (List<Long> times : sentAt) {
            assertThat(times).hasSize(WAITS.transmissions());
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(WAITS.waitAfter(i));
            }
        }
    }
}
