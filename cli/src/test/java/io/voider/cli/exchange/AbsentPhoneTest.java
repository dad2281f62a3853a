package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A phone that is not there, whether that is known or not, keeps nobody waiting who calls another as well. */
class AbsentPhoneTest {
    private static final String ALL = "172.29.1.0";

    private static Board board(String... forwards) {
        Settings settings = Settings.DEFAULT;
        for (String forward : forwards) {
            settings = settings.with("forward", forward);
        }
        return new Board(SignallingBudget.DEFAULT, Board.state().with(settings));
    }

    private static List<String> told(List<Board.Sent> sent) {
        return sent.stream()
                .map(each -> each.destination() + " " + each.startLine().replace(" SIP/2.0", ""))
                .toList();
    }

    /** Where it rings when bob calls. */
    private static List<String> rings(Board board, String number) {
        return board.fromFriend(invite(BOB, number, 6000)).stream()
                .filter(sent -> sent.startLine().startsWith("INVITE"))
                .map(Board.Sent::destination)
                .toList();
    }

    private static List<String> says(Board board, String phone, String status) {
        String text = response(status, phone, BOBS_NUMBER, 1, "INVITE").text();
        return told(board.take(Network.PHONES, phone, BOBS_NUMBER, text));
    }

    @Test
    void whoIsKnownNotToBeThereIsLeftOut() {
        Board board = board();
        board.absent.add(Board.address(OTHER_PHONE));
        assertThat(rings(board, ALL)).containsExactly(PHONE);
        assertThat(says(board, PHONE, "486 Busy Here"))
                .containsExactly(PHONE + " ACK sip:" + PHONE, BOB + " SIP/2.0 486 Busy Here");
    }

    @Test
    void ifNobodyIsKnownToBeThereAllRing() {
        Board board = board();
        board.absent.add(Board.address(PHONE));
        board.absent.add(Board.address(OTHER_PHONE));
        assertThat(rings(board, ALL)).containsExactly(PHONE, OTHER_PHONE);
    }

    @Test
    void inItsPlaceRingsAtOnceWhoWouldIfItWereNotAnswered() {
        Board board = board("1 to 2 after 20s");
        board.absent.add(Board.address(PHONE));
        assertThat(rings(board, Board.ALICE)).containsExactly(OTHER_PHONE);
    }

    @Test
    void nothingIsForwardedToIt() {
        Board board = board("1 to 2 after 20s", "1 to 2 if busy");
        board.absent.add(Board.address(OTHER_PHONE));
        assertThat(rings(board, Board.ALICE)).containsExactly(PHONE);
        says(board, PHONE, "180 Ringing");
        assertThat(board.pass(60)).as("it rings on").isEmpty();
        assertThat(says(board, PHONE, "486 Busy Here"))
                .containsExactly(PHONE + " ACK sip:" + PHONE, BOB + " SIP/2.0 486 Busy Here");
    }

    @Test
    void whoSaysNothingAtAllIsNotWaitedForBehindABusyOne() {
        Board board = board();
        assertThat(rings(board, ALL)).containsExactly(PHONE, OTHER_PHONE);
        says(board, PHONE, "486 Busy Here");
        assertThat(told(board.pass(3)))
                .containsOnly(OTHER_PHONE + " INVITE sip:" + OTHER_PHONE)
                .hasSize(2);
        assertThat(told(board.pass(1)))
                .containsExactly(OTHER_PHONE + " INVITE sip:" + OTHER_PHONE, BOB + " SIP/2.0 486 Busy Here");
        board.fromFriend(fresh("ACK", BOB, ALL));
        assertThat(board.pass(10)).as("it is not asked again").isEmpty();
        assertThat(says(board, OTHER_PHONE, "180 Ringing"))
                .as("it was there all the same")
                .containsExactly(OTHER_PHONE + " CANCEL sip:" + OTHER_PHONE);
        assertThat(says(board, OTHER_PHONE, "487 Request Terminated"))
                .containsExactly(OTHER_PHONE + " ACK sip:" + OTHER_PHONE);
        board.pass(60);
        assertThat(board.switchboard.isIdle()).isTrue();
    }

    @Test
    void whoGivesUpHasTheAnswerSoon() {
        Board board = board();
        assertThat(rings(board, ALL)).hasSize(2);
        says(board, PHONE, "180 Ringing");
        board.pass(10);
        board.fromFriend(fresh("CANCEL", BOB, ALL));
        assertThat(says(board, PHONE, "487 Request Terminated"))
                .containsExactly(PHONE + " ACK sip:" + PHONE, BOB + " SIP/2.0 487 Request Terminated");
    }
}
