package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.Phone;
import io.voider.cli.lab.phone.Recording;
import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.StreamReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One home calls another: the call from the caller's dialling to what both heard. */
final class Conversation {
    private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int CALL_SECONDS = 10;
    private static final int FEW_PACKETS = 50;

    private final World world;
    private final Steps steps;
    private final Party calling;
    private final Party called;
    private final String number;
    private final String dialled;

    /**
     * One side of it.
     *
     * @param home whose
     * @param phone the telephone there
     * @param spoken what it says, if it says something of its own
     */
    record Party(LabHome home, Phone phone, Recording spoken) {
        String name() {
            return home.name();
        }
    }

    /**
     * @param number the called phone's, {@code 10.i.s.p} for the caller
     * @param dialled what the caller dials: that, or a short number or a name at its gateway
     */
    Conversation(World world, Steps steps, Party calling, Party called, String number, String dialled) {
        this.dialled = dialled;
        this.world = world;
        this.steps = steps;
        this.calling = calling;
        this.called = called;
        this.number = number;
    }

    Party calling() {
        return calling;
    }

    Party called() {
        return called;
    }

    /** The called phone's number, whatever is dialled for it. */
    String number() {
        return number;
    }

    LabHome caller() {
        return calling.home();
    }

    LabHome callee() {
        return called.home();
    }

    /** Dials, hears it ring, and is answered. */
    void place() throws IOException, InterruptedException {
        long began = System.nanoTime();
        calling.phone().dial(dialled);
        calling.phone().await(Phone.Progress.RINGING, dialled, CALL_SECONDS);
        steps.tell("ringing", began, calling.name() + " dialled " + dialled + "; " + called.name() + "'s phone rings");
        calling.phone().await(Phone.Progress.ESTABLISHED, dialled, CALL_SECONDS);
        steps.tell("answered", began, called.name() + " answered");
    }

    /** Dials and is answered, and tells nobody. */
    void establish(int seconds) throws IOException, InterruptedException {
        dial();
        awaitAnswer(seconds);
    }

    /** Dials, and does not wait. */
    void dial() throws IOException {
        calling.phone().dial(dialled);
    }

    /** Waits until it is answered. */
    void awaitAnswer(int seconds) throws IOException, InterruptedException {
        calling.phone().await(Phone.Progress.ESTABLISHED, dialled, seconds);
    }

    /** The caller hangs up. */
    void hangUp() throws IOException, InterruptedException {
        calling.phone().hangUp(dialled);
        calling.phone().await(Phone.Progress.CLOSED, dialled, CALL_SECONDS);
    }

    /** Hangs up on both sides, and does not care how each takes it: the nodes may have forgotten the call. */
    void abandon() throws IOException {
        calling.phone().hangUp(dialled);
        called.phone().hangUp("");
    }

    /** The call as the caller's node sees it, if it runs. */
    Optional<CallReport> running() throws IOException {
        return world.calls(caller()).stream()
                .filter(call -> call.line().equals(number)
                        && call.answeredAt() != null
                        && !call.state().equals("ended"))
                .findFirst();
    }

    /** How long ago it was answered. */
    static long ageSeconds(CallReport call) {
        Instant answered = call.answeredAt();
        return answered == null ? 0 : Duration.between(answered, Instant.now()).toSeconds();
    }

    /** What carries the line now: {@code direct}, {@code relayed}, or null. */
    @Nullable
    String path() throws IOException {
        return world.lines(caller()).stream()
                .filter(line -> line.dial().equals(number))
                .findFirst()
                .map(LineReport::path)
                .orElse(null);
    }

    /** Waits until the caller's node says that the call is {@code held}, or {@code answered} … */
    void awaitState(String state) throws IOException, InterruptedException {
        if (!Await.until(
                NOTICE_NANOS,
                () -> running().filter(call -> call.state().equals(state)).isPresent())) {
            throw new IOException("the call from " + calling.name() + " is not " + state);
        }
    }

    /** Waits until the caller's node says that no such call runs. */
    void awaitEnd() throws IOException, InterruptedException {
        if (!Await.until(NOTICE_NANOS, () -> running().isEmpty())) {
            throw new IOException("the call from " + calling.name() + " to " + called.name() + " does not end");
        }
    }

    /**
     * Says how the call was, which must be over.
     *
     * @param listen whether what the phones heard can be told apart from other calls
     */
    LabVerdict.CallResult judge(boolean listen) throws IOException, InterruptedException {
        Double byCaller = listen ? heard(calling, called) : null;
        Double byCallee = listen ? heard(called, calling) : null;
        CallReport call = ended();
        long lost = call.media().stream().mapToLong(StreamReport::lost).sum();
        Double mos = call.mos();
        boolean bothWays = call.media().stream()
                        .filter(stream -> stream.packets() >= FEW_PACKETS)
                        .map(StreamReport::towards)
                        .distinct()
                        .count()
                == 2;
        boolean ok = bothWays && isAudible(byCaller) && isAudible(byCallee);
        String voice = bothWays ? "" : ", but voice did not pass both ways";
        steps.note(
                "call",
                ok,
                calling.name() + " → " + called.name() + ": " + lost + " packets lost, MOS "
                        + (mos == null ? "unknown" : String.format(Locale.ROOT, "%.2f", mos)) + voice,
                Map.of("lost", lost, "streams", call.media()));
        List<Double> correlation =
                Stream.of(byCaller, byCallee).filter(Objects::nonNull).toList();
        return new LabVerdict.CallResult(
                calling.name(), called.name(), call.answeredAt() != null, ok, correlation, lost, mos);
    }

    private boolean isAudible(@Nullable Double correlation) {
        return correlation == null || correlation >= world.options().cable().leastCorrelation();
    }

    /** How much of what was said arrived; a phone that says nothing of its own sends back what the listener says. */
    private @Nullable Double heard(Party listener, Party speaker) throws IOException {
        if (!listener.phone().kind().records()) {
            return null;
        }
        long began = System.nanoTime();
        boolean echo = !speaker.phone().kind().records();
        Recording said = echo ? listener.spoken() : speaker.spoken();
        Recording.Likeness likeness = listener.phone().heard().likenessTo(said);
        double correlation = likeness.correlation();
        steps.tell(
                "audio",
                isAudible(correlation),
                began,
                String.format(
                        Locale.ROOT,
                        "%s heard %s: correlation %.4f over %d ms",
                        listener.name(),
                        echo ? "the echo of " + speaker.name() + "'s phone" : speaker.name(),
                        correlation,
                        likeness.comparedSamples() / (Recording.RATE / 1000)),
                Map.of("listener", listener.name(), "speaker", speaker.name(), "correlation", correlation));
        return correlation;
    }

    /** The call as the caller's node remembers it, once it knows that it has ended. */
    private CallReport ended() throws IOException, InterruptedException {
        if (!Await.until(NOTICE_NANOS, () -> ownEnded().findFirst().isPresent())) {
            throw new IOException(calling.name() + "'s node does not know that the call ended");
        }
        return ownEnded().findFirst().orElseThrow();
    }

    private Stream<CallReport> ownEnded() throws IOException {
        return world.calls(caller()).stream()
                .filter(each -> each.line().equals(number) && each.state().equals("ended"));
    }
}
