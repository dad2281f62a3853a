package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.OTHER_PHONE;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.invite;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls to several phones of a home, by a caller who does what no caller should, or has trouble. */
class SharedCallTroubleTest {
    private static final String ALL = "172.29.1.0";

    private final Board board = new Board();

    private static List<String> told(List<Board.Sent> sent) {
        return sent.stream()
                .map(each -> each.destination() + " " + each.startLine().replace(" SIP/2.0", ""))
                .toList();
    }

    @Test
    void whoDoesNotSayWhereAnAnswerGoesRingsNothingAndStopsNothing() {
        String invite = invite(BOB, ALL, 6000).text();
        for (String via : List.of("", "Via: \r\n")) {
            String without = invite.replaceFirst("Via: [^\r]*\r\n", via);
            assertThat(board.take(FRIENDS, BOB, ALL, without)).isEmpty();
        }
        assertThat(board.count(ExchangeCounter.DROPPED_NOT_SIP)).isEqualTo(2);
        board.pass(1);
        board.fromFriend(invite(CAROL, ALL, 6000).id("carols"));
        assertThat(told(board.pass(1)))
                .as("time passes for the others")
                .contains(PHONE + " INVITE sip:" + PHONE, OTHER_PHONE + " INVITE sip:" + OTHER_PHONE);
        assertThat(board.count(ExchangeCounter.TICK_FAILED)).isZero();
    }
}
