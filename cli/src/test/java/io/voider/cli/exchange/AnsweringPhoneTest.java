package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.back;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The history says which phone of this home answered. */
class AnsweringPhoneTest {
    private Board board = new Board();

    private @Nullable Integer answeredBy() {
        return board.told.get(board.told.size() - 1).answeredBy();
    }

    private void answers(String phone, String caller) {
        board.take(
                Network.PHONES,
                phone,
                caller,
                response("200 OK", phone, caller, 1, "INVITE").sdp(4000).text());
    }

    @Test
    void theOneThatWasDialled() {
        board.fromFriend(invite(Board.BOB, "172.29.1.2", 6000));
        assertThat(answeredBy()).isNull();
        answers(OTHER_PHONE, BOBS_NUMBER);
        assertThat(answeredBy()).isEqualTo(2);
        board.take(
                Network.PHONES,
                OTHER_PHONE,
                BOBS_NUMBER,
                back("BYE", OTHER_PHONE, BOBS_NUMBER, 1).text());
        board.pass(60);
        assertThat(board.kept.get(0).answeredBy()).isEqualTo(2);
    }

    @Test
    void theOneThatItWasForwardedTo() {
        board = new Board(SignallingBudget.DEFAULT, Board.state().with(Settings.DEFAULT.with("forward", "1 to 2")));
        board.fromFriend(invite(Board.BOB, Board.ALICE, 6000));
        answers(OTHER_PHONE, BOBS_NUMBER);
        assertThat(answeredBy()).isEqualTo(2);
    }

    @Test
    void theOtherOfTwoAtHomeWhoeverCalls() {
        board.take(
                Network.PHONES,
                PHONE,
                "10.1.1.2",
                invite(PHONE, "10.1.1.2", 6000).text());
        answers(OTHER_PHONE, "10.1.1.1");
        assertThat(answeredBy()).isEqualTo(2);
        board = new Board();
        board.take(
                Network.PHONES,
                OTHER_PHONE,
                "10.1.1.1",
                invite(OTHER_PHONE, "10.1.1.1", 6000).text());
        answers(PHONE, "10.1.1.2");
        assertThat(answeredBy()).isEqualTo(1);
    }

    @Test
    void noneOfThisHomesIfAFriendIsCalled() {
        board.talkingToBob();
        assertThat(answeredBy()).isNull();
    }
}
