package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How what the phone says in a call that came in is read, and so what it reads in the answer. */
class LegReadingTest {
    private static final TextSwap BOB = new TextSwap("\"Bob\" <sip:10.1.2.1>", "<sip:10.1.2.1>");
    private static final int ADDRESS = Wire.address(Wire.BOB);

    private final Leg leg = leg(BOB);

    private static Leg leg(TextSwap... entries) {
        CallView view = new CallView(null, null, null, List.of(entries));
        return new Leg(view, ADDRESS, null, message(Wire.incoming("INVITE", "<sip:10.1.2.1>")), 0);
    }

    private static SipMessage message(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new SipDecoder().decode(bytes, 0, bytes.length);
    }

    private static String request(String method, int cSeq, String to) {
        return Wire.request(method, "sip:10.1.2.1", "<sip:172.16.5.1>", to).replace("CSeq: 1 ", "CSeq: " + cSeq + " ");
    }

    private List<TextSwap> read(String to) {
        return leg.begins(message(request("BYE", 5, to)), false).entries();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Bob\" <sip:10.1.2.1>", "\"Bob\" <sip:10.1.2.1:5060>", "Bob <sip:10.1.2.1>"})
    void theNameOfTheBookIsKnownHoweverItIsWrittenAndIsNotSent(String to) {
        assertThat(read(to)).containsExactly(new TextSwap(to, BOB.text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sip:10.1.2.1>", "\"Rob\" <sip:10.1.2.1>", "\"\" <sip:10.1.2.1>"})
    void anyOtherStays(String to) {
        assertThat(read(to)).isEmpty();
    }

    @Test
    void whatIsVeryLongIsNotRemembered() {
        String start = "\"Bob\" <sip:10.1.2.1;x=";
        String longest = start + "a".repeat(512 - start.length() - 1) + ">";
        assertThat(read(longest)).hasSize(1);
        assertThat(read(longest.replace("x=", "x=a"))).isEmpty();
    }

    private Leg.Request answer(int cSeq) {
        return leg.answered(message(Wire.response(request("BYE", cSeq, "<sip:10.1.2.1>"), 200, "b")));
    }

    @Test
    void anAnswerIsReadAsItsRequestWas() {
        leg.begins(message(request("INVITE", 5, BOB.phone())), true);
        assertThat(leg.begins(message(request("ACK", 5, "<sip:10.1.2.1>")), false)
                        .entries())
                .as("it has the number of its INVITE, which it does not replace")
                .isEmpty();
        assertThat(leg.begins(message(request("CANCEL", 5, BOB.phone())), false).entries())
                .hasSize(1);
        assertThat(answer(5).through()).isTrue();
        assertThat(answer(5).view().entries()).hasSize(1);
        leg.passes(message(request("OPTIONS", 6, BOB.phone())));
        assertThat(answer(6)).isEqualTo(new Leg.Request(false, CallView.SAME));
        leg.begins(message(request("ACK", 7, BOB.phone())), true);
        assertThat(answer(7).through()).as("of no INVITE").isTrue();
        assertThat(answer(8)).isEqualTo(new Leg.Request(false, CallView.SAME));
    }

    @Test
    void sixteenRequestsAreRemembered() {
        for (int cSeq = 1; cSeq <= Leg.MOST_REQUESTS; cSeq++) {
            leg.begins(message(request("INFO", cSeq, BOB.phone())), true);
        }
        leg.begins(message(request("INFO", 1, BOB.phone())), true);
        assertThat(answer(1).through()).isTrue();
        assertThat(answer(2).through()).isTrue();
        leg.begins(message(request("INFO", 17, BOB.phone())), true);
        assertThat(answer(2).through()).as("the oldest").isFalse();
        assertThat(answer(1).through()).isTrue();
        assertThat(answer(17).through()).isTrue();
    }

    @Test
    void howMuchTextACallMayNeed() {
        String half = "x".repeat(Leg.LONGEST_TEXTS / 2);
        assertThat(leg(new TextSwap(half, half)).isTooLong()).isFalse();
        assertThat(leg(new TextSwap(half, half + "y")).isTooLong()).isTrue();
    }

    @Test
    void itIsOfTheGatewayOnceThatWasSaid() {
        assertThat(leg.isOfTheGateway()).isFalse();
        leg.setOfTheGateway();
        assertThat(leg.isOfTheGateway()).isTrue();
    }
}
