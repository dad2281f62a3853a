package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.FRIENDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.limit.Rate;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the worst datagrams cost on the signalling loop, through the whole switchboard: from a friend to the phone. */
class SwitchboardCostTest {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final long MOST_NANOS = 5_000_000;
    private static final int DATAGRAM_BYTES = 65_000;
    private static final int ROUNDS = 60;
    private static final int CALLS_UP = 15;
    private static final int MEDIA = 32;

    private static final SignallingBudget BOUNDLESS = new SignallingBudget(
            new Rate(1_000_000, 1_000_000),
            new Rate(1_000_000_000, 1_000_000_000),
            new Rate(1_000_000, 1_000_000),
            8,
            30);

    /** The start of a message and what it is full of; {@code ~} ends a line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        INVITE | c: application/sdp~~v=0~o=- 1 1 IN IP4 172.29.2.1~c=IN IP4 172.29.2.1~  | m=audio 4000 RTP/AVP 0~
        INVITE | c: application/sdp~~v=0~c=IN IP4 172.29.2.1~m=audio 4000 RTP/AVP 0~     | a=rtpmap:0 PCMU/8000~
        INVITE | c: application/sdp~~v=0~m=audio 4000 RTP/AVP 0~ | a=candidate:1 1 UDP 1 172.29.2.1 9 typ host~
        INVITE | c: application/sdp~~v=0~                                                | c=IN IP4 172.29.2.1~
        INVITE | c: multipart/mixed;boundary=b~~     | `--b~c:application/sdp~~c=IN IP4 172.29.2.1~`
        INVITE | c: application/dialog-info+xml~~    | <a uri="172.29.2.1"/>
        INVITE | c: message/sipfrag~~                | m:sip:172.29.2.1~
        INVITE | ``                                  | Via: SIP/2.0/UDP 172.29.2.1;branch=z9hG4bK1;rport~
        INVITE | ``                                  | a:~
        INVITE | ``                                  | Contact: <sip:172.29.2.1>~
        INVITE | Contact: <sip:172.29.2.1>           | `,<sip:172.29.2.1>`
        INVITE | Contact: "                          | \\"
        INVITE | Contact: <                          | <
        INVITE | Contact: a                          | ;a="
        INVITE | Refer-To: <sip:172.29.2.1?          | Route=%3csip:172.29.2.1%3e&
        INVITE | Replaces: x                         | ;to-tag=a;from-tag=b
        INVITE | Call-Info: <sip:x>                  | ;answer-after=
        INVITE | Warning: 1 a                        | `,1 172.29.2.1 "x"`
        INVITE | l: 99999~                           | a: b~
        NOTIFY | Event: x                            | ;a=b
        302 x  | Contact: <sip:172.29.3.1>           | `,<sip:172.29.3.1>`
        302 x  | ``                                  | Contact: <sip:10.1.3.1>~
        200 OK | l: 99999~                           | Contact: <sip:172.29.2.1>~
        401 x  | ``                                  | Record-Route: <sip:172.29.2.1>~
        """)
    void aDatagramOfSixtyFourKilobytesIsDoneWithSoon(String start, String before, String unit) {
        boolean response = Character.isDigit(start.charAt(0));
        long best = Long.MAX_VALUE;
        Board board = new Board(BOUNDLESS, Board.state());
        for (int round = 0; round < ROUNDS; round++) {
            String id = "cost" + round;
            if (response) {
                Wording invite = Wording.invite(Board.PHONE, "10.1.2.1", 4000).id(id);
                board.take(Network.PHONES, Board.PHONE, "10.1.2.1", invite.text());
            }
            Wording wording =
                    response ? Wording.response(start, BOB, ALICE, 1, "INVITE") : Wording.fresh(start, BOB, ALICE);
            byte[] datagram = filled(wording.id(id).text(), before, unit);
            long began = THREAD.getCurrentThreadCpuTime();
            board.take(FRIENDS, BOB, 5060, ALICE, 5060, datagram);
            best = Math.min(best, THREAD.getCurrentThreadCpuTime() - began);
            board.pass(120);
        }
        System.out.printf("%-7s %-40.40s %-50.50s %5d us%n", start, before, unit, best / 1000);
        assertThat(best).isLessThan(MOST_NANOS);
    }

    /** As many calls as may be, each with as many ports as a call may have, and one more is answered, by an offer as large. */
    @Test
    void anAnswerIsDoneWithSoonHoweverManyCallsAreUp() {
        Board board = new Board(BOUNDLESS, Board.state());
        for (int call = 0; call < CALLS_UP; call++) {
            answer(board, call, "up" + call);
        }
        assertThat(board.gate.passages()).isEqualTo(CALLS_UP * 2 * MEDIA);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, answer(board, CALLS_UP, "more" + round));
            assertThat(board.gate.passages()).isEqualTo((CALLS_UP + 1) * 2 * MEDIA);
            Wording bye = Wording.request("BYE", Board.PHONE, Board.BOBS_NUMBER, 2);
            board.fromPhone(bye.id("more" + round));
            board.pass(40);
        }
        System.out.printf("%d calls up, an answer with %d media: %d us%n", CALLS_UP, MEDIA, best / 1000);
        assertThat(best).isLessThan(MOST_NANOS);
    }

    /** Calls bob, who answers with media on ports of the call's own; what his answer cost, in nanoseconds. */
    private static long answer(Board board, int call, String id) {
        board.fromPhone(Wording.fresh("INVITE", Board.PHONE, Board.BOBS_NUMBER).id(id));
        String media = media(BOB, 10_000 + call * 2 * MEDIA);
        Wording answer = Wording.response("200 OK", BOB, ALICE, 1, "INVITE")
                .id(id)
                .with("Content-Type: application/sdp")
                .body(media);
        long began = THREAD.getCurrentThreadCpuTime();
        board.fromFriend(answer);
        long took = THREAD.getCurrentThreadCpuTime() - began;
        board.fromPhone(
                Wording.request("ACK", Board.PHONE, Board.BOBS_NUMBER, 1).id(id));
        return took;
    }

    private static String media(String own, int firstPort) {
        StringBuilder text = new StringBuilder("v=0\r\nc=IN IP4 " + own + "\r\n");
        for (int medium = 0; medium < MEDIA; medium++) {
            text.append("m=audio ").append(firstPort + 2 * medium).append(" RTP/AVP 0\r\n");
        }
        return text.toString();
    }

    private static byte[] filled(String text, String before, String unit) {
        String head = text.substring(0, text.indexOf("Content-Length"));
        String start = before.replace("~", "\r\n");
        String again = unit.replace("~", "\r\n");
        String full = start + again.repeat((DATAGRAM_BYTES - head.length() - start.length()) / again.length());
        boolean body = full.contains("\r\n\r\n");
        return (head + full + (body ? "" : "\r\n\r\n")).getBytes(StandardCharsets.UTF_8);
    }
}
