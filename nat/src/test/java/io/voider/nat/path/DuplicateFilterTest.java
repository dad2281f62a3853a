package io.voider.nat.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DuplicateFilterTest {
    private final Random dice = new Random(1);
    private final DuplicateFilter filter = new DuplicateFilter(dice.nextLong());

    private ByteBuf datagram(int bytes) {
        byte[] content = new byte[bytes];
        dice.nextBytes(content);
        return Unpooled.wrappedBuffer(content);
    }

    @Test
    void aDatagramIsACopyFromTheSecondTimeOn() {
        ByteBuf datagram = datagram(224);
        assertThat(filter.isCopy(datagram)).isFalse();
        assertThat(filter.isCopy(datagram)).isTrue();
        assertThat(filter.isCopy(datagram)).isTrue();
    }

    /** Who sees a datagram go by and sends another with the same beginning must not have the true one dropped. */
    @Test
    void oneByteMakesAnotherDatagram() {
        ByteBuf datagram = datagram(224);
        for (int at = 0; at < 224; at++) {
            ByteBuf forged = datagram.copy();
            forged.setByte(at, forged.getByte(at) ^ 1);
            assertThat(filter.isCopy(forged)).isFalse();
        }
        for (int at = 0; at + 16 <= 224; at += 8) {
            for (int bit = 0; bit < 64; bit++) {
                ByteBuf forged = datagram.copy();
                forged.setLong(at, forged.getLong(at) ^ 1L << 63);
                forged.setLong(at + 8, forged.getLong(at + 8) ^ 1L << 63 ^ 1L << bit);
                assertThat(filter.isCopy(forged)).isFalse();
            }
        }
        assertThat(filter.isCopy(datagram.slice(0, 223))).isFalse();
        assertThat(filter.isCopy(datagram)).isFalse();
    }

    @Test
    void aSecondOfACallIsRemembered() {
        ByteBuf first = datagram(224);
        assertThat(filter.isCopy(first)).isFalse();
        for (int i = 0; i < 50; i++) {
            filter.isCopy(datagram(224));
        }
        assertThat(filter.isCopy(first)).isTrue();
    }
}
