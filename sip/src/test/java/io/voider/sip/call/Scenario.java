package io.voider.sip.call;

import static io.voider.sip.call.Observed.PARTIES;

import io.voider.sip.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A call as two phones would make it: how it starts, what happens in it, how it ends. The messages follow from that, and so
 * does what must be open while the call stands.
 */
record Scenario(String callId, Side caller, Opening opening, Outcome outcome, List<Move> moves, Ending ending) {
    /** How the callee is asked. */
    enum Opening {
        OFFER,
        OFFER_AND_RINGING,
        OFFER_AND_EARLY_MEDIA,
        OFFER_AND_FORK,
        OFFER_AND_PRACK,
        NO_OFFER,
        NO_OFFER_AND_RELIABLE_RINGING
    }

    /** What comes of it. */
    enum Outcome {
        ANSWERED,
        ANSWERED_AFTER_CHALLENGE,
        BUSY,
        CANCELLED,
        CANCEL_CROSSES_ANSWER,
        SILENCE
    }

    /** Something that one of the two does during the call. */
    record Move(Kind kind, boolean byCaller) {
        enum Kind {
            NEW_PORT,
            HOLD,
            REFUSED_OFFER,
            OFFER_ASKED_FOR,
            UPDATE,
            INFO,
            REFER
        }
    }

    /** Who hangs up. */
    enum Ending {
        CALLER,
        CALLEE,
        BOTH,
        NOBODY
    }

    static Arbitrary<Scenario> any(String callId) {
        Arbitrary<Move> move = Combinators.combine(Arbitraries.of(Move.Kind.class), Arbitraries.of(true, false))
                .as(Move::new);
        Arbitrary<Outcome> outcome = Arbitraries.frequency(
                Tuple.of(6, Outcome.ANSWERED),
                Tuple.of(1, Outcome.ANSWERED_AFTER_CHALLENGE),
                Tuple.of(1, Outcome.BUSY),
                Tuple.of(1, Outcome.CANCELLED),
                Tuple.of(1, Outcome.CANCEL_CROSSES_ANSWER),
                Tuple.of(1, Outcome.SILENCE));
        return Combinators.combine(
                        Arbitraries.of(Side.class),
                        Arbitraries.of(Opening.class),
                        outcome,
                        move.list().ofMaxSize(6),
                        Arbitraries.of(Ending.class))
                .as((side, opening, result, moves, ending) ->
                        new Scenario(callId, side, opening, result, moves, ending));
    }

    boolean isAnswered() {
        return outcome == Outcome.ANSWERED || outcome == Outcome.ANSWERED_AFTER_CHALLENGE;
    }

    /** The messages before anyone hangs up, in the order of an undisturbed network. */
    List<Letter> conversation() {
        return new Play(this).conversation();
    }

    /** All messages. */
    List<Letter> letters() {
        Play play = new Play(this);
        List<Letter> letters = new ArrayList<>(play.conversation());
        letters.addAll(play.farewell());
        return letters;
    }

    /** What is open when {@link #conversation()} is over, as {@link Observed#pinholes()} has it. */
    Set<String> agreed() {
        Play play = new Play(this);
        play.conversation();
        return isAnswered() ? play.agreed() : Set.of();
    }

    /** Plays the parts of both phones. */
    private static final class Play {
        private final Scenario scenario;
        private final Side caller;
        private final List<Letter> letters = new ArrayList<>();
        private final BySide<Integer> port;
        private final BySide<Long> cSeq = new BySide<>(0L);

        Play(Scenario scenario) {
            this.scenario = scenario;
            this.caller = scenario.caller;
            this.port = new BySide<>(0);
            port.set(caller, 4000);
            port.set(caller.other(), 6000);
        }

        private long next(Side side) {
            cSeq.set(side, cSeq.of(side) + 1);
            return cSeq.of(side);
        }

        private Letter inDialog(Side by, String method) {
            Letter letter = Letter.request(by, method, next(by)).callId(scenario.callId);
            return by == caller ? letter : letter.swapped();
        }

        private Letter described(Letter letter) {
            return letter.sdp(PARTIES, port.of(letter.from()));
        }

        private void move(Side side) {
            port.set(side, port.of(side) + 10);
        }

        List<Letter> conversation() {
            if (scenario.outcome == Outcome.ANSWERED_AFTER_CHALLENGE) {
                Letter refused = invite();
                add(refused, refused.answered(407), ack(refused));
            }
            Letter invite = invite();
            add(invite);
            if (scenario.outcome != Outcome.SILENCE) {
                ring(invite);
                settle(invite);
            }
            if (scenario.isAnswered()) {
                scenario.moves.forEach(this::play);
            }
            return letters;
        }

        private Letter invite() {
            Letter bare = Letter.invite(caller, next(caller)).callId(scenario.callId);
            return asks() ? bare : described(bare);
        }

        private boolean asks() {
            return scenario.opening == Opening.NO_OFFER || scenario.opening == Opening.NO_OFFER_AND_RELIABLE_RINGING;
        }

        private Letter ack(Letter invite) {
            return Letter.request(caller, "ACK", invite.cSeq()).callId(scenario.callId);
        }

        private void ring(Letter invite) {
            add(invite.answered(100));
            switch (scenario.opening) {
                case OFFER, NO_OFFER -> {}
                case OFFER_AND_RINGING -> add(invite.answered(180));
                case OFFER_AND_EARLY_MEDIA -> add(described(invite.answered(183)));
                case OFFER_AND_FORK ->
                    add(
                            invite.answered(180),
                            invite.answered(183).toTag("c").sdp(PARTIES, 7000),
                            invite.answered(183).toTag("d").sdp(PARTIES, 7002));
                case OFFER_AND_PRACK -> {
                    Letter prack = inDialog(caller, "PRACK").with("RAck: 1 1 INVITE");
                    add(described(invite.answered(183)).with("RSeq: 1"), prack, prack.answered(200));
                }
                case NO_OFFER_AND_RELIABLE_RINGING -> {
                    Letter prack = described(inDialog(caller, "PRACK").with("RAck: 1 1 INVITE"));
                    add(described(invite.answered(183)).with("RSeq: 1"), prack, prack.answered(200));
                }
            }
        }

        private void settle(Letter invite) {
            Letter cancel = Letter.request(caller, "CANCEL", invite.cSeq())
                    .callId(scenario.callId)
                    .toTag("");
            switch (scenario.outcome) {
                case ANSWERED, ANSWERED_AFTER_CHALLENGE -> answer(invite);
                case BUSY -> add(invite.answered(486), ack(invite));
                case CANCELLED -> add(cancel, cancel.answered(200), invite.answered(487), ack(invite));
                case CANCEL_CROSSES_ANSWER -> {
                    add(cancel);
                    answer(invite);
                    Letter bye = inDialog(caller, "BYE");
                    add(cancel.answered(200), bye, bye.answered(200));
                }
                case SILENCE -> throw new IllegalStateException("nothing answers");
            }
        }

        private void answer(Letter invite) {
            boolean offersNow = scenario.opening == Opening.NO_OFFER;
            add(described(invite.answered(200)), offersNow ? described(ack(invite)) : ack(invite));
        }

        private void play(Move each) {
            Side by = each.byCaller ? caller : caller.other();
            switch (each.kind) {
                case NEW_PORT -> {
                    move(by);
                    offer(described(inDialog(by, "INVITE")), 200);
                }
                case HOLD -> {
                    Letter letter = inDialog(by, "INVITE");
                    String held = Sdp.head(PARTIES.own(by)) + "m=audio " + port.of(by) + " RTP/AVP 0\r\na=sendonly\r\n";
                    offer(letter.sdp(held), 200);
                }
                case REFUSED_OFFER -> offer(inDialog(by, "INVITE").sdp(PARTIES, port.of(by) + 500), 488);
                case OFFER_ASKED_FOR -> {
                    Letter letter = inDialog(by, "INVITE");
                    move(by.other());
                    Letter ack =
                            by == caller ? ack(letter) : ack(letter).from(by).swapped();
                    add(letter, described(letter.answered(200)), described(ack));
                }
                case UPDATE -> {
                    move(by);
                    Letter letter = described(inDialog(by, "UPDATE"));
                    add(letter, described(letter.answered(200)));
                }
                case INFO -> reply(inDialog(by, "INFO"));
                case REFER -> reply(inDialog(by, "REFER").with("Refer-To: <sip:10.3.1.1>"));
            }
        }

        private void offer(Letter letter, int status) {
            Letter ack = Letter.request(letter.from(), "ACK", letter.cSeq()).callId(scenario.callId);
            Letter answer = letter.answered(status);
            add(letter, status == 200 ? described(answer) : answer, letter.from() == caller ? ack : ack.swapped());
        }

        private void reply(Letter letter) {
            add(letter, letter.answered(200));
        }

        List<Letter> farewell() {
            letters.clear();
            if (scenario.isAnswered() && scenario.ending != Ending.NOBODY) {
                if (scenario.ending != Ending.CALLEE) {
                    reply(inDialog(caller, "BYE"));
                }
                if (scenario.ending != Ending.CALLER) {
                    reply(inDialog(caller.other(), "BYE"));
                }
            }
            return List.copyOf(letters);
        }

        private void add(Letter... more) {
            letters.addAll(List.of(more));
        }

        Set<String> agreed() {
            Set<String> open = new TreeSet<>();
            for (Side side : Side.values()) {
                listen(open, side, port.of(side));
            }
            if (scenario.opening == Opening.OFFER_AND_FORK) {
                listen(open, caller.other(), 7000);
                listen(open, caller.other(), 7002);
                listen(open, caller, 4000);
            }
            return open;
        }

        private static void listen(Set<String> open, Side side, int number) {
            for (int each = number; each <= number + 1; each++) {
                open.add(side.other() + ">" + Sdp.dotted(PARTIES.seen(side)) + ":" + each);
            }
        }
    }
}
