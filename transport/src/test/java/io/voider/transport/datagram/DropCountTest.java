package io.voider.transport.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.KernelException;
import org.junit.jupiter.api.Test;

class DropCountTest {
    private int dropped;
    private int asked;
    private boolean forbidden;

    private final DropCount count = new DropCount(() -> {
        asked++;
        if (forbidden) {
            throw new KernelException("getsockopt SO_MEMINFO", 92, "a UDP socket");
        }
        return dropped;
    });

    @Test
    void eachIsCountedOnceThoughTheKernelsCountRunsOver() {
        dropped = Integer.MAX_VALUE;
        assertThat(count.take()).isEqualTo(Integer.MAX_VALUE);
        dropped += 3;
        assertThat(count.take()).isEqualTo(3);
        assertThat(count.take()).isZero();
    }

    /** A kernel of before Linux 4.12 does not tell, and who confines this program may forbid to ask. */
    @Test
    void aKernelThatDoesNotTellIsAskedNoMore() {
        forbidden = true;
        assertThat(count.take()).isZero();
        assertThat(count.take()).isZero();
        assertThat(asked).isEqualTo(1);
    }
}
