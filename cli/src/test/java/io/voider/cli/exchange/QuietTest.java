package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What friends hear, and what they do not, while nothing is to ring here. */
class QuietTest {
    private final Board board = new Board();

    private String bobs(String method) {
        return Board.only(board.fromFriend(Wording.fresh(method, Board.BOB, Board.ALICE)));
    }

    @Test
    void whoeverCallsIsToldAndNothingRings() {
        board.quiet = "Not to be disturbed until 07:00";
        assertThat(bobs("INVITE")).isEqualTo("SIP/2.0 480 Not to be disturbed until 07:00");
    }

    @Test
    void whatMakesNothingRingArrives() {
        board.quiet = "Not to be disturbed";
        assertThat(bobs("OPTIONS")).startsWith("OPTIONS ");
    }

    @Test
    void aCallThatRingsAlreadyGoesOn() {
        assertThat(bobs("INVITE")).startsWith("INVITE ");
        board.quiet = "Not to be disturbed";
        assertThat(bobs("INVITE")).as("sent again").startsWith("INVITE ");
    }

    /** A Call-ID is the caller's to choose: one that was here before is no leave to ring. */
    @Test
    void whoeverUsesACallIdAgainMakesNothingRing() {
        assertThat(bobs("INVITE")).startsWith("INVITE ");
        board.fromPhone(Wording.response("486 Busy Here", Board.PHONE, Board.BOBS_NUMBER, 1, "INVITE"));
        board.fromFriend(Wording.request("ACK", Board.BOB, Board.ALICE, 1));
        board.quiet = "Not to be disturbed";
        assertThat(bobs("INVITE")).as("the same again").startsWith("SIP/2.0 480 ");
        for (int cSeq = 2; cSeq < 5; cSeq++) {
            board.pass(20);
            assertThat(Board.only(board.fromFriend(
                            Wording.invite(Board.BOB, Board.ALICE, 6000).cSeq(cSeq))))
                    .startsWith("SIP/2.0 480 ");
        }
    }

    @Test
    void inACallNothingRingsThatIsNotAskedInItsDialog() {
        board.talkingToBob();
        board.quiet = "Not to be disturbed";
        assertThat(Board.only(board.fromFriend(
                        Wording.invite(Board.BOB, Board.ALICE, 6000).cSeq(50))))
                .startsWith("SIP/2.0 480 ");
        assertThat(Board.only(board.fromFriend(
                        Wording.back("INVITE", Board.BOB, Board.ALICE, 51).sdp(6010))))
                .as("re-INVITE")
                .startsWith("INVITE ");
    }
}
