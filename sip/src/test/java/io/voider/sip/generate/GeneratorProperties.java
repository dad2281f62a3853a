package io.voider.sip.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The generators are trusted by every other property; these keep them honest, and show that they do not run dry. */
class GeneratorProperties {
    @Property(tries = 300)
    void aRenderedMessageHasNoSlotLeft(@ForAll(supplier = SipMessages.Any.class) Template message) {
        String text = text(message.onPhoneSide(Line.USUAL));
        assertThat(text.chars()).noneMatch(c -> c >= 0xE000 && c <= 0xF8FF);
        Statistics.label("mapped addresses").collect(Math.min(message.addresses(), 5));
        Statistics.label("body").collect(message.body().isEmpty() ? "none" : "some");
        Statistics.label("folded").collect(text.contains("\r\n ") || text.contains("\r\n\t"));
    }

    @Property(tries = 300)
    void noLineEndIsBareInTheHead(@ForAll(supplier = SipMessages.Any.class) Template message) {
        String text = text(message.onPhoneSide(Line.USUAL));
        String head = text.substring(0, text.indexOf("\r\n\r\n"));
        assertThat(head.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Property(tries = 200)
    void theTwoSidesDifferOnlyWhereTheyHaveSlots(
            @ForAll(supplier = SipMessages.Any.class) Template message, @ForAll("lines") Line line) {
        Line phoneTwice = new Line(line.phone(), line.phone(), line.dialled(), line.dialled());
        assertThat(message.onTunnelSide(phoneTwice)).isEqualTo(message.onPhoneSide(phoneTwice));
        if (message.addresses() == 0) {
            assertThat(message.onTunnelSide(line)).isEqualTo(message.onPhoneSide(line));
        }
    }

    @Property(tries = 200)
    void contentLengthIsRightWhereItIsThere(@ForAll(supplier = SipMessages.WithBody.class) Template message) {
        String text = text(message.onTunnelSide(Line.USUAL));
        String body = text.substring(text.indexOf("\r\n\r\n") + 4);
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        if (message.head().indexOf(Template.LENGTH) >= 0) {
            assertThat(text).containsPattern("(?i)(content-length|\r\nl)[ \t]*:\\s*" + length + "\r\n");
        }
    }

    @Provide
    Arbitrary<Line> lines() {
        return Line.any();
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }
}
