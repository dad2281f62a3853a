package io.voider.sip.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseContextTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> said = new ArrayList<>();
    private final Map<Integer, Diversion> diversions = new HashMap<>();
    private final ResponseContext context = new ResponseContext(p -> diversions.getOrDefault(p, Diversion.NONE), false);
    private long now;
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

    private void call(Integer... phones) {
        context.call(List.of(phones), now, out);
    }

    private Ruling hear(int phone, int status) {
        Ruling ruling = context.response(phone, status, now, out);
        context.conclude(now, out);
        return ruling;
    }

    /** What is said in that time. */
    private List<String> pass(long seconds) {
        said.clear();
        for (long end = now + seconds * SECOND; now < end; ) {
            now += SECOND / 10;
            context.tick(now, out);
        }
        return said;
    }

    @Test
    void theFirstToAnswerWinsAndTheOthersAreToldSo() {
        call(1, 2, 3);
        assertThat(hear(1, 180)).isEqualTo(Ruling.PASS);
        assertThat(hear(2, 183)).isEqualTo(Ruling.PASS);
        said.clear();
        assertThat(hear(2, 200)).isEqualTo(Ruling.PASS);
        assertThat(said).containsExactly("CANCEL 1 elsewhere");
        assertThat(hear(1, 487)).isEqualTo(Ruling.KEEP);
        assertThat(hear(1, 487)).isEqualTo(Ruling.ACKNOWLEDGE);
        assertThat(hear(2, 200)).as("again").isEqualTo(Ruling.PASS);
        assertThat(said).containsExactly("CANCEL 1 elsewhere", "ended 1");
        assertThat(context.isSettled()).isFalse();
        assertThat(pass(33)).as("of phone 3 nothing was ever heard").containsExactly("ended 3");
        assertThat(context.isSettled()).isTrue();
    }

    @Test
    void whoAnswersTooLateIsHungUpOn() {
        call(1, 2);
        hear(1, 180);
        hear(2, 180);
        hear(1, 200);
        assertThat(hear(2, 200)).isEqualTo(Ruling.DISMISS);
        assertThat(hear(2, 200)).isEqualTo(Ruling.DISMISS);
        assertThat(context.isSettled()).isTrue();
        assertThat(said).doesNotContain("ended 2");
    }

    /** A CANCEL is nothing to a phone that has not had the INVITE (section 9.1). */
    @Test
    void whoWasNotHeardOfIsCancelledWhenHeardOf() {
        call(1, 2);
        hear(1, 200);
        said.clear();
        assertThat(hear(2, 100)).isEqualTo(Ruling.ABSORB);
        assertThat(said).containsExactly("CANCEL 2 elsewhere");
        assertThat(hear(2, 180)).as("the caller has its answer").isEqualTo(Ruling.ABSORB);
    }

    @Test
    void anInviteIsRepeatedUntilThePhoneIsHeardOfAndACancelUntilItIsAnswered() {
        call(1);
        assertThat(pass(4)).containsExactly("INVITE 1", "INVITE 1", "INVITE 1");
        hear(1, 100);
        assertThat(pass(20)).isEmpty();
        context.cancel(now, out);
        assertThat(pass(4)).containsExactly("CANCEL 1", "CANCEL 1", "CANCEL 1");
        context.cancelAnswered(1);
        assertThat(pass(20)).isEmpty();
        assertThat(pass(20)).containsExactly("ended 1", "concluded 1 487");
    }

    @Test
    void ifNobodyIsHeardOfTheCallerIsTold() {
        call(1, 2);
        assertThat(pass(33)).endsWith("ended 1", "ended 2", "concluded 1 408");
        assertThat(hear(2, 200)).as("too late").isEqualTo(Ruling.DISMISS);
    }

    @Test
    void whoSaysNothingIsNotWaitedForOnceAllOthersHaveEnded() {
        call(1, 2, 3);
        hear(1, 486);
        hear(3, 180);
        assertThat(pass(10)).doesNotContain("concluded 1 486");
        hear(3, 480);
        assertThat(said).endsWith("concluded 1 486");
        assertThat(pass(10)).as("it is not asked again").isEmpty();
        assertThat(hear(2, 100)).isEqualTo(Ruling.ABSORB);
        assertThat(said).containsExactly("CANCEL 2");
        assertThat(hear(2, 200)).isEqualTo(Ruling.DISMISS);
        assertThat(context.isSettled()).isTrue();
    }

    @Test
    void itHasThreeRepetitionsForThat() {
        call(1, 2);
        hear(1, 486);
        said.clear();
        assertThat(pass(3)).containsExactly("INVITE 2", "INVITE 2");
        assertThat(pass(1)).containsExactly("INVITE 2", "concluded 1 486");
    }

    @Test
    void whoSaysNothingIsNotWaitedForWhenTheCallerGivesUp() {
        call(1, 2);
        hear(1, 180);
        pass(5);
        context.cancel(now, out);
        hear(1, 487);
        assertThat(said).endsWith("concluded 1 487");
    }

    @Test
    void whoGivesUpOnPhonesThatSayNothingIsToldAtOnce() {
        call(1, 2);
        pass(5);
        context.cancel(now, out);
        context.conclude(now, out);
        assertThat(said).endsWith("concluded 1 487");
    }

    /** Timer C (section 16.8). */
    @Test
    void aPhoneThatRingsForEverIsToldToStop() {
        call(1);
        hear(1, 180);
        assertThat(pass(190)).isEmpty();
        hear(1, 180);
        assertThat(pass(190)).isEmpty();
        assertThat(pass(20)).startsWith("CANCEL 1");
        hear(1, 487);
        assertThat(said).endsWith("ended 1", "concluded 1 487");
    }

    @ParameterizedTest(name = "{0} and {1}: {2} of phone {3}")
    @CsvSource({
        "486, 480, 486, 1",
        "480, 486, 480, 1",
        "486, 302, 302, 2",
        "500, 486, 486, 2",
        "503, 408, 408, 2",
        "486, 401, 401, 2",
        "408, 486, 486, 2",
        "487, 480, 480, 2",
        "404, 603, 603, 2",
    })
    void theBestRefusalIsTheCallers(int first, int second, int best, int phone) {
        call(1, 2);
        hear(1, first);
        assertThat(said).noneMatch(line -> line.startsWith("concluded"));
        hear(2, second);
        assertThat(said).endsWith("concluded " + phone + " " + best);
    }

    @Test
    void whoDeclinesForAllEndsAll() {
        call(1, 2);
        hear(1, 180);
        hear(2, 180);
        said.clear();
        hear(2, 603);
        assertThat(said).containsExactly("ended 2", "CANCEL 1");
        hear(1, 487);
        assertThat(said).endsWith("concluded 2 603");
    }

    @Test
    void whoGivesUpGivesUpEverywhere() {
        call(1, 2);
        hear(1, 180);
        hear(2, 180);
        said.clear();
        context.cancel(now, out);
        assertThat(said).containsExactly("CANCEL 1", "CANCEL 2");
        hear(1, 486);
        hear(2, 487);
        assertThat(said).endsWith("ended 1", "ended 2", "concluded 2 487");
    }

    /** It crossed the CANCEL: the caller has to hang up (section 9.1). */
    @Test
    void anAnswerThatCrossesTheCancelWins() {
        call(1, 2);
        hear(1, 180);
        hear(2, 180);
        context.cancel(now, out);
        assertThat(hear(2, 200)).isEqualTo(Ruling.PASS);
        hear(1, 487);
        assertThat(said).noneMatch(line -> line.startsWith("concluded"));
    }

    @Test
    void anotherRingsInPlaceOfOneThatIsBusy() {
        diversions.put(1, new Diversion(List.of(2), List.of(), 0));
        call(1);
        hear(1, 486);
        assertThat(said).containsExactly("INVITE 1", "ended 1", "INVITE 2");
        hear(2, 180);
        assertThat(hear(2, 200)).isEqualTo(Ruling.PASS);
    }

    @Test
    void anotherRingsInPlaceOfOneThatIsNotAnswered() {
        diversions.put(1, new Diversion(List.of(), List.of(2), 20 * SECOND));
        call(1);
        hear(1, 180);
        assertThat(pass(19)).isEmpty();
        assertThat(pass(2)).startsWith("INVITE 2", "CANCEL 1");
        hear(1, 487);
        hear(2, 180);
        hear(2, 486);
        assertThat(said).endsWith("concluded 2 486");
    }

    @Test
    void nothingGoesRound() {
        diversions.put(1, new Diversion(List.of(2), List.of(2), SECOND));
        diversions.put(2, new Diversion(List.of(1), List.of(1), SECOND));
        call(1);
        hear(1, 180);
        pass(3);
        hear(2, 486);
        hear(1, 487);
        assertThat(said).contains("concluded 2 486");
        assertThat(said.stream().filter("INVITE 2"::equals)).hasSizeLessThanOrEqualTo(3);
        assertThat(said).doesNotContain("INVITE 1");
    }

    @Test
    void whoGaveUpHasNobodyElseCalled() {
        diversions.put(1, new Diversion(List.of(2), List.of(2), SECOND));
        call(1);
        hear(1, 180);
        context.cancel(now, out);
        hear(1, 486);
        assertThat(said).doesNotContain("INVITE 2").endsWith("concluded 1 487");
    }

    @Test
    void eightAreCalledAtTheMostAndNoneTwice() {
        call(1, 2, 1, 3, 4, 5, 6, 7);
        call(2, 8, 9);
        assertThat(said).hasSize(8).doesNotContain("INVITE 9");
        assertThat(context.phones()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void ofWhomNobodyWasCalledNothingIsHeard() {
        context.conclude(now, out);
        assertThat(said).isEmpty();
        assertThat(context.isDecided()).isFalse();
        call(1);
        context.cancelAnswered(9);
        assertThat(hear(9, 200)).isEqualTo(Ruling.ABSORB);
        assertThat(context.isDecided()).isFalse();
        assertThat(context.isSettled()).isFalse();
    }

    @Test
    void everyoneMayBeBusyEverywhereAndAnotherRingsAllTheSame() {
        diversions.put(1, new Diversion(List.of(3), List.of(), 0));
        call(1, 2);
        hear(2, 180);
        said.clear();
        hear(1, 600);
        assertThat(said).containsExactly("ended 1", "INVITE 3");
        hear(3, 480);
        hear(2, 486);
        assertThat(said).endsWith("concluded 1 600");
        assertThat(context.isSettled()).isTrue();
    }

    @Test
    void whoIsNotBusyHasNobodyElseCalled() {
        diversions.put(1, new Diversion(List.of(2), List.of(), 0));
        call(1);
        assertThat(hear(1, 480)).isEqualTo(Ruling.KEEP);
        assertThat(said).containsExactly("INVITE 1", "ended 1", "concluded 1 480");
    }

    /** What the phone in its place says is nearer to what the caller asked for. */
    @Test
    void whoWasReplacedIsNotWhatTheCallerHearsOf() {
        diversions.put(1, new Diversion(List.of(2), List.of(), 0));
        call(1);
        hear(1, 486);
        hear(2, 480);
        assertThat(said).endsWith("concluded 2 480");
    }

    @Test
    void whatIsBusyAfterAnotherAnsweredHasNobodyCalledInItsPlace() {
        diversions.put(1, new Diversion(List.of(3), List.of(), 0));
        call(1, 2);
        hear(2, 200);
        hear(1, 486);
        assertThat(said).doesNotContain("INVITE 3");
        assertThat(context.isSettled()).isTrue();
    }

    @Test
    void givingUpWhatIsAnsweredChangesNothing() {
        call(1, 2);
        hear(2, 180);
        hear(1, 200);
        said.clear();
        context.cancel(now, out);
        assertThat(said).isEmpty();
        hear(2, 603);
        assertThat(said).containsExactly("ended 2");
        assertThat(hear(1, 180)).isEqualTo(Ruling.ABSORB);
    }

    @Test
    void tryingIsForNobodyElseAndWhatIsNoSuccessIsARefusal() {
        call(1);
        assertThat(hear(1, 100)).isEqualTo(Ruling.ABSORB);
        assertThat(hear(1, 100)).as("again").isEqualTo(Ruling.ABSORB);
        assertThat(hear(1, 101)).isEqualTo(Ruling.PASS);
        assertThat(hear(1, 300)).isEqualTo(Ruling.KEEP);
        assertThat(said).endsWith("concluded 1 300");
    }

    @Test
    void whoIsBusyEverywhereEndsAllIfNobodyRingsInItsPlace() {
        call(1, 2);
        hear(1, 180);
        said.clear();
        hear(2, 600);
        assertThat(said).containsExactly("ended 2", "CANCEL 1");
    }
}
