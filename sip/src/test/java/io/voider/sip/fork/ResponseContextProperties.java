package io.voider.sip.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever phones answer, in whatever order, and whenever the caller gives up. */
class ResponseContextProperties {
    private static final int[] STATUSES = {
        100, 180, 183, 199, 200, 202, 302, 401, 408, 480, 486, 487, 500, 503, 600, 603
    };
    private static final long SECOND = 1_000_000_000L;

    /** What the phones and the caller are told. */
    private static final class Heard implements ForkOutputs {
        final Set<Integer> invited = new HashSet<>();
        final Set<Integer> cancelled = new HashSet<>();
        final Set<Integer> ended = new HashSet<>();
        final Set<Integer> accepted = new HashSet<>();
        final List<Integer> concluded = new ArrayList<>();

        @Override
        public void invite(int phone) {
            assertThat(cancelled).doesNotContain(phone);
            assertThat(ended).doesNotContain(phone);
            invited.add(phone);
        }

        @Override
        public void cancel(int phone, boolean elsewhere) {
            assertThat(invited).contains(phone);
            assertThat(ended).doesNotContain(phone);
            cancelled.add(phone);
        }

        @Override
        public void ended(int phone) {
            assertThat(ended.add(phone)).as("once").isTrue();
        }

        @Override
        public void concluded(int phone, int status) {
            assertThat(status).isGreaterThanOrEqualTo(300);
            concluded.add(status);
        }
    }

    @Property
    void thereIsOneWinnerOrOneRefusalAndEveryBranchEnds(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int phones, @ForAll boolean reliable) {
        Random random = new Random(seed);
        Heard heard = new Heard();
        ResponseContext context = new ResponseContext(phone -> diversion(random, phones), reliable);
        long now = seed;
        List<Integer> first = new ArrayList<>();
        for (int phone = 1; phone <= phones; phone++) {
            if (first.isEmpty() || random.nextBoolean()) {
                first.add(phone);
            }
        }
        context.call(first, now, heard);
        Set<Integer> winners = new HashSet<>();
        for (int event = 0; event < 60; event++) {
            now += (long) (random.nextDouble() * (random.nextInt(8) == 0 ? 100 : 1) * SECOND);
            int phone = 1 + random.nextInt(phones);
            if (random.nextInt(30) == 0) {
                context.cancel(now, heard);
            } else if (random.nextInt(4) == 0) {
                context.cancelAnswered(phone);
            } else if (random.nextInt(3) == 0) {
                context.tick(now, heard);
            } else if (heard.invited.contains(phone)) {
                int status = STATUSES[random.nextInt(STATUSES.length)];
                Ruling ruling = context.response(phone, status, now, heard);
                if (status / 100 == 2) {
                    heard.accepted.add(phone);
                    assertThat(ruling).isIn(Ruling.PASS, Ruling.DISMISS);
                }
                if (status / 100 == 2 && ruling == Ruling.PASS) {
                    winners.add(phone);
                }
                if (status < 200 && context.isDecided()) {
                    assertThat(ruling).as("behind the end").isEqualTo(Ruling.ABSORB);
                }
                context.conclude(now, heard);
            }
        }
        for (int second = 0; second < 600; second++) {
            now += SECOND;
            context.tick(now, heard);
        }
        assertThat(context.isSettled()).isTrue();
        assertThat(winners.size() + heard.concluded.size()).as("one end").isEqualTo(1);
        Set<Integer> over = new HashSet<>(heard.ended);
        over.addAll(heard.accepted);
        assertThat(over).as("every branch has ended").containsAll(heard.invited);
        assertThat(heard.invited).hasSizeLessThanOrEqualTo(ResponseContext.MOST_BRANCHES);
        assertThat(context.phones()).doesNotHaveDuplicates();
    }

    private static Diversion diversion(Random random, int phones) {
        List<Integer> busy = random.nextBoolean() ? List.of() : List.of(1 + random.nextInt(phones));
        List<Integer> unanswered = random.nextBoolean() ? List.of() : List.of(1 + random.nextInt(phones));
        return new Diversion(busy, unanswered, random.nextInt(30) * SECOND);
    }
}
