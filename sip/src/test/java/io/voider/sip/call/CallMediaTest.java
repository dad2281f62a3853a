package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Letter.invite;
import static io.voider.sip.call.Letter.request;
import static io.voider.sip.call.Observed.PARTIES;
import static io.voider.sip.call.Observed.TO_PEER;
import static io.voider.sip.call.Observed.TO_PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pinholes offers and answers open, and who holds whom. */
class CallMediaTest {
    private final Observed observed = new Observed();

    @Test
    void anOfferInTheAnswerIsAnsweredInTheAck() {
        Letter invite = invite(TUNNEL, 1);
        observed.all(invite, invite.answered(200).sdp(PARTIES, 4000));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        observed.all(request(TUNNEL, "ACK", 1).sdp(PARTIES, 6000));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    /** Whoever opens them makes a table anew for it. */
    @Test
    void whatAMessageOpensIsToldAllAtOnce() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000, 4100, 4200);
        observed.all(invite, invite.answered(200).sdp(PARTIES, 6000, 6100, 6200));
        assertThat(observed.openings).isEqualTo(12);
        assertThat(observed.openingMessages).isEqualTo(2);
    }

    @Test
    void earlyMediaFlowsBothWaysBeforeTheAnswer() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(183).sdp(PARTIES, 7000));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000, TO_PHONE + 4000);
        observed.all(invite.answered(200).sdp(PARTIES, 7002));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 7002, TO_PEER + 7003, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void eachBranchOfAForkListensForItselfAndTheBeatenOnesGoAway() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                invite.answered(183).toTag("c").sdp(PARTIES, 8000),
                invite.answered(200).toTag("c").sdp(PARTIES, 8000),
                request(PHONE, "ACK", 1).toTag("c"));
        assertThat(observed.pinholes()).contains(TO_PEER + 7000, TO_PEER + 8000);
        observed.passSeconds(32);
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 8000, TO_PEER + 8001, TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    /** RFC 3261 section 14.1: as if no re-INVITE had been issued. */
    @Test
    void aReinviteThatIsRefusedBehindA183LeavesThePortsAsTheyWere() {
        observed.answered();
        String[] before = observed.pinholes().toArray(new String[0]);
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(
                again,
                again.answered(183).sdp(PARTIES, 6100),
                again.answered(183).sdp(PARTIES, 6100));
        assertThat(observed.pinholes()).contains(TO_PEER + 6100, TO_PHONE + 4100);
        observed.all(again.answered(486), request(PHONE, "ACK", 2));
        assertThat(observed.pinholes()).containsExactly(before);
        Letter third = request(PHONE, "INVITE", 3).sdp(PARTIES, 4200);
        observed.all(third, third.answered(200).sdp(PARTIES, 6200), request(PHONE, "ACK", 3));
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6200, TO_PEER + 6201, TO_PHONE + 4200, TO_PHONE + 4201);
    }

    /** RFC 3264 section 8.3.1. */
    @Test
    void theOldPortsStayForAWhileBehindAnAgreement() {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(again, again.answered(200).sdp(PARTIES, 6100), request(PHONE, "ACK", 2));
        assertThat(observed.pinholes())
                .contains(TO_PEER + 6000, TO_PEER + 6100, TO_PHONE + 4000, TO_PHONE + 4100)
                .hasSize(8);
        observed.pass(Negotiation.LINGER_NANOS - 1);
        assertThat(observed.pinholes()).hasSize(8);
        observed.pass(1);
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
        Letter back = request(PHONE, "UPDATE", 3).sdp(PARTIES, 4200);
        observed.all(back, back.answered(200).sdp(PARTIES, 6200));
        assertThat(observed.pinholes()).contains(TO_PEER + 6100, TO_PHONE + 4100);
        observed.all(request(PHONE, "BYE", 4));
        assertThat(observed.pinholes()).isEmpty();
    }

    /** RFC 3261 section 14.1: a provisional response does not change the session yet. */
    @Test
    void theOldPortsStayBehindA183ToAReinviteUntilItsFinalResponse() {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(again, again.answered(183).sdp(PARTIES, 6100));
        observed.passSeconds(60);
        assertThat(observed.pinholes()).contains(TO_PEER + 6000, TO_PHONE + 4000, TO_PEER + 6100);
        observed.all(again.answered(200), request(PHONE, "ACK", 2)).linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
    }

    @Test
    void oldPortsGiveWayWhereThereIsNoRoomForThem() {
        int[] many = IntStream.range(0, 15).map(i -> 4000 + 2 * i).toArray();
        int[] more = IntStream.range(0, 15).map(i -> 5000 + 2 * i).toArray();
        Letter invite = invite(PHONE, 1).sdp(PARTIES, many);
        observed.all(invite, invite.answered(200).sdp(PARTIES, many), request(PHONE, "ACK", 1));
        Letter again = request(PHONE, "UPDATE", 2).sdp(PARTIES, more);
        observed.all(again, again.answered(200).sdp(PARTIES, more));
        assertThat(observed.pinholes()).hasSize(64).contains(TO_PEER + 5000, TO_PHONE + 5029);
        observed.linger();
        assertThat(observed.pinholes()).hasSize(60);
    }

    @Test
    void oldPortsForWhichThereIsNoRoomAreNotSaidToBeIgnored() {
        int[] more = IntStream.range(0, 16).map(i -> 5000 + 2 * i).toArray();
        observed.answered();
        Letter again = request(PHONE, "UPDATE", 2).sdp(PARTIES, more);
        observed.all(again, again.answered(200).sdp(PARTIES, more));
        assertThat(observed.pinholes()).hasSize(64).doesNotContain(TO_PHONE + 4000);
        assertThat(observed.news()).isEmpty();
    }

    /** RFC 8840 section 4.4. */
    @Test
    void candidatesThatTrickleAreHeardAtUntilTheNextOffer() {
        Letter invite = invite(PHONE, 1).sdp(Sdp.head(0) + "m=audio 9 RTP/AVP 0\r\na=ice-options:trickle\r\n");
        observed.all(invite, invite.answered(183).sdp(PARTIES, 6000));
        assertThat(observed.pinholes()).containsExactly(TO_PEER + 6000, TO_PEER + 6001);
        String fragment = """
            a=ice-ufrag:abcd\r
            m=audio 9 RTP/AVP 0\r
            a=mid:0\r
            a=candidate:1 1 UDP 2130706431 172.16.0.1 4600 typ host\r
            a=candidate:2 1 UDP 2130706431 192.0.2.1 4700 typ host\r
            """;
        observed.all(request(PHONE, "INFO", 2).trickled(fragment));
        assertThat(observed.pinholes()).containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4600);
        String more = fragment.replace("4600", "4602");
        observed.all(
                request(PHONE, "INFO", 3).trickled(more), invite.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.pinholes()).contains(TO_PHONE + 4600, TO_PHONE + 4602);
        assertThat(observed.news()).as("nothing is ignored").containsExactly("Began", "Rang", "Answered");
        Letter again = request(PHONE, "INVITE", 4).sdp(PARTIES, 4600);
        observed.all(request(PHONE, "ACK", 1), again, again.answered(200).sdp(PARTIES, 6000))
                .linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4600, TO_PHONE + 4601);
    }

    @Test
    void noMoreCandidatesTrickleThanACallMayHave() {
        observed.answered();
        for (int i = 0; i < 50; i++) {
            String two = """
                m=audio 9 RTP/AVP 0\r
                a=candidate:1 1 UDP 1 172.16.0.1 %d typ host\r
                a=candidate:1 1 UDP 1 172.16.0.1 %d typ host\r
                """;
            observed.all(request(PHONE, "INFO", 2 + i).trickled(two.formatted(5000 + 2 * i, 5001 + 2 * i)));
        }
        assertThat(observed.pinholes()).hasSize(64).contains(TO_PEER + 6000, TO_PHONE + 4000, TO_PHONE + 5000);
        observed.all(request(PHONE, "BYE", 60));
        assertThat(observed.pinholes()).isEmpty();
    }

    /** RFC 6228. */
    @Test
    void aBranchThatRingsNoMoreListensNoMore() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                invite.answered(183).toTag("c").sdp(PARTIES, 8000),
                invite.answered(199));
        assertThat(observed.pinholes())
                .contains(TO_PEER + 8000, TO_PHONE + 4000)
                .doesNotContain(TO_PEER + 7000);
        observed.all(invite.answered(199).toTag("d"), invite.answered(199).toTag("c"));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        observed.all(invite.answered(200).toTag("e").sdp(PARTIES, 9000));
        assertThat(observed.take(invite.answered(199).toTag("e"))).isEqualTo(Standing.STALE);
        assertThat(observed.pinholes()).contains(TO_PEER + 9000);
    }

    @Test
    void aRefusedReinviteBehindA183LeavesACallWithoutMediaWithoutAny() {
        Letter first = invite(PHONE, 1);
        observed.all(first, first.answered(200), request(PHONE, "ACK", 1));
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4000);
        observed.all(again, again.answered(183).sdp(PARTIES, 6000));
        assertThat(observed.pinholes()).isNotEmpty();
        observed.all(again.answered(488));
        assertThat(observed.pinholes()).isEmpty();
    }

    @Test
    void aRefusedReinviteBehindA183HoldsNobody() {
        observed.answered();
        Letter hold = request(PHONE, "INVITE", 2)
                .sdp(Sdp.head(PARTIES.own(PHONE)) + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n");
        observed.all(hold, hold.answered(183).sdp(PARTIES, 6000), hold.answered(488));
        assertThat(observed.news()).containsExactly("Held by PHONE", "Resumed by PHONE");
    }

    @Test
    void aReinviteMovesThePortsWhenItIsAnswered() {
        observed.answered();
        Letter again = request(TUNNEL, "INVITE", 1).swapped().sdp(PARTIES, 6100);
        observed.all(again);
        assertThat(observed.pinholes()).contains(TO_PEER + 6000, TO_PEER + 6100);
        observed.all(
                again.answered(200).sdp(PARTIES, 4000),
                request(TUNNEL, "ACK", 1).swapped());
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 488, 699})
    void aRefusedReinviteChangesNothing(int status) {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2).sdp(PARTIES, 4100);
        observed.all(again, again.answered(status), request(PHONE, "ACK", 2));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6000, TO_PEER + 6001, TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.only().state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void updateNegotiatesBeforeTheAnswerAndTheAnswerDoesNotUndoIt() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter update = request(PHONE, "UPDATE", 2).sdp(PARTIES, 4100);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                update,
                update.answered(200).sdp(PARTIES, 7100),
                invite.answered(200).sdp(PARTIES, 7000));
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 7100, TO_PEER + 7101, TO_PHONE + 4100, TO_PHONE + 4101);
    }

    @Test
    void anOfferInAReliableProvisionalResponseIsAnsweredInPrack() {
        Letter invite = invite(PHONE, 1);
        Letter prack = request(PHONE, "PRACK", 2).with("RAck: 1 1 INVITE").sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(183).with("RSeq: 1").sdp(PARTIES, 7000),
                prack,
                prack.answered(200),
                invite.answered(200).sdp(PARTIES, 7000),
                request(PHONE, "ACK", 1));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 7000, TO_PEER + 7001, TO_PHONE + 4000, TO_PHONE + 4001);
        Letter again = request(PHONE, "INVITE", 3).sdp(PARTIES, 4000);
        observed.all(again, again.answered(200).sdp(PARTIES, 7200));
        observed.linger();
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 7000).contains(TO_PEER + 7200);
    }

    @Test
    void aPrackMayMakeAnOfferOfItsOwn() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        Letter prack = request(PHONE, "PRACK", 2).with("RAck: 1 1 INVITE").sdp(PARTIES, 4100);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 7000),
                prack,
                prack.answered(200).sdp(PARTIES, 7100));
        observed.linger();
        assertThat(observed.pinholes())
                .contains(TO_PEER + 7100, TO_PHONE + 4100)
                .doesNotContain(TO_PEER + 7000);
    }

    @Test
    void aReinviteWithoutOfferAsksTheOtherSideForOne() {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2);
        observed.all(
                again,
                again.answered(200).sdp(PARTIES, 6200),
                request(PHONE, "ACK", 2).sdp(PARTIES, 4200));
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6200, TO_PEER + 6201, TO_PHONE + 4200, TO_PHONE + 4201);
    }

    /** RFC 3262 section 5: the offer comes in a reliable provisional response. */
    @Test
    void aReinviteWithoutOfferThatIsAnsweredInPrackClosesTheOldPortsInTheEnd() {
        observed.answered();
        Letter again = request(PHONE, "INVITE", 2);
        Letter prack = request(PHONE, "PRACK", 3).with("RAck: 1 2 INVITE").sdp(PARTIES, 4100);
        observed.all(
                again,
                again.answered(183).sdp(PARTIES, 6100),
                prack,
                prack.answered(200),
                again.answered(200),
                request(PHONE, "ACK", 2));
        assertThat(observed.pinholes())
                .contains(TO_PEER + 6000, TO_PHONE + 4000)
                .hasSize(8);
        observed.linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
    }

    @Test
    void anAnswerInPrackIsNoOffer() {
        Letter invite = invite(PHONE, 1);
        Letter prack = request(PHONE, "PRACK", 2).with("RAck: 1 1 INVITE").sdp(PARTIES, 4000);
        observed.all(
                invite,
                invite.answered(183).sdp(PARTIES, 6000),
                prack,
                prack.answered(200),
                invite.answered(200),
                request(PHONE, "ACK", 1));
        Letter again = request(TUNNEL, "INVITE", 1).swapped().sdp(PARTIES, 6100);
        observed.all(again, again.answered(200).sdp(PARTIES, 4100)).linger();
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 6100, TO_PEER + 6101, TO_PHONE + 4100, TO_PHONE + 4101);
    }

    @Test
    void whoMakesAnOfferAsksForNoneAnyMore() {
        observed.answered();
        Letter asking = request(PHONE, "INVITE", 2);
        observed.all(asking, request(PHONE, "INVITE", 3).sdp(PARTIES, 4300));
        observed.take(asking.answered(200).sdp(PARTIES, 6900));
        assertThat(observed.pinholes()).doesNotContain(TO_PEER + 6900).contains(TO_PHONE + 4300);
    }

    @Test
    void bothSidesMayListenOnTheSamePort() {
        Letter invite = invite(PHONE, 1).sdp(PARTIES, 4000);
        observed.all(invite, invite.answered(200).sdp(PARTIES, 4000));
        assertThat(observed.pinholes())
                .containsExactly(TO_PEER + 4000, TO_PEER + 4001, TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void aDescriptionInAnyOtherRequestIsNone() {
        observed.answered();
        observed.all(request(PHONE, "INFO", 2).sdp(PARTIES, 4400));
        assertThat(observed.pinholes()).doesNotContain(TO_PHONE + 4400);
        assertThat(observed.only().ladder().get(4).described()).isFalse();
    }

    @Test
    void holdIsToldByWhom() {
        observed.answered();
        String hold = Sdp.head(PARTIES.phone()) + "m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n";
        String held = Sdp.head(PARTIES.peer()) + "m=audio 6000 RTP/AVP 0\r\na=recvonly\r\n";
        Letter again = request(PHONE, "INVITE", 2).sdp(hold);
        observed.all(again);
        assertThat(observed.news()).isEmpty();
        observed.all(again.answered(200).sdp(held), request(PHONE, "ACK", 2));
        assertThat(observed.news()).containsExactly("Held by PHONE");
        assertThat(observed.only().isHeldBy(PHONE)).isTrue();
        assertThat(observed.only().isHeldBy(TUNNEL)).isFalse();
        assertThat(observed.pinholes()).contains(TO_PHONE + 4000, TO_PEER + 6000);
        Letter both = request(TUNNEL, "INVITE", 1)
                .swapped()
                .sdp(Sdp.head(PARTIES.peer()) + "m=audio 6000 RTP/AVP 0\r\na=inactive\r\n");
        observed.all(both, both.answered(200).sdp(hold.replace("sendonly", "inactive")));
        assertThat(observed.news()).containsExactly("Held by TUNNEL");
        assertThat(observed.only().isHeldBy(PHONE)).isTrue();
        Letter back = request(PHONE, "INVITE", 3).sdp(PARTIES, 4000);
        observed.all(back, back.answered(200).sdp(PARTIES, 6000));
        assertThat(observed.news()).containsExactly("Resumed by PHONE", "Resumed by TUNNEL");
    }

    @Test
    void theOldWayToHoldClosesThePinholes() {
        observed.answered();
        Letter again = request(TUNNEL, "INVITE", 1).swapped().sdp(Sdp.head(0) + "m=audio 6000 RTP/AVP 0\r\n");
        observed.all(again, again.answered(200).sdp(PARTIES, 4000));
        assertThat(observed.news()).containsExactly("Held by TUNNEL");
        observed.linger();
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
    }

    @Test
    void aPortThatTwoCallsUseClosesWithTheSecond() {
        observed.answered();
        observed.all(invite(PHONE, 1).callId("call-2").sdp(PARTIES, 4000), request(PHONE, "BYE", 2));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        observed.all(invite(PHONE, 1).callId("call-2").answered(486));
        assertThat(observed.pinholes()).isEmpty();
    }

    @Test
    void mediaForAnyoneElseIsIgnoredAndTold() {
        observed.all(invite(TUNNEL, 1).sdp(Sdp.head(Sdp.address("8.8.8.8")) + "m=audio 9000 RTP/AVP 0\r\n"));
        assertThat(observed.pinholes()).isEmpty();
        assertThat(observed.news()).containsExactly("Began", "MediaIgnored of TUNNEL FOREIGN_ADDRESS");
        Letter answer =
                invite(TUNNEL, 1).answered(183).sdp(Sdp.head(Sdp.address("8.8.8.8")) + "m=audio 9000 RTP/AVP 0\r\n");
        observed.all(answer);
        assertThat(observed.news()).containsExactly("MediaIgnored of PHONE FOREIGN_ADDRESS", "Rang");
    }

    @Test
    void aLineThatCannotBeReadCostsItsOwnStreamAndIsTold() {
        String description = "m=audio 4000 RTP/AVP 0\r\nm=video x RTP/AVP 9\r\nm=audio 5000 TCP/MRCPv2\r\n";
        observed.all(invite(PHONE, 1).sdp(Sdp.head(PARTIES.own(PHONE)) + description));
        assertThat(observed.pinholes()).containsExactly(TO_PHONE + 4000, TO_PHONE + 4001);
        assertThat(observed.news())
                .containsExactly("Began", "MediaIgnored of PHONE UNREADABLE", "MediaIgnored of PHONE NOT_UDP");
    }
}
