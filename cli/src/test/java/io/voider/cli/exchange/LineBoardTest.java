package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.LineReport;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBoardTest {
    private static final LineId BOB = LineId.friend(2);
    private static final LineBoard.Carrier DIRECT = new LineBoard.Carrier("direct", 50.0, null);

    private final List<String> told = new ArrayList<>();
    private final LineBoard board = new LineBoard(
            Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC),
            line -> 3,
            change -> told.add(change.line().state()));

    @Test
    void goesThroughTheStatesOfALineFromNothingToADialToneAndBack() {
        board.add(BOB, "bob");
        board.peer(BOB, true);
        board.path(BOB, DIRECT, null);
        board.tunnel(BOB, true, "connected");
        board.path(BOB, null, "the path fell silent");
        board.path(BOB, DIRECT, null);
        board.remove(BOB);
        assertThat(told).containsExactly("finding", "connecting", "up", "failing", "up", "cut-off");
        assertThat(board.reports()).isEmpty();
    }

    @Test
    void aTunnelThroughWhichNothingComesIsNotUpAndTheLineSaysSo() {
        board.add(BOB, "bob");
        board.path(BOB, DIRECT, null);
        board.tunnel(BOB, true, "connected");
        board.silent(BOB, true);
        assertThat(board.state(BOB)).isEqualTo(LineState.CONNECTING);
        assertThat(board.whyUnavailable(BOB)).isEqualTo("Connecting to bob");
        assertThat(board.reports().get(0).why()).contains("a path").contains("nothing comes back through the tunnel");
        board.path(BOB, null, "the path broke");
        assertThat(board.state(BOB)).isEqualTo(LineState.FAILING);
        board.path(BOB, DIRECT, null);
        board.silent(BOB, false);
        assertThat(board.state(BOB)).isEqualTo(LineState.UP);
    }

    @Test
    void namesThisNodesOwnConnectionWhereThatIsWhatIsMissing() {
        board.add(BOB, "bob");
        board.rendezvous(BOB, "its name is not known here: look at this network's DNS");
        assertThat(board.whyUnavailable(BOB)).isEqualTo("My node cannot reach the rendezvous");
        assertThat(board.reports().get(0).why())
                .startsWith("this node is not connected")
                .contains("DNS");
        board.rendezvous(BOB, "");
        assertThat(board.whyUnavailable(BOB)).isEqualTo("bob is not there");
        assertThat(board.reports().get(0).why()).isEqualTo("bob's node is not connected to the rendezvous");
    }

    @Test
    void aRepairIsTheLinesWhyAndToldOnce() {
        List<String> repairs = new ArrayList<>();
        board.add(BOB, "bob");
        board.onRepair((line, what) -> repairs.add(line + " " + what));
        board.path(BOB, DIRECT, null);
        board.tunnel(BOB, true, "");
        board.repair(BOB, "sent twice");
        board.repair(BOB, "sent twice");
        board.repair(LineId.friend(3), "nobody's");
        assertThat(board.reports().get(0).why()).isEqualTo("sent twice");
        assertThat(board.whyUnavailable(BOB)).isEmpty();
        board.repair(BOB, "");
        assertThat(board.reports().get(0).why()).isEmpty();
        assertThat(repairs).containsExactly("10.1.2.1 sent twice", "10.1.2.1 ");
    }

    @Test
    void tellsThePhoneWhyItCannotCall() {
        board.add(BOB, "bob");
        assertThat(board.whyUnavailable(BOB)).isEqualTo("bob is not there");
        board.path(BOB, DIRECT, null);
        assertThat(board.whyUnavailable(BOB)).isEqualTo("Connecting to bob");
        board.tunnel(BOB, true, "");
        assertThat(board.whyUnavailable(BOB)).isEmpty();
        assertThat(board.whyUnavailable(LineId.HOME)).isEmpty();
        assertThat(board.whyUnavailable(LineId.friend(3))).isNotEmpty();
    }

    @Test
    void reportsWhatCarriesTheLine() {
        board.add(BOB, "bob");
        board.path(BOB, new LineBoard.Carrier("relayed", null, "both NATs are symmetric"), null);
        LineReport report = board.reports().get(0);
        assertThat(report.dial()).isEqualTo("10.1.2.1");
        assertThat(report.path()).isEqualTo("relayed");
        assertThat(report.whyNotDirect()).isEqualTo("both NATs are symmetric");
        assertThat(report.calls()).isEqualTo(3);
    }

    @Test
    void countsWhatIsUp() {
        assertThat(board.summary()).isEqualTo("no lines yet");
        board.add(BOB, "bob");
        assertThat(board.summary()).isEqualTo("0 of 1 line is up");
        board.add(LineId.friend(3), "carol");
        board.path(BOB, DIRECT, null);
        board.tunnel(BOB, true, "");
        assertThat(board.summary()).isEqualTo("1 of 2 lines is up");
    }

    @Test
    void whoRunsButCannotBeIntroducedHereIsSaidToRun() {
        board.add(BOB, "bob");
        board.peerElsewhere(BOB, true);
        assertThat(board.reports().get(0).why())
                .isEqualTo("bob's node runs, but is not connected to this exchange's rendezvous");
        assertThat(board.state(BOB)).isEqualTo(LineState.NO_PEER);
    }

    @Test
    void aLineThatTwoMachinesUseSaysSoWhateverItsStateAndTellsOnce() {
        board.add(BOB, "bob");
        board.usedTwice(BOB, "also used at 192.0.2.1");
        board.usedTwice(BOB, "also used at 192.0.2.1");
        board.usedTwice(LineId.friend(3), "nobody's");
        assertThat(told).containsExactly("no-peer");
        assertThat(board.reports().get(0).why()).isEqualTo("also used at 192.0.2.1");
        board.path(BOB, DIRECT, null);
        board.tunnel(BOB, true, "");
        board.repair(BOB, "sent twice");
        assertThat(board.reports().get(0).why()).isEqualTo("also used at 192.0.2.1; sent twice");
    }

    @Test
    void aLineThatCannotBeSetUpSaysWhyUntilItIsAddedAnew() {
        board.add(BOB, "bob");
        board.outOfOrder(BOB, "its key file is cut short");
        assertThat(board.whyUnavailable(BOB)).isEqualTo("The line to bob is out of order");
        assertThat(board.reports().get(0).why()).isEqualTo("its key file is cut short");
        board.add(BOB, "bob");
        assertThat(board.state(BOB)).isEqualTo(LineState.NO_PEER);
    }

    @Test
    void whileTheTunnelIsSetUpItsOwnWordsAreTheReason() {
        board.add(BOB, "bob");
        board.path(BOB, DIRECT, null);
        assertThat(board.reports().get(0).why()).isEqualTo("setting up the tunnel");
        board.tunnel(BOB, false, "its certificate has expired");
        assertThat(board.reports().get(0).why()).isEqualTo("its certificate has expired");
    }

    @Test
    void friendsAndExchangesAreToldApart() {
        board.add(BOB, "bob");
        board.add(LineId.joined(2), "erin");
        assertThat(board.reports()).extracting(LineReport::role).containsExactly("friend", "exchange");
        assertThat(board.name(LineId.joined(2))).isEqualTo("erin");
        assertThat(board.name(LineId.friend(9))).isEmpty();
        assertThat(board.state(LineId.friend(9))).isNull();
    }

    @Test
    void thePhonesHaveAReasonOfTheirOwn() {
        assertThat(board.whyNoPhone()).isEmpty();
        board.phones("the phone is not connected");
        assertThat(board.whyNoPhone()).isEqualTo("the phone is not connected");
    }
}
