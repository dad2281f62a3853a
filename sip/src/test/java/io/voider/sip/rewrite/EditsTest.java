package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.sip.Parties;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditsTest {
    private static final Twins TWINS = new Twins();

    static {
        TWINS.of(Parties.parse("1.1.1.1", "22.22.22.22", "3.3.3.3", "4.4.4.4"));
    }

    private static final int ME = 1;
    /** The message lies within an array, behind as many bytes. */
    private static final int START = 3;

    private final Edits edits = new Edits();

    private String applied(String text, int most, ByteBuf out) {
        byte[] bytes = Rewriting.bytes("xyz" + text + "xyz");
        int before = out.writerIndex();
        edits.apply(bytes, START, START + text.length(), TWINS, most, out);
        return out.toString(before, out.writerIndex() - before, StandardCharsets.ISO_8859_1);
    }

    private String applied(String text) {
        return applied(text, 1000, Unpooled.buffer());
    }

    @Test
    void placesAreFilledFromFrontToBack() {
        edits.replace(START, START + 1, ME, 11);
        edits.replace(START + 4, START + 6, ME, 11);
        assertThat(edits.growth()).isEqualTo(19);
        assertThat(applied("AbcdEFg")).isEqualTo("22.22.22.22bcd22.22.22.22g");
        edits.clear();
        assertThat(edits.growth()).isZero();
        assertThat(applied("AbcdEFg")).isEqualTo("AbcdEFg");
    }

    @ParameterizedTest
    @CsvSource({
        "l=99;, 100, l=100;, 1",
        "l=100;, 99, l=99;, -1",
        "l=9;, 10, l=10;, 1",
        "l=0098;, 99, l=0099;, 0",
        "l=0098;, 100, l=00100;, 1",
        "l=000;, 7, l=007;, 0",
        "l=0;, 0, l=0;, 0",
        "l=1;, 123456789, l=123456789;, 8",
    })
    void aNumberKeepsItsLeadingZeros(String text, int number, String expected, int growth) {
        byte[] bytes = Rewriting.bytes("xyz" + text);
        edits.replace(START, START + 1, ME, 11);
        int place = edits.reserve(START + 2, bytes.length - 1, Edits.NO_PLACE);
        edits.replace(bytes.length - 1, bytes.length, ME, 11);
        edits.fill(place, bytes, number);
        assertThat(edits.growth()).isEqualTo(20 + growth);
        assertThat(applied(text)).isEqualTo(expected.replaceAll("[l;]", "22.22.22.22"));
    }

    @Test
    void aPlaceThatIsNeverFilledStays() {
        edits.reserve(START + 1, START + 3, Edits.NO_PLACE);
        edits.replace(START + 4, START + 5, ME, 11);
        assertThat(applied("abcdEf")).isEqualTo("abcd22.22.22.22f");
    }

    @Test
    void thereMayBeManyEdits() {
        int most = 1_000;
        for (int i = 0; i < most; i++) {
            edits.replace(START + i, START + i + 1, ME, 11);
        }
        assertThat(applied("x".repeat(most), 11 * most, Unpooled.buffer())).isEqualTo("22.22.22.22".repeat(most));
    }

    @Test
    void aResultOfExactlyTheLimitIsWritten() {
        edits.replace(START, START + 1, ME, 11);
        assertThat(applied("Abc", 13, Unpooled.buffer())).isEqualTo("22.22.22.22bc");
        assertThatThrownBy(() -> applied("Abc", 12, Unpooled.buffer()))
                .isInstanceOfSatisfying(SipRefusal.class, refusal -> {
                    assertThat(refusal.offset()).isEqualTo(3);
                    assertThat(refusal.kind()).isEqualTo(SipRefusal.Kind.LIMIT);
                });
    }

    @Test
    void theResultIsWrittenBehindWhatTheBufferHolds() {
        edits.replace(START, START + 1, ME, 11);
        ByteBuf inner = Unpooled.wrappedBuffer(new byte[100], 40, 60).writerIndex(5);
        assertThat(applied("Abc", 100, inner)).isEqualTo("22.22.22.22bc");
        assertThat(inner.writerIndex()).isEqualTo(18);
        ByteBuf direct = Unpooled.directBuffer(4).writeByte(0);
        assertThat(applied("Abc", 100, direct)).isEqualTo("22.22.22.22bc");
        String large = "b".repeat(5_000);
        assertThat(applied("A" + large, 6_000, direct)).isEqualTo("22.22.22.22" + large);
        direct.release();
    }
}
