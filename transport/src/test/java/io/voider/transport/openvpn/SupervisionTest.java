package io.voider.transport.openvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.openvpn.ManagementMessage.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is done with an OpenVPN process at which time; there is none here, and nothing waits. */
class SupervisionTest {
    private static final long SECOND = Supervision.SECOND_NANOS;
    private static final String RELEASE = "hold release";

    private final List<String> done = new ArrayList<>();
    private final List<TunnelTransition> transitions = new ArrayList<>();
    private long nowNanos = 100 * SECOND;
    private long alarmNanos = Long.MAX_VALUE;
    private boolean mayConnect = true;

    private final Supervision supervision = new Supervision(
            new RestartPace(new Random(1)),
            () -> mayConnect,
            new Supervision.Outputs() {
                @Override
                public void changed(TunnelTransition transition) {
                    transitions.add(transition);
                }

                @Override
                public void launch() {
                    done.add("launch");
                }

                @Override
                public void command(ManagementCommand command) {
                    done.add(command.text());
                }

                @Override
                public void kill() {
                    done.add("kill");
                }

                @Override
                public void cleanUp() {
                    done.add("clean up");
                }

                @Override
                public void alarmAfter(long nanos) {
                    alarmNanos = nowNanos + nanos;
                }
            },
            nowNanos);

    private List<String> doneSince() {
        List<String> since = List.copyOf(done);
        done.clear();
        return since;
    }

    /** Lets time pass; the alarm goes when its time comes. */
    private void pass(long nanos) {
        long until = nowNanos + nanos;
        while (alarmNanos <= until) {
            nowNanos = alarmNanos;
            alarmNanos = Long.MAX_VALUE;
            supervision.alarm(nowNanos);
        }
        nowNanos = until;
    }

    private TunnelTransition last() {
        return transitions.get(transitions.size() - 1);
    }

    private void says(String name, String detail) {
        supervision.stands(new State(0, name, detail, List.of()), nowNanos);
    }

    private void startUntilHeld() {
        supervision.start(nowNanos);
        supervision.launched();
        supervision.connected();
        supervision.held(nowNanos);
    }

    private void startUntilUp() {
        startUntilHeld();
        says("CONNECTED", "SUCCESS");
        assertThat(supervision.state()).isEqualTo(TunnelState.UP);
        done.clear();
    }

    @Test
    void startsReleasesAndIsUp() {
        startUntilHeld();
        says("CONNECTED", "SUCCESS");
        assertThat(doneSince()).containsExactly("launch", RELEASE);
        assertThat(transitions)
                .extracting(TunnelTransition::to)
                .containsExactly(TunnelState.STARTING, TunnelState.HELD, TunnelState.CONNECTING, TunnelState.UP);
    }

    @Test
    void aHoldIsReleasedWhenThereIsAPathAndNotMoreThanOnceASecond() {
        mayConnect = false;
        startUntilHeld();
        assertThat(doneSince()).containsExactly("launch");
        assertThat(last().reason()).isEqualTo("waits for a path");
        mayConnect = true;
        supervision.connectIfPossible(nowNanos);
        assertThat(doneSince()).containsExactly(RELEASE);
        pass(SECOND / 4);
        supervision.held(nowNanos);
        assertThat(doneSince()).isEmpty();
        pass(3 * SECOND / 4);
        assertThat(doneSince()).containsExactly(RELEASE);
    }

    @Test
    void aProcessThatSaysNothingIsKilledAndStartedAnew() {
        supervision.start(nowNanos);
        supervision.launched();
        pass(Supervision.SPEAK_NANOS);
        assertThat(doneSince()).containsExactly("launch", "kill");
        supervision.ended("OpenVPN was killed by signal 9", nowNanos);
        assertThat(last().to()).isEqualTo(TunnelState.FAILING);
        assertThat(last().reason()).isEqualTo("it did not say anything for 10 s");
        pass(SECOND);
        assertThat(doneSince()).containsExactly("launch");
        assertThat(last().reason()).isEqualTo("again, after: it did not say anything for 10 s");
    }

    @Test
    void whatHadBeenUpIsStartedAtOnce() {
        startUntilUp();
        pass(5 * SECOND);
        supervision.ended("OpenVPN was killed by signal 9", nowNanos);
        pass(0);
        assertThat(doneSince()).containsExactly("launch");
    }

    @Test
    void theLogSaysMoreThanTheExitCode() {
        startUntilHeld();
        supervision.logged("VERIFY ERROR: depth=0, error=certificate has expired: CN=1");
        supervision.ended("OpenVPN ended with code 1", nowNanos);
        assertThat(last().reason()).contains("the other side's certificate has expired");
    }

    @Test
    void whatWasWrongBeforeASessionIsForgottenWithIt() {
        startUntilHeld();
        supervision.logged("TLS key negotiation failed to occur within 10 seconds");
        says("CONNECTED", "SUCCESS");
        supervision.ended("OpenVPN was killed by signal 9", nowNanos);
        assertThat(last().reason()).isEqualTo("OpenVPN was killed by signal 9");
    }

    @Test
    void aLostSessionIsBegunAnewAndTheStateSaysWhy() {
        startUntilUp();
        supervision.reconnect("the exchange does not know our session any more");
        assertThat(doneSince()).containsExactly("signal SIGUSR1");
        says("RECONNECTING", "SIGUSR1");
        assertThat(last().to()).isEqualTo(TunnelState.CONNECTING);
        assertThat(last().reason()).isEqualTo("the exchange does not know our session any more");
    }

    @Test
    void aConnectionThatHangsMeansAProcessThatHangs() {
        startUntilUp();
        supervision.disconnected("OpenVPN does not answer 'state'");
        assertThat(doneSince()).containsExactly("kill");
    }

    @Test
    void aConnectionThatOpenVpnClosedGivesItASecondToEndByItself() {
        startUntilUp();
        supervision.disconnected(ManagementClient.CLOSED);
        pass(Supervision.END_NANOS - 1);
        assertThat(doneSince()).isEmpty();
        pass(1);
        assertThat(doneSince()).containsExactly("kill");
    }

    @Test
    void stopsWithAGoodbyeAndKillsWhoDoesNotGo() {
        startUntilUp();
        supervision.stop(nowNanos);
        supervision.stop(nowNanos);
        assertThat(doneSince()).containsExactly("signal SIGTERM");
        supervision.held(nowNanos); // was under way
        supervision.disconnected(ManagementClient.CLOSED);
        pass(Supervision.STOP_NANOS);
        assertThat(doneSince()).containsExactly("kill");
        supervision.ended("OpenVPN was killed by signal 9", nowNanos);
        assertThat(doneSince()).containsExactly("clean up");
        pass(60 * SECOND);
        assertThat(doneSince()).isEmpty();
    }

    @Test
    void stoppedBeforeThereIsAProcessStartsNone() {
        supervision.start(nowNanos);
        supervision.stop(nowNanos);
        assertThat(doneSince()).containsExactly("launch", "kill");
        supervision.ended("stopped before it was started", nowNanos);
        assertThat(doneSince()).containsExactly("clean up");
        assertThat(supervision.state()).isEqualTo(TunnelState.STOPPED);
    }

    @Test
    void stoppedWhileItWaitsForItsNextStartEndsAtOnce() {
        supervision.start(nowNanos);
        supervision.ended("OpenVPN cannot be started: no such file", nowNanos);
        supervision.stop(nowNanos);
        pass(60 * SECOND);
        assertThat(doneSince()).containsExactly("launch", "clean up");
    }
}
