package io.voider.nat.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class LateCopiesTest {
    private final LateCopies late = new LateCopies();
    private final ByteBuf datagram = Unpooled.copiedBuffer(new byte[] {1, 2, 3});

    @Test
    void eachCopyComesInItsTime() {
        assertThat(late.offer(datagram, 2, 0)).isTrue();
        assertThat(late.poll(LateCopies.DELAY_NANOS - 1)).isNull();
        assertThat(late.nextDueNanos()).isEqualTo(LateCopies.DELAY_NANOS);
        ByteBuf first = late.poll(LateCopies.DELAY_NANOS);
        assertThat(first).isEqualTo(datagram);
        assertThat(late.poll(LateCopies.DELAY_NANOS)).isNull();
        ByteBuf second = late.poll(2 * LateCopies.DELAY_NANOS);
        assertThat(second).isEqualTo(datagram);
        assertThat(late.nextDueNanos()).isEqualTo(LateCopies.NEVER);
        assertThat(datagram.refCnt()).isEqualTo(2);
        assertThat(datagram.release(2)).isTrue();
    }

    @Test
    void onlySoManyWaitAndNoneIsKeptAfterTheEnd() {
        int taken = 0;
        while (late.offer(datagram.retain(), 1, 0)) {
            taken++;
        }
        datagram.release();
        assertThat(taken).isEqualTo(64);
        late.close();
        assertThat(datagram.refCnt()).isEqualTo(1);
        assertThat(late.poll(Long.MAX_VALUE)).isNull();
        datagram.release();
    }
}
