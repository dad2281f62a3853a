package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which calls of a phone are remembered, how many, and for how long. */
class LegsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final int PHONE = Wire.address(Wire.PHONE);
    private static final int BOB = Wire.address(Wire.BOB);
    private static final int BOBS_OTHER = Wire.address("10.1.2.2");
    private static final int CAROL = Wire.address("10.1.3.1");

    private final Legs legs = new Legs();

    private static SipMessage message(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SipDecoder().decode(bytes, 0, bytes.length);
    }

    private static String request(String method) {
        return Wire.request(method, "sip:" + Wire.BOB, "<sip:a@x>", "<sip:b@x>");
    }

    private static Leg leg(String method, int dialled) {
        return new Leg(CallView.SAME, dialled, null, message(request(method)), 0);
    }

    private static void hear(Leg leg, String request, int status, long nowNanos) {
        leg.hears(message(Wire.response(request(request), status, "b")), nowNanos);
    }

    // ---- whose ----

    @Test
    void aCallIsThatOfAHomeAndACallId() {
        Leg leg = leg("INVITE", BOB);
        legs.begin(PHONE, "one", leg, 0);
        assertThat(legs.find(PHONE, BOB, "one", 0)).isSameAs(leg);
        assertThat(legs.find(PHONE, BOBS_OTHER, "one", 0))
                .as("another phone of his")
                .isSameAs(leg);
        assertThat(legs.find(PHONE, CAROL, "one", 0)).isNull();
        assertThat(legs.find(PHONE, BOB, "two", 0)).isNull();
        assertThat(legs.find(PHONE + 1, BOB, "one", 0)).isNull();
        assertThat(legs.find(PHONE, "one", 0)).as("with whomever").isSameAs(leg);
        assertThat(legs.find(PHONE, "two", 0)).isNull();
        assertThat(legs.find(PHONE + 1, "one", 0)).isNull();
    }

    @Test
    void oneThatThePhoneBeganGoesBeforeOneThatCameIn() {
        Leg in = leg("INVITE", BOB);
        assertThat(legs.comeIn(PHONE, "one", in, 0)).isTrue();
        assertThat(legs.find(PHONE, BOB, "one", 0)).isSameAs(in);
        assertThat(legs.find(PHONE, "one", 0)).isSameAs(in);
        Leg out = leg("INVITE", BOB);
        legs.begin(PHONE, "one", out, 0);
        assertThat(legs.find(PHONE, BOB, "one", 0)).isSameAs(out);
        assertThat(legs.find(PHONE, "one", 0)).isSameAs(out);
    }

    @Test
    void aLongCallIdIsOneOfItsOwn() {
        String most = "c".repeat(128);
        Leg leg = leg("INVITE", BOB);
        legs.begin(PHONE, most + "1", leg, 0);
        assertThat(legs.find(PHONE, BOB, most + "1", 0)).isSameAs(leg);
        assertThat(legs.find(PHONE, BOB, most + "2", 0)).isNull();
        assertThat(legs.find(PHONE, BOB, most, 0)).isNull();
    }

    // ---- how many ----

    @Test
    void ofThosePhonesBeginTheOneUnheardOfForLongestGivesWay() {
        for (int i = 0; i < Legs.MOST_OF_A_PHONE; i++) {
            legs.begin(PHONE, "call" + i, leg("INVITE", BOB), 0);
        }
        assertThat(legs.find(PHONE, BOB, "call0", 0)).as("heard of just now").isNotNull();
        legs.begin(PHONE, "one more", leg("INVITE", BOB), 0);
        assertThat(legs.find(PHONE, BOB, "call0", 0)).isNotNull();
        assertThat(legs.find(PHONE, BOB, "call1", 0)).isNull();
        assertThat(legs.find(PHONE, BOB, "call2", 0)).isNotNull();
    }

    @Test
    void whoCallsHasSoManyAndEndedOnesGiveWay() {
        Leg first = leg("INVITE", BOB);
        assertThat(legs.comeIn(PHONE, "call0", first, 0)).isTrue();
        for (int i = 1; i < Legs.MOST_OF_A_PARTY; i++) {
            assertThat(legs.comeIn(PHONE, "call" + i, leg("INVITE", BOB), 0)).isTrue();
        }
        assertThat(legs.comeIn(PHONE, "one more", leg("INVITE", BOBS_OTHER), 0)).isFalse();
        assertThat(legs.comeIn(PHONE, "carols", leg("INVITE", CAROL), 0)).isTrue();
        hear(first, "INVITE", 486, 0);
        assertThat(legs.comeIn(PHONE, "one more", leg("INVITE", BOB), 0)).isTrue();
        assertThat(legs.find(PHONE, BOB, "call0", 0)).isNull();
        assertThat(legs.find(PHONE, BOB, "call1", 0)).isNotNull();
    }

    @Test
    void inAllThereAreSoMany() {
        for (int i = 0; i < Legs.MOST_COMING_IN; i++) {
            int party = Wire.address("10.1." + (2 + i / Legs.MOST_OF_A_PARTY) + ".1");
            assertThat(legs.comeIn(PHONE, "call" + i, leg("INVITE", party), 0)).isTrue();
        }
        int another = Wire.address("10.1.99.1");
        assertThat(legs.comeIn(PHONE, "one more", leg("INVITE", another), 0)).isFalse();
        legs.forget(PHONE, "call0", Objects.requireNonNull(legs.find(PHONE, BOB, "call0", 0)));
        assertThat(legs.comeIn(PHONE, "one more", leg("INVITE", another), 0)).isTrue();
    }

    @Test
    void whoCallsCannotHaveItsRunningCallForgotten() {
        Leg running = leg("INVITE", BOB);
        legs.comeIn(PHONE, "one", running, 0);
        assertThat(legs.comeIn(PHONE, "one", leg("INVITE", BOB), 0)).isFalse();
        assertThat(legs.find(PHONE, BOB, "one", 0)).isSameAs(running);
        running.hears(message(request("BYE")), 0);
        Leg next = leg("INVITE", BOB);
        assertThat(legs.comeIn(PHONE, "one", next, 0)).isTrue();
        assertThat(legs.find(PHONE, BOB, "one", 0)).isSameAs(next);
    }

    // ---- for how long ----

    @Test
    void aQuestionLastsAsLongAsItsTransactionAndACallUntilItsEndWouldBeKnown() {
        Leg question = leg("OPTIONS", BOB);
        assertThat(question.isOver(32 * SECOND - 1)).isFalse();
        assertThat(question.isOver(32 * SECOND)).isTrue();
        Leg message = leg("MESSAGE", BOB);
        assertThat(message.isOver(32 * SECOND)).isTrue();
        Leg ringing = leg("INVITE", BOB);
        hear(ringing, "INVITE", 180, MINUTE);
        assertThat(ringing.isOver(11 * MINUTE - 1)).isFalse();
        assertThat(ringing.isOver(11 * MINUTE)).isTrue();
        Leg talking = leg("INVITE", BOB);
        hear(talking, "INVITE", 200, 0);
        assertThat(talking.isOver(12 * 60 * MINUTE - 1)).isFalse();
        assertThat(talking.isOver(12 * 60 * MINUTE)).isTrue();
        talking.hears(message(request("BYE")), 0);
        assertThat(talking.isOver(10 * MINUTE)).isTrue();
    }

    @Test
    void onlyARefusalOfTheInviteEndsACallAndOnlyBeforeItsAnswer() {
        Leg call = leg("INVITE", BOB);
        hear(call, "INVITE", 299, 0);
        hear(call, "UPDATE", 300, 0);
        hear(call, "INVITE", 488, 0);
        assertThat(call.hasEnded()).as("a re-INVITE was refused").isFalse();
        Leg redirected = leg("INVITE", BOB);
        hear(redirected, "INVITE", 180, 0);
        hear(redirected, "UPDATE", 500, 0);
        assertThat(redirected.hasEnded()).isFalse();
        hear(redirected, "INVITE", 300, 0);
        assertThat(redirected.hasEnded()).isTrue();
    }

    @Test
    void aQuestionThatHasItsFinalAnswerIsToBeForgotten() {
        Leg question = leg("OPTIONS", BOB);
        String asked = request("OPTIONS");
        assertThat(question.hears(message(asked), 0)).isFalse();
        assertThat(question.hears(message(Wire.response(asked, 100, "b")), 0)).isFalse();
        assertThat(question.hears(message(Wire.response(asked.replace("CSeq: 1", "CSeq: 2"), 200, "b")), 0))
                .as("of another")
                .isFalse();
        assertThat(question.hears(message(Wire.response(asked, 200, "b")), 0)).isTrue();
        assertThat(leg("INVITE", BOB).hears(message(Wire.response(request("INVITE"), 200, "b")), 0))
                .isFalse();
    }

    @Test
    void whatIsOverIsNeitherFoundNorCounted() {
        legs.begin(PHONE, "out", leg("INVITE", BOB), 0);
        legs.comeIn(PHONE, "in", leg("INVITE", BOB), 0);
        for (String id : List.of("out", "in")) {
            assertThat(legs.find(PHONE, BOB, id, 10 * MINUTE - 1)).isNotNull();
            assertThat(legs.find(PHONE, BOB, id, 10 * MINUTE)).isNull();
            assertThat(legs.find(PHONE, id, 10 * MINUTE)).isNull();
        }
        for (int i = 0; i < Legs.MOST_OF_A_PARTY; i++) {
            assertThat(legs.comeIn(PHONE, "later" + i, leg("INVITE", BOB), 10 * MINUTE))
                    .isTrue();
        }
    }

    @Test
    void timeForgetsWhatIsOverAndNothingElse() {
        legs.begin(PHONE, "out", leg("INVITE", BOB), 0);
        legs.comeIn(PHONE, "in", leg("INVITE", BOB), 0);
        legs.tick(10 * MINUTE - 1);
        assertThat(legs.find(PHONE, BOB, "out", 0)).isNotNull();
        assertThat(legs.find(PHONE, BOB, "in", 0)).isNotNull();
        legs.tick(10 * MINUTE);
        assertThat(legs.find(PHONE, BOB, "out", 0)).isNull();
        assertThat(legs.find(PHONE, BOB, "in", 0)).isNull();
    }

    @Test
    void onlyThatCallIsForgottenWhicheverWayItWent() {
        Leg out = leg("OPTIONS", BOB);
        Leg in = leg("OPTIONS", BOB);
        legs.begin(PHONE, "out", out, 0);
        legs.comeIn(PHONE, "in", in, 0);
        legs.forget(PHONE, "out", in);
        assertThat(legs.find(PHONE, BOB, "out", 0)).isSameAs(out);
        legs.forget(PHONE, "out", out);
        legs.forget(PHONE, "in", in);
        legs.forget(PHONE + 1, "in", in);
        assertThat(legs.find(PHONE, BOB, "out", 0)).isNull();
        assertThat(legs.find(PHONE, BOB, "in", 0)).isNull();
    }
}
