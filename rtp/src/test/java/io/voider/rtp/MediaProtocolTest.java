package io.voider.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaProtocolTest {
    /** The protocol of these bytes, followed by zeros up to {@code length}, in the middle of a packet. */
    private static MediaProtocol of(String hex, int length) {
        ByteBuf packet = Unpooled.buffer().writeZero(28).writeBytes(ByteBufUtil.decodeHexDump(hex));
        packet.writeZero(length);
        return MediaProtocol.of(packet, 28, length);
    }

    @Test
    void rtpIsVersionTwoWithAWholeHeader() {
        assertThat(of("8000", 12)).isEqualTo(MediaProtocol.RTP);
        assertThat(of("bfff", 172)).isEqualTo(MediaProtocol.RTP);
        assertThat(of("80bf", 12)).isEqualTo(MediaProtocol.RTP);
        assertThat(of("80e0", 12)).isEqualTo(MediaProtocol.RTP);
        assertThat(of("8000", 11)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("7f00", 172)).as("version 1").isEqualTo(MediaProtocol.OTHER);
        assertThat(of("c000", 172)).as("version 3").isEqualTo(MediaProtocol.OTHER);
    }

    @Test
    void rtcpHasTypesOfItsOwn() {
        assertThat(of("80c0", 8)).isEqualTo(MediaProtocol.RTCP);
        assertThat(of("81c9", 32)).isEqualTo(MediaProtocol.RTCP);
        assertThat(of("80df", 8)).isEqualTo(MediaProtocol.RTCP);
        assertThat(of("80c9", 7)).isEqualTo(MediaProtocol.OTHER);
    }

    @Test
    void stunHasItsCookie() {
        assertThat(of("000100002112a442", 20)).isEqualTo(MediaProtocol.STUN);
        assertThat(of("030100002112a442", 20)).isEqualTo(MediaProtocol.STUN);
        assertThat(of("000100002112a442", 19)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("000500002112a443", 20)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("040100002112a442", 20)).isEqualTo(MediaProtocol.OTHER);
    }

    @Test
    void dtlsHasAVersionOrTheUnifiedHeader() {
        assertThat(of("16feff", 13)).isEqualTo(MediaProtocol.DTLS);
        assertThat(of("14fefd", 13)).isEqualTo(MediaProtocol.DTLS);
        assertThat(of("2f0001", 13)).isEqualTo(MediaProtocol.DTLS);
        assertThat(of("200001", 13)).isEqualTo(MediaProtocol.DTLS);
        assertThat(of("3f0001", 13)).isEqualTo(MediaProtocol.DTLS);
        assertThat(of("160301", 13)).as("TLS").isEqualTo(MediaProtocol.OTHER);
        assertThat(of("13feff", 13)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("40feff", 13)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("16feff", 12)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("200001", 12)).isEqualTo(MediaProtocol.OTHER);
    }

    @Test
    void zrtpHasItsCookie() {
        assertThat(of("100000015a525450", 16)).isEqualTo(MediaProtocol.ZRTP);
        assertThat(of("100000015a525450", 15)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("100000015a525451", 16)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("110000015a525450", 16)).isEqualTo(MediaProtocol.OTHER);
    }

    /** RFC 3489 section 11.1. */
    @Test
    void stunOfOldHasAMethodOfItsAndItsLength() {
        for (String type : List.of("0001", "0101", "0111", "0002", "0102", "0112")) {
            assertThat(of(type + "0008", 28)).as(type).isEqualTo(MediaProtocol.STUN);
        }
        for (String type : List.of("0000", "0003", "0011", "0103", "0121", "0201", "0100")) {
            assertThat(of(type + "0008", 28)).as(type).isEqualTo(MediaProtocol.OTHER);
        }
        assertThat(of("00010008", 27)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("00010008", 29)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("00010000", 19)).isEqualTo(MediaProtocol.OTHER);
    }

    /** RFC 8855 section 5.1. */
    @Test
    void bfcpOverUdpIsVersionTwoWithItsLength() {
        assertThat(of("400b0000", 12)).isEqualTo(MediaProtocol.BFCP);
        assertThat(of("50010002", 20)).as("a response").isEqualTo(MediaProtocol.BFCP);
        assertThat(of("48120100", 500)).as("a fragment").isEqualTo(MediaProtocol.BFCP);
        assertThat(of("400b0001", 12)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("40130000", 12)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("480b0000", 11)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("600b0000", 12)).isEqualTo(MediaProtocol.OTHER);
    }

    @Test
    void sipAndKeepAlivesAreNoneOfThese() {
        assertThat(of("494e56495445", 600)).as("INVITE").isEqualTo(MediaProtocol.OTHER);
        assertThat(of("0d0a0d0a", 4)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("", 0)).isEqualTo(MediaProtocol.OTHER);
        assertThat(of("40000004", 64)).as("TURN channel data").isEqualTo(MediaProtocol.OTHER);
    }
}
