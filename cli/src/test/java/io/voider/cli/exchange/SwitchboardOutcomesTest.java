package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.BOBS_NUMBER;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.PHONE;
import static io.voider.cli.exchange.Wording.fresh;
import static io.voider.cli.exchange.Wording.invite;
import static io.voider.cli.exchange.Wording.request;
import static io.voider.cli.exchange.Wording.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.nat.limit.Rate;
import io.voider.sip.call.Flow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What whoever brings a message over a connection is told of it: that it goes on, and where, or that it ends here. */
class SwitchboardOutcomesTest {
    private final List<String> answers = new ArrayList<>();

    private Outcome message(Board board, Network network, String from, String to, String text) {
        answers.clear();
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        Flow flow = new Flow(network.number(), Board.address(from), 5060, Board.address(to), 5060, true);
        SwitchboardOutputs out = (way, response) -> {
            answers.add(response.payload().toString(StandardCharsets.UTF_8).split("\r\n", 2)[0]);
            response.payload().release();
        };
        Outcome outcome = board.switchboard.message(flow, bytes, board.now, out.by(flow));
        assertThat(bytes.refCnt()).as("stays the caller's").isEqualTo(1);
        bytes.release();
        return outcome;
    }

    private Outcome fromPhone(Board board, Wording wording) {
        return message(board, Network.PHONES, PHONE, wording.other(), wording.text());
    }

    private Outcome fromFriend(Board board, Wording wording) {
        return message(board, FRIENDS, wording.own(), wording.other(), wording.text());
    }

    private void assertAnswered(Outcome outcome, int status) {
        assertThat(outcome).isSameAs(Outcome.ENDED);
        assertThat(answers).singleElement().asString().startsWith("SIP/2.0 " + status + " ");
    }

    private void assertSilent(Outcome outcome) {
        assertThat(outcome).isSameAs(Outcome.ENDED);
        assertThat(answers).isEmpty();
    }

    @Test
    void whatGoesOnSaysWhere() {
        Board board = new Board();
        Outcome outcome = fromPhone(board, invite(PHONE, BOBS_NUMBER, 4000));
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        Outcome.Passed passed = (Outcome.Passed) outcome;
        assertThat(passed.network()).isEqualTo(FRIENDS);
        assertThat(passed.source()).isEqualTo(Board.address(ALICE));
        assertThat(passed.destination()).isEqualTo(Board.address(BOB));
        assertThat(passed.port()).isZero();
        assertThat(answers).isEmpty();
        passed.message().release();
    }

    @Test
    void whatIsForNobodyEnds() {
        Board board = new Board();
        assertAnswered(fromPhone(board, invite(PHONE, "10.99.1.1", 4000)), 404);
        assertAnswered(fromPhone(board, fresh("CANCEL", PHONE, "10.99.1.1").id("cancel")), 481);
        assertAnswered(fromPhone(board, fresh("OPTIONS", PHONE, "172.16.0.2").id("options")), 200);
        assertAnswered(fromPhone(board, fresh("PUBLISH", PHONE, "172.16.0.2").id("publish")), 405);
        assertSilent(fromFriend(board, invite("172.29.77.1", ALICE, 4000)));
        assertThat(board.count(ExchangeCounter.DROPPED_NOBODY)).isEqualTo(1);
    }

    @Test
    void whatCannotBeginNowEnds() {
        Board board = new Board();
        board.unavailable.put(LineId.friend(2), "bob is not there");
        assertAnswered(fromPhone(board, invite(PHONE, BOBS_NUMBER, 4000)), 480);
    }

    @Test
    void whatMayNotCrossEnds() {
        Board board = new Board();
        assertAnswered(fromFriend(board, invite(BOB, ALICE, 6000).with("Answer-Mode: Auto")), 403);
        assertAnswered(fromFriend(board, request("BYE", BOB, ALICE, 7).id("nothing")), 481);
        assertSilent(fromFriend(board, fresh("ACK", BOB, ALICE)));
    }

    @Test
    void whatCannotBeReadEnds() {
        Board board = new Board();
        String broken = invite(PHONE, BOBS_NUMBER, 4000).text().replace("Content-Length: ", "Content-Length: 9");
        assertAnswered(message(board, Network.PHONES, PHONE, BOBS_NUMBER, broken), 400);
        assertSilent(message(board, Network.PHONES, PHONE, BOBS_NUMBER, "what is this"));
        String strangers = invite("172.29.77.1", ALICE, 4000).text().replace("Content-Length: ", "Content-Length: 9");
        assertSilent(message(board, FRIENDS, "172.29.77.1", ALICE, strangers));
        String response = response("200 OK", PHONE, "10.99.1.1", 1, "OPTIONS")
                .text()
                .replace("Content-Length: ", "Content-Length: 9");
        assertSilent(message(board, Network.PHONES, PHONE, "10.99.1.1", response));
        assertThat(board.count(ExchangeCounter.DROPPED_NOT_SIP)).isEqualTo(4);
    }

    @Test
    void whatBelongsToAnAnswerOfTheExchangesOwnEndsAndIsCounted() {
        Board board = new Board();
        Wording invite = invite(PHONE, "10.99.1.1", 4000);
        fromPhone(board, invite);
        assertThat(board.count(ExchangeCounter.SIP_ANSWERED)).isEqualTo(1);
        assertAnswered(fromPhone(board, invite), 404);
        assertThat(board.count(ExchangeCounter.SIP_ANSWERED)).isEqualTo(2);
        assertThat(board.calls.ended()).as("a copy is no other call").hasSize(1);
    }

    @Test
    void whoIsOverTheBudgetIsToldOnceAndThenEndsInSilence() {
        Rate plenty = new Rate(1 << 20, 1 << 20);
        Board messages = new Board(new SignallingBudget(new Rate(1, 1), plenty, plenty, 8, 7), Board.state());
        fromFriend(messages, fresh("ACK", BOB, ALICE));
        assertAnswered(fromFriend(messages, fresh("OPTIONS", BOB, ALICE).id("1")), 503);
        assertSilent(fromFriend(messages, fresh("OPTIONS", BOB, ALICE).id("2")));

        Board calls = new Board(new SignallingBudget(plenty, plenty, new Rate(1, 1), 8, 7), Board.state());
        release(fromFriend(calls, invite(BOB, ALICE, 6000).id("0")));
        assertAnswered(fromFriend(calls, invite(BOB, ALICE, 6000).id("1")), 503);
        assertSilent(fromFriend(calls, invite(BOB, ALICE, 6000).id("2")));
        release(fromFriend(calls, invite(CAROL, ALICE, 6000).id("3")));
    }

    private static void release(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        ((Outcome.Passed) outcome).message().release();
    }

    /** RFC 3261 section 18.3: what is behind a datagram's Content-Length is no part of the message. */
    @Test
    void whatIsBehindTheEndOfAMessageStaysHere() {
        Board board = new Board();
        String text = invite(PHONE, BOBS_NUMBER, 4000).text();
        List<Board.Sent> sent = board.take(Network.PHONES, PHONE, BOBS_NUMBER, text + "10.1.2.1 and more");
        assertThat(Board.only(sent)).startsWith("INVITE ");
        assertThat(sent.get(0).text()).endsWith("RTP/AVP 0\r\n");
    }

    @Test
    void itKnowsThePlanInForce() {
        Board board = new Board();
        DialPlan changed = new DialPlan(Board.state());
        board.switchboard.plan(changed);
        assertThat(board.switchboard.plan()).isSameAs(changed);
        assertThat(board.switchboard.calls()).isSameAs(board.calls);
    }
}
