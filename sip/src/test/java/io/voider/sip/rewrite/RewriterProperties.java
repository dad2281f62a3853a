package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.generate.Line;
import io.voider.sip.generate.SipMessages;
import io.voider.sip.generate.Template;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** What holds for every message; {@code docs/sip-properties.md} is the list. */
class RewriterProperties {
    @Property(tries = 1000)
    void aPhonesMessageBecomesTheTunnelsAndNothingElseDiffers(
            @ForAll(supplier = SipMessages.Any.class) Template message, @ForAll("lines") Line line) {
        Rewriting rewriting = new Rewriting(line);
        assertThat(Rewriting.text(rewriting.rewrite(Side.PHONE, message.onPhoneSide(line))))
                .isEqualTo(Rewriting.text(message.onTunnelSide(line)));
        assertThat(rewriting.rewriter().mapped()).isEqualTo(message.addresses());
    }

    @Property(tries = 1000)
    void theWayBackGivesThePhonesBytes(
            @ForAll(supplier = SipMessages.Any.class) Template message, @ForAll("lines") Line line) {
        Rewriting rewriting = new Rewriting(line);
        assertThat(Rewriting.text(rewriting.rewrite(Side.TUNNEL, message.onTunnelSide(line))))
                .isEqualTo(Rewriting.text(message.onPhoneSide(line)));
    }

    @Property(tries = 500)
    void theSameDirectionTwiceGivesTheMessageBack(
            @ForAll(supplier = SipMessages.Any.class) Template message, @ForAll("lines") Line line) {
        Rewriting rewriting = new Rewriting(line);
        byte[] original = message.onPhoneSide(line);
        byte[] twice = rewriting.rewrite(Side.PHONE, rewriting.rewrite(Side.PHONE, original));
        assertThat(Rewriting.text(twice)).isEqualTo(Rewriting.text(original));
    }

    @Property(tries = 500)
    void theResultDecodesAndItsLengthIsExact(
            @ForAll(supplier = SipMessages.WithBody.class) Template message, @ForAll("lines") Line line) {
        byte[] rewritten = new Rewriting(line).rewrite(Side.PHONE, message.onPhoneSide(line));
        SipMessage decoded = new SipDecoder().decode(rewritten, 0, rewritten.length);
        if (decoded.contentLength() >= 0) {
            assertThat(decoded.contentLength()).isEqualTo(rewritten.length - decoded.bodyStart());
        }
    }

    @Property(tries = 1000)
    void hostileBytesComeBackOrAreRefusedTheSameWayTwice(
            @ForAll(supplier = SipMessages.Hostile.class) byte[] message, @ForAll("lines") Line line) {
        // Such a number comes back as the phone's own address: OwnNumberTest.
        Assume.that(!line.isNumberedIn(Rewriting.text(message)));
        Rewriting rewriting = new Rewriting(line);
        byte[] out;
        try {
            out = rewriting.rewrite(Side.PHONE, message);
        } catch (SipRefusal refusal) {
            Statistics.collect("refused: " + refusal.kind());
            assertThat(refusal.offset()).isBetween(0, message.length);
            assertThat(rewriting.outcome(Side.PHONE, message))
                    .isEqualTo("refused at " + refusal.offset() + ": " + refusal.reason());
            return;
        }
        Statistics.collect("rewritten");
        try {
            assertThat(rewriting.rewrite(Side.TUNNEL, out)).isEqualTo(message);
        } catch (SipRefusal refusal) {
            fail("the way back is refused: " + refusal.getMessage(), refusal);
        }
    }

    /** Whom a phone is asked to call: anybody next to the four addresses, these themselves among them. */
    @Property(tries = 1000)
    void aNumberOfSomebodyElseComesBackWhateverItIs(
            @ForAll Side from,
            @ForAll("nets") String net,
            @ForAll @IntRange(max = 255) int third,
            @ForAll @IntRange(max = 255) int fourth) {
        Rewriting rewriting = new Rewriting(Line.USUAL);
        String host = net + "." + third + "." + fourth;
        byte[] message = Rewriting.bytes("REFER sip:x SIP/2.0\r\nRefer-To: \"" + host + "\" <sip:a@" + host + ";x="
                + host + "?X=1>\r\nContact: <sip:10.2.7.7>\r\n\r\n");
        byte[] there = rewriting.rewrite(from, message);
        assertThat(Rewriting.text(rewriting.rewrite(from.other(), there))).isEqualTo(Rewriting.text(message));
        assertThat(Rewriting.text(there)).contains("\r\nContact: <sip:10.2.7.7>\r\n");
    }

    @Provide
    Arbitrary<String> nets() {
        return Arbitraries.of("10.2", "172.29", "172.16", "10.3");
    }

    @Provide
    Arbitrary<Line> lines() {
        return Line.any();
    }
}
