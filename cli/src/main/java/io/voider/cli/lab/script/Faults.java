package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.VoiceMeter;
import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Topology;
import io.voider.cli.report.CallReport;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes things go wrong while two people talk, and measures what they hear of it. One thread at a time. */
final class Faults implements AutoCloseable {
    private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long AT_LEAST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long BACK_DIRECT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int CALL_SECONDS = 10;
    private static final long OLD_CALL_SECONDS = 300;

    private final World world;
    private final Conversation conversation;
    private final VoiceMeter caller;
    private final VoiceMeter callee;

    /** @param conversation whose call is to suffer */
    Faults(World world, Conversation conversation) throws InterruptedException {
        this.world = world;
        this.conversation = conversation;
        caller = VoiceMeter.at(conversation.caller(), world.topology().loop());
        callee = VoiceMeter.at(conversation.callee(), world.topology().loop());
    }

    /** Sees to it that a call runs, and that both hear each other. */
    void converse() throws IOException, InterruptedException {
        Optional<CallReport> call = conversation.running();
        if (call.isPresent() && Conversation.ageSeconds(call.get()) > OLD_CALL_SECONDS) {
            conversation.hangUp();
            call = Optional.empty();
        }
        if (call.isEmpty()) {
            conversation.establish(CALL_SECONDS);
        }
        if (!Await.until(AT_MOST_NANOS, this::isSteady)) {
            throw new IOException("there is a call, but no voice in it");
        }
    }

    private boolean isSteady() {
        return caller.steadyNanos() > STEADY_NANOS && callee.steadyNanos() > STEADY_NANOS;
    }

    /** Makes one fault happen, waits until the voice is back, mends what was broken, and says what was heard. */
    FaultReport strike(FaultKind kind) throws IOException, InterruptedException {
        converse();
        if (kind == FaultKind.PATH_DROP) {
            Await.until(BACK_DIRECT_NANOS, () -> "direct".equals(conversation.path()));
        }
        String before = conversation.path();
        long call = conversation.running().map(CallReport::id).orElse(0L);
        caller.begin();
        callee.begin();
        long began = System.nanoTime();
        happen(kind);
        Await.until(AT_LEAST_NANOS, () -> false);
        Await.until(kind.survivable() ? AT_MOST_NANOS : 0, this::isSteady);
        boolean survived =
                isSteady() && conversation.running().map(CallReport::id).orElse(-1L) == call;
        List<FaultReport.Gap> gaps = List.of(gap(conversation.caller(), caller), gap(conversation.callee(), callee));
        String after = kind.survivable() ? conversation.path() : null;
        mend(kind);
        Long again = null;
        if (!survived) {
            conversation.abandon();
            world.awaitLines(conversation.caller());
            world.awaitLines(conversation.callee());
            converse();
            again = Steps.millisSince(began);
        }
        return report(kind, survived, gaps, before, after, again);
    }

    private static FaultReport.Gap gap(LabHome home, VoiceMeter meter) {
        return new FaultReport.Gap(home.name(), TimeUnit.NANOSECONDS.toMillis(meter.longestGapNanos()));
    }

    private static FaultReport report(
            FaultKind kind,
            boolean survived,
            List<FaultReport.Gap> gaps,
            @Nullable String before,
            @Nullable String after,
            @Nullable Long again) {
        String outcome = survived
                ? String.format(
                        Locale.ROOT,
                        "the call went on; %s heard nothing for %d ms, %s for %d ms; the path was %s and is %s",
                        gaps.get(0).listener(),
                        gaps.get(0).gapMillis(),
                        gaps.get(1).listener(),
                        gaps.get(1).gapMillis(),
                        before,
                        after)
                : "the call ended, and " + again + " ms after it began, a new one had voice both ways";
        return new FaultReport(
                FaultReport.SCHEMA,
                kind.label(),
                survived || !kind.survivable(),
                survived,
                gaps,
                before,
                after,
                again,
                kind.words() + ": " + outcome);
    }

    private void happen(FaultKind kind) throws IOException, InterruptedException {
        LabHome struck = conversation.callee();
        switch (kind) {
            case PATH_DROP -> world.topology().part(conversation.caller().number(), struck.number());
            case NAT_REBOOT -> struck.rebootNats();
            case ADDRESS_CHANGE -> Topology.renumber(struck.outermost(), struck.number());
            case RENDEZVOUS_KILL -> world.killRendezvous();
            case OPENVPN_KILL ->
                world.node(struck)
                        .descendants()
                        .filter(process -> process.info().command().orElse("").endsWith("openvpn"))
                        .forEach(ProcessHandle::destroyForcibly);
            case NODE_KILL -> world.programs().kill(world.node(struck));
        }
    }

    private void mend(FaultKind kind) throws IOException, InterruptedException {
        switch (kind) {
            case PATH_DROP -> world.topology().rejoin();
            case RENDEZVOUS_KILL -> world.startRendezvous();
            case NODE_KILL -> {
                world.startNode(conversation.callee());
                world.awaitNode(conversation.callee());
            }
            case NAT_REBOOT, ADDRESS_CHANGE, OPENVPN_KILL -> {
                // The world is whole again; the nodes have to find their way in it.
            }
        }
    }

    @Override
    public void close() {
        caller.close();
        callee.close();
    }
}
