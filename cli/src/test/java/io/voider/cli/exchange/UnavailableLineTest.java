package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Board.only;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What began before the line was interrupted, or the phone unplugged, goes on; what begins then is refused. */
class UnavailableLineTest {
    private final Board board = new Board();

    @BeforeEach
    void callsRingBothWays() {
        board.fromPhone(Wording.invite(PHONE, BOBS_NUMBER, 4000));
        board.fromFriend(Wording.response("180 Ringing", BOB, ALICE, 1, "INVITE"));
        board.fromFriend(Wording.invite(BOB, ALICE, 6000).id("theirs"));
        board.unavailable.put(LineId.friend(2), "the way to bob is being looked for");
    }

    @Test
    void whatBeginsIsRefused() {
        assertThat(only(board.fromPhone(Wording.invite(PHONE, BOBS_NUMBER, 4000).id("new"))))
                .isEqualTo("SIP/2.0 480 the way to bob is being looked for");
        assertThat(only(board.fromPhone(Wording.fresh("OPTIONS", PHONE, BOBS_NUMBER))))
                .startsWith("SIP/2.0 480 ");
        assertThat(only(board.fromPhone(Wording.invite(PHONE, BOBS_NUMBER, 4000).cSeq(2))))
                .as("another INVITE of the same Call-ID")
                .startsWith("SIP/2.0 480 ");
    }

    /** RFC 3261 section 9.1. */
    @Test
    void aCancelGoesOn() {
        assertThat(only(board.fromPhone(Wording.fresh("CANCEL", PHONE, BOBS_NUMBER))))
                .startsWith("CANCEL ");
        assertThat(only(board.fromFriend(Wording.fresh("CANCEL", BOB, ALICE).id("theirs"))))
                .startsWith("CANCEL ");
    }

    /** RFC 3261 section 17.1.1.2. */
    @Test
    void aCopyOfAnInviteGoesOn() {
        assertThat(only(board.fromPhone(Wording.invite(PHONE, BOBS_NUMBER, 4000))))
                .startsWith("INVITE ");
        assertThat(only(board.fromFriend(Wording.invite(BOB, ALICE, 6000).id("theirs"))))
                .startsWith("INVITE ");
    }

    @Test
    void soItIsWhenThePhoneIsNotThere() {
        board.unavailable.clear();
        board.noPhone = "the phone is not connected";
        assertThat(only(board.fromFriend(Wording.invite(BOB, ALICE, 6000).id("new"))))
                .isEqualTo("SIP/2.0 480 the phone is not connected");
        assertThat(only(board.fromFriend(Wording.invite(BOB, ALICE, 6000).id("theirs"))))
                .startsWith("INVITE ");
        assertThat(only(board.fromFriend(Wording.fresh("CANCEL", BOB, ALICE).id("theirs"))))
                .startsWith("CANCEL ");
    }

    @Test
    void soItIsWhenHeIsNotToBeDisturbed() {
        board.unavailable.clear();
        board.quiet = "not to be disturbed";
        assertThat(only(board.fromFriend(
                        Wording.invite(BOB, ALICE, 6000).id("theirs").cSeq(2))))
                .isEqualTo("SIP/2.0 480 not to be disturbed");
    }
}
