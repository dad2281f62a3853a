package io.voider.sip.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what is said to a phone that was called with others, to the millisecond. */
class BranchTimesTest {
    private static final long MILLI = 1_000_000L;

    private final List<String> said = new ArrayList<>();
    private final ForkOutputs out = new ForkOutputs() {
        @Override
        public void invite(int phone) {
            said.add("INVITE " + phone);
        }

        @Override
        public void cancel(int phone, boolean elsewhere) {
            said.add("CANCEL " + phone + (elsewhere ? " elsewhere" : ""));
        }

        @Override
        public void ended(int phone) {
            said.add("ended " + phone);
        }

        @Override
        public void concluded(int phone, int status) {
            said.add("concluded " + phone + " " + status);
        }
    };

    private long now = 7_000 * MILLI;

    private Branch branch(boolean reliable, Diversion diversion) {
        return new Branch(1, diversion, reliable, now);
    }

    private Branch branch() {
        return branch(false, Diversion.NONE);
    }

    /** What is said in that time, with how many milliseconds had passed. */
    private List<String> pass(Branch branch, int millis) {
        List<String> times = new ArrayList<>();
        for (int passed = 1; passed <= millis; passed++) {
            said.clear();
            now += MILLI;
            branch.tick(now, out);
            for (String each : said) {
                times.add(passed + " " + each);
            }
        }
        return times;
    }

    /** Timers A and B (RFC 3261 section 17.1.1.2). */
    @Test
    void anInviteIsRepeatedEverMoreSeldomUntilItIsGivenUp() {
        Branch branch = branch();
        assertThat(pass(branch, 40_000))
                .containsExactly(
                        "500 INVITE 1",
                        "1500 INVITE 1",
                        "3500 INVITE 1",
                        "7500 INVITE 1",
                        "15500 INVITE 1",
                        "31500 INVITE 1",
                        "32000 ended 1");
        assertThat(branch.status()).isEqualTo(408);
        assertThat(branch.state()).isEqualTo(BranchState.ENDED);
    }

    /** Timer E (section 17.1.2.2), and how long the final response may take (section 9.1). */
    @Test
    void aCancelIsRepeatedAtLeastEveryFourSeconds() {
        Branch branch = branch();
        pass(branch, 600);
        branch.provisional(now, out);
        assertThat(branch.status()).isZero();
        said.clear();
        branch.withdraw(true, now, out);
        assertThat(said).containsExactly("CANCEL 1 elsewhere");
        branch.withdraw(false, now, out);
        assertThat(said).as("it is withdrawn already").hasSize(1);
        assertThat(pass(branch, 40_000))
                .containsExactly(
                        "500 CANCEL 1 elsewhere",
                        "1500 CANCEL 1 elsewhere",
                        "3500 CANCEL 1 elsewhere",
                        "7500 CANCEL 1 elsewhere",
                        "11500 CANCEL 1 elsewhere",
                        "15500 CANCEL 1 elsewhere",
                        "19500 CANCEL 1 elsewhere",
                        "23500 CANCEL 1 elsewhere",
                        "27500 CANCEL 1 elsewhere",
                        "31500 CANCEL 1 elsewhere",
                        "32000 ended 1");
        assertThat(branch.status()).isEqualTo(487);
    }

    @Test
    void whereNothingIsLostNothingIsRepeated() {
        Branch branch = branch(true, Diversion.NONE);
        assertThat(pass(branch, 40_000)).containsExactly("32000 ended 1");
        Branch cancelled = branch(true, Diversion.NONE);
        cancelled.provisional(now, out);
        cancelled.withdraw(false, now, out);
        assertThat(pass(cancelled, 40_000)).containsExactly("32000 ended 1");
    }

    /** Timer C (section 16.8), which each provisional response begins anew. */
    @Test
    void aPhoneMayRingForTwoHundredSeconds() {
        Branch branch = branch();
        branch.provisional(now, out);
        assertThat(pass(branch, 100_000)).isEmpty();
        branch.provisional(now, out);
        assertThat(pass(branch, 200_000)).containsExactly("200000 CANCEL 1");
        assertThat(branch.status()).isZero();
        branch.provisional(now, out);
        assertThat(pass(branch, 31_999)).allMatch(each -> each.endsWith("CANCEL 1"));
        assertThat(pass(branch, 1)).containsExactly("1 ended 1");
    }

    /** It may be heard of as late as that, and is cancelled then. */
    @Test
    void whoIsWithdrawnUnheardIsToldNothingUntilItIsHeardOf() {
        Branch branch = branch();
        branch.withdraw(true, now, out);
        assertThat(branch.state()).isEqualTo(BranchState.WITHDRAWN);
        assertThat(pass(branch, 31_999)).isEmpty();
        branch.provisional(now, out);
        assertThat(said).containsExactly("CANCEL 1 elsewhere");
        assertThat(pass(branch, 500)).containsExactly("500 CANCEL 1 elsewhere");
        branch.cancelHeard();
        assertThat(pass(branch, 40_000)).containsExactly("31500 ended 1");
    }

    @Test
    void whoIsNeverHeardOfIsGivenUp() {
        Branch branch = branch();
        branch.withdraw(false, now, out);
        assertThat(pass(branch, 33_000)).containsExactly("32000 ended 1");
        assertThat(branch.status()).isEqualTo(487);
    }

    @Test
    void anotherIsToRingInItsPlaceAfterThatTime() {
        Branch branch = branch(false, new Diversion(List.of(), List.of(2), 20_000 * MILLI));
        assertThat(branch.isUnanswered(now + 20_000 * MILLI - 1)).isFalse();
        assertThat(branch.isUnanswered(now + 20_000 * MILLI)).isTrue();
        assertThat(branch().isUnanswered(now + 20_000 * MILLI)).isFalse();
        branch.refused(486, now, out);
        assertThat(branch.isUnanswered(now + 20_000 * MILLI)).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3} {4} {5}")
    @CsvSource({
        "CALLING, PROCEEDING, WITHDRAWN, ACCEPTED, ENDED, ENDED",
        "PROCEEDING, PROCEEDING, CANCELLING, ACCEPTED, ENDED, CANCELLING",
        "WITHDRAWN, CANCELLING, WITHDRAWN, ACCEPTED, ENDED, ENDED",
        "CANCELLING, CANCELLING, CANCELLING, ACCEPTED, ENDED, ENDED",
        "ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED",
        "ENDED, ENDED, ENDED, ENDED, ENDED, ENDED"
    })
    void itsStatesAreTheTable(
            BranchState state,
            BranchState provisional,
            BranchState withdraw,
            BranchState success,
            BranchState failure,
            BranchState timeout) {
        assertThat(state.next(BranchState.Event.PROVISIONAL)).isEqualTo(provisional);
        assertThat(state.next(BranchState.Event.WITHDRAW)).isEqualTo(withdraw);
        assertThat(state.next(BranchState.Event.SUCCESS)).isEqualTo(success);
        assertThat(state.next(BranchState.Event.FAILURE)).isEqualTo(failure);
        assertThat(state.next(BranchState.Event.TIMEOUT)).isEqualTo(timeout);
    }
}
