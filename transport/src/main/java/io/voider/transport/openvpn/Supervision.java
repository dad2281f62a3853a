package io.voider.transport.openvpn;

import io.voider.transport.openvpn.ManagementMessage.State;
import io.voider.transport.openvpn.TunnelState.Event;
import java.util.function.BooleanSupplier;

/**
 * What is to be done with a tunnel's OpenVPN process, from what it says and what becomes of it: when to start it, to release
 * its hold, to kill it, to start it anew. Which state follows which stands in {@link TunnelState}, and how long to wait in
 * {@link RestartPace}.
 *
 * <p>Pure: it is told the time, in nanoseconds of one clock, and its {@link Outputs} do the work. There is one alarm at a
 * time: a new one takes the place of the one before.
 */
final class Supervision {
    static final long SECOND_NANOS = 1_000_000_000L;

    /** From the process's start until it speaks; it takes some 20 ms, on a machine with much else to do a hundred times that. */
    static final long SPEAK_NANOS = 10 * SECOND_NANOS;

    /** A client says goodbye to its server for a second. */
    static final long STOP_NANOS = 3 * SECOND_NANOS;

    /** Between two releases of one process, so that a peer that refuses at once does not keep both busy. */
    static final long RELEASE_NANOS = SECOND_NANOS;

    /** From the end of its management connection to the process's own, which says more. */
    static final long END_NANOS = SECOND_NANOS;

    /** What is to be done. */
    interface Outputs {
        /** The tunnel is in another state. */
        void changed(TunnelTransition transition);

        /** A process is to be started; {@link #launched} or {@link #ended} is to be told. */
        void launch();

        /** The process is to be told that. */
        void command(ManagementCommand command);

        /** The process is to be killed, or not to be started; {@link #ended} is to be told. */
        void kill();

        /** There will be no more processes: nothing is to be left of them. */
        void cleanUp();

        /** After so many nanoseconds {@link #alarm} is to be called, and not at any time set before. */
        void alarmAfter(long nanos);
    }

    /** What the alarm is set for. */
    private enum Awaited {
        NOTHING,
        FIRST_WORD,
        RELEASE,
        END_AFTER_ITS_CONNECTION,
        END_AFTER_GOODBYE,
        NEXT_START
    }

    private final RestartPace pace;
    private final BooleanSupplier mayConnect;
    private final Outputs outputs;
    private volatile TunnelState state = TunnelState.STOPPED;
    private Awaited awaited = Awaited.NOTHING;
    private boolean running;
    private boolean listening;
    private boolean hadBeenUp;
    private long releasedNanos;
    private String trouble = "";

    /** @param mayConnect whether a hold may be released now */
    Supervision(RestartPace pace, BooleanSupplier mayConnect, Outputs outputs, long nowNanos) {
        this.pace = pace;
        this.mayConnect = mayConnect;
        this.outputs = outputs;
        this.releasedNanos = nowNanos - RELEASE_NANOS;
    }

    /** Where the tunnel stands. From any thread. */
    TunnelState state() {
        return state;
    }

    /** Begins, once. */
    void start(long nowNanos) {
        begin("started", nowNanos);
    }

    private void begin(String reason, long nowNanos) {
        change(Event.START, reason, nowNanos);
        pace.started(nowNanos);
        hadBeenUp = false;
        trouble = "";
        outputs.launch();
    }

    /** The process runs. */
    void launched() {
        running = true;
        if (state == TunnelState.STARTING) {
            await(Awaited.FIRST_WORD, SPEAK_NANOS);
        } else {
            outputs.kill();
        }
    }

    /** It listens to commands. */
    void connected() {
        listening = true;
    }

    /** It waits to be released. */
    void held(long nowNanos) {
        if (awaited == Awaited.FIRST_WORD) {
            awaited = Awaited.NOTHING;
        }
        change(Event.HELD, trouble.isEmpty() ? "waits for a path" : trouble, nowNanos);
        connectIfPossible(nowNanos);
    }

    /** It may be possible to connect now. */
    void connectIfPossible(long nowNanos) {
        if (state != TunnelState.HELD || !mayConnect.getAsBoolean()) {
            return;
        }
        long wait = releasedNanos + RELEASE_NANOS - nowNanos;
        if (wait > 0) {
            await(Awaited.RELEASE, wait);
            return;
        }
        releasedNanos = nowNanos;
        change(Event.RELEASED, "released", nowNanos);
        outputs.command(ManagementCommand.HOLD_RELEASE);
    }

    /** It says where it stands. */
    void stands(State stands, long nowNanos) {
        if (stands.name().equals("CONNECTED") && !stands.detail().equals("ERROR")) {
            trouble = "";
            hadBeenUp = true;
            change(Event.CONNECTED, "connected", nowNanos);
        } else if (stands.name().equals("RECONNECTING")) {
            change(Event.RECONNECTING, trouble.isEmpty() ? stands.detail() : trouble, nowNanos);
        }
    }

    /** It logs a line, which may say what its trouble is. */
    void logged(String text) {
        Diagnosis.of(text).ifPresent(meaning -> trouble = meaning);
    }

    /** The session is of no use any more, and a client is to begin another. */
    void reconnect(String why) {
        if (state == TunnelState.UP || state == TunnelState.CONNECTING) {
            trouble = why;
            outputs.command(ManagementCommand.signal(ManagementCommand.Signal.SIGUSR1));
        }
    }

    /** It does not listen to commands any more. */
    void disconnected(String reason) {
        listening = false;
        if (state == TunnelState.STOPPING) {
            return; // it has been told, and has its time
        }
        if (reason.equals(ManagementClient.CLOSED)) {
            await(Awaited.END_AFTER_ITS_CONNECTION, END_NANOS);
        } else {
            kill(reason);
        }
    }

    private void kill(String why) {
        if (running) {
            trouble = trouble.isEmpty() ? why : trouble;
            outputs.kill();
        }
    }

    /** There is no process, or none any more. */
    void ended(String reason, long nowNanos) {
        running = false;
        listening = false;
        awaited = Awaited.NOTHING;
        String why = trouble.isEmpty() ? reason : trouble;
        change(Event.EXITED, why, nowNanos);
        if (state == TunnelState.FAILING) {
            trouble = why;
            await(Awaited.NEXT_START, pace.delayNanos(nowNanos, hadBeenUp));
        } else if (state == TunnelState.STOPPED) {
            outputs.cleanUp();
        }
    }

    /** The process is to end, for good. A second time changes nothing: it would end without saying goodbye. */
    void stop(long nowNanos) {
        if (state == TunnelState.STOPPING) {
            return;
        }
        awaited = Awaited.NOTHING;
        change(Event.STOP, "stopped", nowNanos);
        if (state == TunnelState.STOPPED) {
            outputs.cleanUp();
        } else if (running && listening) {
            outputs.command(ManagementCommand.signal(ManagementCommand.Signal.SIGTERM));
            await(Awaited.END_AFTER_GOODBYE, STOP_NANOS);
        } else {
            outputs.kill();
        }
    }

    private void await(Awaited what, long nanos) {
        awaited = what;
        outputs.alarmAfter(nanos);
    }

    /** The time that was set last has come. */
    void alarm(long nowNanos) {
        Awaited missed = awaited;
        awaited = Awaited.NOTHING;
        switch (missed) {
            case NOTHING -> {}
            case FIRST_WORD -> kill("it did not say anything for 10 s");
            case RELEASE -> connectIfPossible(nowNanos);
            case END_AFTER_ITS_CONNECTION -> kill(ManagementClient.CLOSED);
            case END_AFTER_GOODBYE -> kill("it did not end by itself");
            case NEXT_START -> begin("again, after: " + trouble, nowNanos);
        }
    }

    private void change(Event event, String reason, long nowNanos) {
        TunnelState before = state;
        TunnelState after = before.after(event);
        state = after;
        if (after != before) {
            outputs.changed(new TunnelTransition(before, after, nowNanos, reason));
        }
    }
}
