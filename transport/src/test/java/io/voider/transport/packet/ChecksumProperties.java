package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ChecksumProperties {

    /** RFC 1071, section 3: 00 01 f2 03 f4 f5 f6 f7 sum to ddf2. */
    @Example
    void sumsTheExampleOfRfc1071() {
        ByteBuf data = Unpooled.wrappedBuffer(
                new byte[] {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7});
        assertThat(Checksum.fold(Checksum.sum(data, 0, 8))).isEqualTo(0xddf2);
    }

    /** RFC 1624, section 4: checksum dd2f, a word changes from 5555 to 3285, and the right answer is 0000. */
    @Example
    void updatesTheExampleOfRfc1624() {
        assertThat(Checksum.update(0xdd2f, 0x5555, 0x3285)).isZero();
    }

    @Property
    void sumsAsOneWordAtATimeDoes(@ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(max = 9) int skipped) {
        int offset = Math.min(skipped, bytes.length);
        int length = bytes.length - offset;
        assertThat(Checksum.fold(Checksum.sum(Unpooled.wrappedBuffer(bytes), offset, length)))
                .isEqualTo(wordByWord(bytes, offset, length));
    }

    @Property
    void anIncrementalUpdateEqualsAFullSum(
            @ForAll @Size(20) byte[] bytes, @ForAll int word, @ForAll @IntRange(max = 4) int place) {
        ByteBuf data = Unpooled.wrappedBuffer(bytes);
        data.setShort(0, 0x4500);
        int before = Checksum.ofSum(Checksum.sum(data, 0, 20));
        int old = data.getInt(place * 4);
        data.setInt(place * 4, word);
        data.setShort(0, 0x4500 | (data.getByte(1) & 0xff));
        int changed = data.getInt(place * 4);

        int expected = Checksum.ofSum(Checksum.sum(data, 0, 20));
        assertThat(Checksum.updateWord(before, old, changed)).isEqualTo(expected);
    }

    private static int wordByWord(byte[] bytes, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int value = bytes[offset + i] & 0xff;
            sum += i % 2 == 0 ? value << 8 : value;
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
