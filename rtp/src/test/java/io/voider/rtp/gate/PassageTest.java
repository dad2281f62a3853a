package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.rtp.quality.PayloadTypes;
import org.junit.jupiter.api.Test;

class PassageTest {
    private static Passage passage(int fromLeg, int toLeg, int port) {
        return new Passage(
                fromLeg,
                toLeg,
                0xac1000ff,
                0x0a020105,
                port,
                0xac1d0301,
                0xac1d0105,
                MediaKind.AUDIO,
                PayloadTypes.STATIC);
    }

    @Test
    void saysWhereItLeads() {
        assertThat(passage(0, 2, 4_000))
                .hasToString("172.16.0.255 → 10.2.1.5:4000 on leg 0 as 172.29.3.1 → 172.29.1.5 on leg 2");
    }

    @Test
    void legsAndPortsOutOfRangeAreRefused() {
        assertThat(passage(0xffff, 0xffff, 0xffff).withPort(1).port()).isEqualTo(1);
        assertThat(passage(0, 0, 1).toLeg()).isZero();
        assertThatThrownBy(() -> passage(-1, 0, 1)).hasMessageContaining("legs -1 and 0");
        assertThatThrownBy(() -> passage(0, -1, 1)).hasMessageContaining("legs 0 and -1");
        assertThatThrownBy(() -> passage(0x10000, 0, 1)).hasMessageContaining("legs 65536");
        assertThatThrownBy(() -> passage(0, 0x10000, 1)).hasMessageContaining("and 65536");
        assertThatThrownBy(() -> passage(0, 0, 0)).hasMessageContaining("port 0");
        assertThatThrownBy(() -> passage(0, 0, 0x10000)).hasMessageContaining("port 65536");
    }

    @Test
    void itsWayIsTheSameWhateverItCarries() {
        Passage video = new Passage(
                0, 2, 0xac1000ff, 0x0a020105, 4_000, 0xac1d0301, 0xac1d0105, MediaKind.VIDEO, PayloadTypes.STATIC);
        assertThat(video.way())
                .isEqualTo(passage(0, 2, 4_000).way())
                .isNotEqualTo(passage(0, 2, 4_002).way());
    }
}
