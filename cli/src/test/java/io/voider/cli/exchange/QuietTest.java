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
}
