package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallViewTest {
    private static final UriSwap SELF = new UriSwap("ab", "h", "cde", "ij");
    private static final UriSwap OTHER = new UriSwap("21", "172.16.5.2", null, "10.1.2.1");
    private static final TextSwap TARGET = new TextSwap("sip:me@172.16.5.1", "sip:172.16.5.1");
    private static final TextSwap BOB = new TextSwap("\"Bob\" <sip:10.1.2.1>", "<sip:10.1.2.1>");

    private static SipMessage message(String method, String uri, String from, String to) {
        byte[] bytes = Wire.request(method, uri, from, to).getBytes(StandardCharsets.UTF_8);
        return new SipDecoder().decode(bytes, 0, bytes.length);
    }

    private static SipMessage from(String from) {
        return message("INVITE", "sip:10.1.2.1", from, "<sip:172.16.5.1>");
    }

    @Test
    void whereAnythingReadsOtherwiseItIsNotTheSame() {
        assertThat(CallView.SAME.isSame()).isTrue();
        assertThat(new CallView(SELF, null, null, List.of()).isSame()).isFalse();
        assertThat(new CallView(null, OTHER, null, List.of()).isSame()).isFalse();
        assertThat(new CallView(null, null, TARGET, List.of()).isSame()).isFalse();
        assertThat(new CallView(null, null, null, List.of(BOB)).isSame()).isFalse();
    }

    @Test
    void itIsAsLongAsItsTexts() {
        TextSwap entry = new TextSwap("abc", "de");
        assertThat(CallView.SAME.length()).isZero();
        assertThat(new CallView(SELF, OTHER, null, List.of(entry, entry)).length())
                .isEqualTo(8 + 20 + 2 * 5);
        assertThat(new CallView(SELF, null, new TextSwap("x", "yz"), List.of()).length())
                .isEqualTo(8 + 3);
    }

    /** The phone's reading of a name must never leave for the other party. */
    @Test
    void whatThePhoneAloneReadsIsTold() {
        CallView view = new CallView(null, null, null, List.of(BOB));
        assertThat(view.isAsPhoneReads(from("\"Bob\" <sip:10.1.2.1>"))).isTrue();
        assertThat(view.isAsPhoneReads(from("<sip:10.1.2.1>"))).isFalse();
        assertThat(view.isAsPhoneReads(from("\"Rob\" <sip:10.1.2.1>"))).isFalse();
        assertThat(view.isAsPhoneReads(from("Bob"))).as("no address").isFalse();
        assertThat(CallView.SAME.isAsPhoneReads(from("\"Bob\" <sip:10.1.2.1>"))).isFalse();
    }

    @Test
    void anEntryIsAddedUnlessItWouldBeAmbiguous() {
        CallView view = new CallView(null, OTHER, null, List.of());
        assertThat(view.with(new TextSwap("<sip:21@172.16.5.2>", "<sip:10.1.2.1>")))
                .as("what the account's swap does already")
                .isSameAs(view);
        assertThat(view.with(new TextSwap("\"Bob\" <sip:21@172.16.5.2>", "<tel:5>")))
                .as("one of the two could not be told from itself swapped")
                .isSameAs(view);
        TextSwap named = new TextSwap("\"Bob\" <sip:21@172.16.5.2>", "<sip:10.1.2.1>");
        CallView more = view.with(named);
        assertThat(more.entries()).containsExactly(named);
        assertThat(more.other()).isEqualTo(OTHER);
        for (String taken : new String[] {
            "<sip:10.1.2.1>", "<sip:21@172.16.5.2>", "\"Bob\" <sip:10.1.2.1>", "\"Bob\" <sip:21@172.16.5.2>"
        }) {
            assertThat(more.with(new TextSwap("\"x\" <sip:21@172.16.5.2>", taken)))
                    .as(taken)
                    .isSameAs(more);
            assertThat(more.with(new TextSwap(taken, "\"x\" <sip:10.1.2.1>")))
                    .as(taken)
                    .isSameAs(more);
        }
        assertThat(more.with(new TextSwap("\"x\" <sip:5@172.16.5.2>", "<sip:5@10.1.2.1>"))
                        .entries())
                .hasSize(2);
    }

    @Test
    void onlyWhatBeginsOrAcknowledgesARefusalIsAtWhatThePhoneWasCalledBy() {
        CallView view = new CallView(null, null, TARGET, List.of());
        String called = "sip:172.16.5.1";
        String inDialog = "<sip:172.16.5.1>;tag=b";
        assertThat(view.isAtTarget(message("INVITE", called, "<sip:b@x>", "<sip:172.16.5.1>"), called))
                .isTrue();
        assertThat(view.isAtTarget(message("INVITE", called, "<sip:b@x>", "<sip:172.16.5.1>"), "sip:x"))
                .isFalse();
        assertThat(view.isAtTarget(message("ACK", called, "<sip:b@x>", inDialog), called))
                .isTrue();
        assertThat(view.isAtTarget(message("BYE", called, "<sip:b@x>", inDialog), called))
                .isFalse();
        assertThat(CallView.SAME.isAtTarget(message("INVITE", called, "<sip:b@x>", "<sip:172.16.5.1>"), called))
                .isFalse();
    }
}
