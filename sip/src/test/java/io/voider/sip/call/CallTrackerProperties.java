package io.voider.sip.call;

import static io.voider.sip.call.Observed.PARTIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What holds for every call and every network. {@link Observed} checks its own invariants after each message besides. */
class CallTrackerProperties {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final CallLimits LIMITS = CallLimits.DEFAULT;

    /** What the network does with a message: how often and how much later it arrives, in places of the queue. */
    record Fate(List<Integer> delays) {}

    @Property(tries = 400)
    void anUndisturbedCallIsWhatItsPhonesAgreedOn(@ForAll("scenarios") Scenario scenario) {
        Observed observed = new Observed();
        for (Letter letter : scenario.conversation()) {
            assertThat(observed.take(letter)).as(letter.text()).isEqualTo(Standing.TRACKED);
        }
        Call call = observed.only();
        if (scenario.isAnswered()) {
            assertThat(observed.linger().pinholes()).isEqualTo(scenario.agreed());
            assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        }
        List<Letter> letters = scenario.letters();
        letters.subList(scenario.conversation().size(), letters.size()).forEach(observed::take);
        assertThat(call.reason()).isEqualTo(reasonOf(scenario));
        if (call.reason() != null) {
            assertThat(observed.pinholes()).isEmpty();
        }
    }

    private static @Nullable EndReason reasonOf(Scenario scenario) {
        return switch (scenario.outcome()) {
            case ANSWERED, ANSWERED_AFTER_CHALLENGE ->
                scenario.ending() == Scenario.Ending.NOBODY ? null : EndReason.HUNG_UP;
            case CANCEL_CROSSES_ANSWER -> EndReason.HUNG_UP;
            case BUSY -> EndReason.REJECTED;
            case CANCELLED -> EndReason.CANCELLED;
            case SILENCE -> null;
        };
    }

    @Property(tries = 600)
    void nothingStaysOpenWhateverTheNetworkDoes(
            @ForAll("scenarios") Scenario first,
            @ForAll("others") Scenario second,
            @ForAll @Size(min = 1, max = 40) List<Boolean> turns,
            @ForAll("fates") List<Fate> fates,
            @ForAll("pauses") List<Integer> pauses) {
        Observed observed = new Observed();
        List<Letter> arriving = disturbed(merged(first.letters(), second.letters(), turns), fates);
        Set<String> described = new TreeSet<>();
        for (int i = 0; i < arriving.size(); i++) {
            Letter letter = arriving.get(i);
            described.addAll(portsOf(letter));
            observed.take(letter);
            assertThat(described).containsAll(observed.pinholes());
            observed.passSeconds(pauses.get(i % pauses.size()));
        }
        expire(observed);
        assertThat(observed.open).isEmpty();
        assertThat(observed.tracker.calls()).isEmpty();
    }

    /** {@link Observed} compares, after each message, what is open and for whom with what each call needs. */
    @Property(tries = 200)
    void aSharedPortIsOpenExactlyWhileSomeCallNeedsIt(
            @ForAll("severalScenarios") List<Scenario> scenarios,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 3) Integer> turns,
            @ForAll("fates") List<Fate> fates,
            @ForAll("pauses") List<Integer> pauses) {
        List<List<Letter>> calls = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            String callId = "shared-" + calls.size();
            calls.add(new ArrayList<>(scenario.letters().stream()
                    .map(letter -> letter.callId(callId))
                    .toList()));
        }
        List<Letter> mixed = new ArrayList<>();
        for (int turn = 0; !calls.isEmpty(); turn++) {
            List<Letter> next = calls.get(turns.get(turn % turns.size()) % calls.size());
            mixed.add(next.remove(0));
            calls.removeIf(List::isEmpty);
        }
        Observed observed = new Observed();
        List<Letter> arriving = disturbed(mixed, fates);
        for (int i = 0; i < arriving.size(); i++) {
            observed.take(arriving.get(i));
            observed.passSeconds(pauses.get(i % pauses.size()));
        }
        expire(observed);
        assertThat(observed.open).isEmpty();
    }

    @Property(tries = 300)
    void copiesChangeNothing(@ForAll("scenarios") Scenario scenario, @ForAll("copies") List<Fate> fates) {
        Observed once = new Observed();
        scenario.letters().forEach(once::take);
        Observed often = new Observed();
        disturbed(scenario.letters(), fates).forEach(often::take);
        assertThat(often.events).isEqualTo(once.events);
        assertThat(often.pinholes()).isEqualTo(once.pinholes());
        assertThat(often.only().state()).isEqualTo(once.only().state());
    }

    @Property(tries = 300)
    void strangersChangeNothing(@ForAll("scenarios") Scenario scenario, @ForAll("forgeries") List<Forgery> forgeries) {
        Observed alone = new Observed();
        Observed attacked = new Observed();
        List<Letter> letters = scenario.letters();
        for (int i = 0; i < letters.size(); i++) {
            alone.take(letters.get(i));
            attacked.take(letters.get(i));
            Forgery forgery = forgeries.get(i % forgeries.size());
            Letter stolen = letters.get(forgery.model % letters.size());
            if (!(stolen.method().equals("INVITE") && stolen.toTag().isEmpty())) {
                assertThat(attacked.take(forgery.forge(stolen))).isEqualTo(Standing.STRAY);
            }
        }
        assertThat(attacked.events).isEqualTo(alone.events);
        assertThat(attacked.pinholes()).isEqualTo(alone.pinholes());
    }

    @Property(tries = 200)
    void aHangUpThatArrivesClosesEverythingAtOnce(
            @ForAll("scenarios") Scenario scenario, @ForAll("fates") List<Fate> fates) {
        Observed observed = new Observed();
        disturbed(scenario.conversation(), fates).forEach(observed::take);
        for (Call call : observed.tracker.calls()) {
            observed.tracker.end(call.id(), EndReason.CUT_OFF, observed.now, observed);
        }
        assertThat(observed.open).isEmpty();
        scenario.letters().stream()
                .filter(letter ->
                        !(letter.method().equals("INVITE") && letter.toTag().isEmpty()))
                .forEach(observed::take);
        assertThat(observed.open).isEmpty();
    }

    @Property(tries = 300)
    void aFloodOfCallsStaysWithinBounds(@ForAll @Size(max = 120) List<@IntRange(max = 40) Integer> ids) {
        CallLimits small = new CallLimits(10, 6, 2, 4, 4, 32 * SECOND, 60 * SECOND, 100 * SECOND);
        Observed observed = new Observed(small);
        for (int id : ids) {
            Letter invite =
                    Letter.invite(Side.TUNNEL, id % 3 + 1).callId("c" + id).sdp(PARTIES, 5000 + 2 * id, 6000, 7000);
            observed.take(id % 7 == 0 ? invite.answered(486) : invite);
            if (id % 11 == 0) {
                observed.passSeconds(id);
            }
            assertThat(observed.tracker.calls().size()).isLessThanOrEqualTo(6);
        }
        expire(observed);
        assertThat(observed.open).isEmpty();
    }

    private static void expire(Observed observed) {
        observed.pass(LIMITS.silentNanos());
        observed.pass(LIMITS.silentNanos());
        observed.pass(LIMITS.transactionNanos());
    }

    /** How a message that belongs to no dialog of the call differs from one that does. */
    record Forgery(int model, int kind) {
        Letter forge(Letter stolen) {
            return switch (kind) {
                case 0 -> stolen.callId("someone-elses");
                case 1 -> stolen.fromTag().equals("a") ? stolen.fromTag("xa") : stolen.toTag("xa");
                case 2 -> stolen.callId(stolen.callId().toUpperCase(Locale.ROOT));
                default -> stolen.fromTag("x").toTag("y").sdp(PARTIES, 9000);
            };
        }
    }

    private static List<Letter> merged(List<Letter> first, List<Letter> second, List<Boolean> turns) {
        List<Letter> all = new ArrayList<>();
        int i = 0;
        int j = 0;
        for (int turn = 0; i < first.size() || j < second.size(); turn++) {
            boolean mine = j == second.size() || (i < first.size() && turns.get(turn % turns.size()));
            all.add(mine ? first.get(i++) : second.get(j++));
        }
        return all;
    }

    private static List<Letter> disturbed(List<Letter> letters, List<Fate> fates) {
        record Arrival(int place, Letter letter) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            for (int delay : fates.get(i % fates.size()).delays) {
                arrivals.add(new Arrival(i + delay, letters.get(i)));
            }
        }
        arrivals.sort(Comparator.comparingInt(Arrival::place));
        return arrivals.stream().map(Arrival::letter).toList();
    }

    /** Every port that a letter may open, in {@link Observed#pinholes()}'s form. */
    private static Set<String> portsOf(Letter letter) {
        Set<String> ports = new TreeSet<>();
        letter.body().lines().filter(line -> line.startsWith("m=audio ")).forEach(line -> {
            int port = Integer.parseInt(line.substring(8, line.indexOf(' ', 8)));
            String address = letter.from().other() + ">" + Sdp.dotted(PARTIES.seen(letter.from())) + ":";
            ports.add(address + port);
            ports.add(address + (port + 1));
        });
        return ports;
    }

    @Provide
    Arbitrary<List<Scenario>> severalScenarios() {
        return scenarios().list().ofMinSize(2).ofMaxSize(4);
    }

    @Provide
    Arbitrary<Scenario> scenarios() {
        return Scenario.any("call-1");
    }

    /** Calls that share the Call-ID now and then, and their ports always. */
    @Provide
    Arbitrary<Scenario> others() {
        return Arbitraries.of("call-1", "call-2", "call-2", "call-2").flatMap(Scenario::any);
    }

    /** A network that loses, doubles and delays. */
    @Provide
    Arbitrary<List<Fate>> fates() {
        Arbitrary<Integer> delay = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(0)),
                Tuple.of(3, Arbitraries.integers().between(1, 4)),
                Tuple.of(1, Arbitraries.integers().between(5, 40)));
        Arbitrary<Fate> fate = Arbitraries.frequency(Tuple.of(6, 1), Tuple.of(2, 0), Tuple.of(2, 2), Tuple.of(1, 4))
                .flatMap(copies -> delay.list().ofSize(copies))
                .map(Fate::new);
        return fate.list().ofMinSize(1).ofMaxSize(20);
    }

    /** A network that loses and reorders nothing, but repeats everything now or later. */
    @Provide
    Arbitrary<List<Fate>> copies() {
        Arbitrary<Fate> fate = Arbitraries.integers()
                .between(0, 50)
                .list()
                .ofMaxSize(3)
                .map(delays -> {
                    List<Integer> all = new ArrayList<>(List.of(0));
                    all.addAll(delays);
                    return new Fate(all);
                });
        return fate.list().ofMinSize(1).ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Integer>> pauses() {
        return Arbitraries.of(0, 0, 0, 0, 1, 5, 33, 70).list().ofMinSize(1).ofMaxSize(10);
    }

    @Provide
    Arbitrary<List<Forgery>> forgeries() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 3))
                .as(Forgery::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }
}
