package io.voider.rtp.relay;

import static io.voider.rtp.relay.MediaForwarder.Fate.DROP;
import static io.voider.rtp.relay.MediaForwarder.Fate.FORWARD;
import static io.voider.rtp.relay.MediaForwarder.Fate.NOT_MEDIA;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.rtp.gate.GateLimits;
import io.voider.rtp.gate.MediaGate;
import io.voider.rtp.gate.MediaKind;
import io.voider.rtp.gate.Passage;
import io.voider.rtp.quality.PayloadTypes;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Udp;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaForwarderTest {
    private static final int PHONE = 0xac100001;
    private static final int DIALLED = 0x0a020101;
    private static final int ME = 0xac1d0201;
    private static final int PEER = 0xac1d0101;
    private static final long SECOND = 1_000_000_000L;

    private final MediaGate gate = new MediaGate(GateLimits.DEFAULT);
    private final Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);
    private final MediaForwarder forwarder = new MediaForwarder(gate.leg(0), RelayOptions.DEFAULT, counters);
    private final ByteBuf buffer = Unpooled.buffer(2_048).writeZero(2_048);
    private final Ipv4 ip = new Ipv4().wrap(buffer, 0);
    private final Udp udp = new Udp().wrap(buffer, 20);

    MediaForwarderTest() {
        gate.open(
                1,
                List.of(new Passage(
                        0, 1, PHONE, DIALLED, 4_000, 0xac1d0201, 0xac1d0101, MediaKind.AUDIO, PayloadTypes.STATIC)),
                0);
    }

    private void fragment(int identification, int offset, boolean more, int port) {
        ip.write(228, identification, 64, Ipv4.PROTOCOL_UDP, PHONE, DIALLED);
        buffer.setShort(6, (more ? 0x2000 : 0) | offset / 8);
        if (offset == 0) {
            udp.write(4_000, port, 600);
            buffer.setByte(28, 0x80);
        }
    }

    @Test
    void aPacketAtTheEndOfItsLifeIsDroppedAndCounted() {
        ip.write(200, 1, 1, Ipv4.PROTOCOL_UDP, PHONE, DIALLED);
        udp.write(4_000, 4_000, 180);

        assertThat(forwarder.datagram(ip, udp, 0)).isEqualTo(DROP);
        assertThat(counters.count(RelayCounter.DROPPED_TTL)).isEqualTo(1);
    }

    @Test
    void mediaWithIpOptionsIsDroppedAndCounted() {
        ip.write(200, 1, 64, Ipv4.PROTOCOL_UDP, PHONE, DIALLED);
        buffer.setByte(0, 0x46);
        udp.wrap(buffer, 24).write(4_000, 4_000, 176);

        assertThat(forwarder.datagram(ip, udp, 0)).isEqualTo(DROP);
        assertThat(counters.count(RelayCounter.DROPPED_OPTIONS)).isEqualTo(1);
    }

    @Test
    void aLaterFragmentWithoutItsFirstIsNotMedia() {
        fragment(7, 208, false, 0);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
    }

    @Test
    void aLaterFragmentOfAnotherPacketDoesNotSlipThrough() {
        fragment(7, 0, true, 4_000);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(FORWARD);

        fragment(8, 208, false, 0);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
        fragment(7, 208, false, 0);
        ip.source(PHONE + 1);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
        fragment(7, 208, false, 0);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(FORWARD);
        assertThat(counters.count(RelayCounter.FORWARDED_FRAGMENTS)).isEqualTo(1);
    }

    @Test
    void fragmentsDoNotFollowForEver() {
        fragment(7, 0, true, 4_000);
        forwarder.fragment(ip, 0);
        fragment(7, 208, false, 0);
        assertThat(forwarder.fragment(ip, 6 * SECOND)).isEqualTo(NOT_MEDIA);
    }

    @Test
    void fragmentsDoNotOutliveTheirCall() {
        fragment(7, 0, true, 4_000);
        forwarder.fragment(ip, 0);
        gate.close(1);
        fragment(7, 208, false, 0);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
    }

    @Test
    void aFirstFragmentTooShortForItsPortsIsDroppedAndCounted() {
        fragment(7, 0, true, 4_000);
        buffer.setShort(2, 24);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(DROP);
        assertThat(counters.count(RelayCounter.DROPPED_FRAGMENT)).isEqualTo(1);
    }

    @Test
    void fragmentsToAClosedPortAreNotMedia() {
        fragment(7, 0, true, 4_001);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
        fragment(7, 208, false, 0);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
    }

    @Test
    void fragmentsOfAnythingButUdpAreNotMedia() {
        fragment(7, 0, true, 4_000);
        buffer.setByte(9, Ipv4.PROTOCOL_TCP);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
    }

    private MediaForwarder.Fate datagram(long nowNanos) {
        ip.write(200, 1, 64, Ipv4.PROTOCOL_UDP, PHONE, DIALLED);
        udp.write(4_000, 4_000, 180);
        return forwarder.datagram(ip, udp, nowNanos);
    }

    private void open(MediaKind kind) {
        gate.open(1, List.of(new Passage(0, 1, PHONE, DIALLED, 4_000, ME, PEER, kind, PayloadTypes.STATIC)), 0);
    }

    /** How many of {@code packets} pass that come evenly within {@code seconds}. */
    private int passedOf(int packets, int seconds, long startNanos) {
        int passed = 0;
        for (int i = 0; i < packets; i++) {
            passed += datagram(startNanos + seconds * SECOND * i / packets) == FORWARD ? 1 : 0;
        }
        return passed;
    }

    @Test
    void voiceAtTheHighestRateOfAudioPassesWholly() {
        buffer.setByte(28, 0x80);
        assertThat(passedOf(3_000, 10, 0)).isEqualTo(3_000);
        assertThat(counters.count(RelayCounter.DROPPED_OVER_RATE)).isZero();
    }

    @Test
    void aFloodOnAnAudioPortPassesAtThatRateAlone() {
        buffer.setByte(28, 0x80);
        int passed = passedOf(57_000, 10, 0);
        assertThat(passed).as("ten seconds' worth and one burst").isBetween(3_000, 3_000 + 151);
        assertThat(counters.count(RelayCounter.DROPPED_OVER_RATE)).isEqualTo(57_000 - passed);
        assertThat(gate.flows(1).orElseThrow().flows().get(0).report().packets())
                .as("what was dropped did not pass")
                .isEqualTo(passed);
    }

    @Test
    void afterAPauseHalfASecondsWorthMayComeAtOnce() {
        buffer.setByte(28, 0x80);
        int passed = 0;
        while (datagram(100 * SECOND) == FORWARD) {
            passed++;
        }
        assertThat(passed).isEqualTo(151);
        assertThat(datagram(100 * SECOND + SECOND / 300)).isEqualTo(FORWARD);
    }

    @Test
    void videoMayComeTenTimesAsFast() {
        open(MediaKind.VIDEO);
        buffer.setByte(28, 0x80);
        assertThat(passedOf(30_000, 10, 0)).isEqualTo(30_000);
        assertThat(passedOf(100_000, 10, 10 * SECOND)).isBetween(30_000, 30_000 + 1_501);
    }

    @Test
    void faxComesAsAudioDoesAndMayLookLikeAnything() {
        assertThat(datagram(0)).as("zeros").isEqualTo(DROP);
        open(MediaKind.FAX);
        assertThat(datagram(0)).isEqualTo(FORWARD);
        assertThat(passedOf(57_000, 10, 0)).isBetween(2_999, 3_000 + 151);
    }

    @Test
    void aPortThatGoesBackToAudioIsOneForAudio() {
        open(MediaKind.FAX);
        open(MediaKind.AUDIO);
        assertThat(datagram(0)).isEqualTo(DROP);
    }

    @Test
    void whatIsForeignIsCountedAndTakesNothingOfTheRate() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(datagram(0)).isEqualTo(DROP);
        }
        assertThat(counters.count(RelayCounter.DROPPED_FOREIGN)).isEqualTo(1_000);
        assertThat(counters.count(RelayCounter.DROPPED_OVER_RATE)).isZero();
        assertThat(gate.flows(1).orElseThrow().flows().get(0).report().packets())
                .isZero();
        buffer.setByte(28, 0x80);
        assertThat(datagram(0)).isEqualTo(FORWARD);
    }

    @Test
    void laterFragmentsTakeTheirShareOfTheRate() {
        fragment(7, 0, true, 4_000);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(FORWARD);
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            fragment(7, 208, false, 0);
            passed += forwarder.fragment(ip, 0) == FORWARD ? 1 : 0;
        }
        assertThat(passed).isEqualTo(150);
        assertThat(counters.count(RelayCounter.DROPPED_OVER_RATE)).isEqualTo(850);
    }

    @Test
    void aFirstFragmentOfSomethingForeignLeadsNothingIn() {
        fragment(7, 0, true, 4_000);
        buffer.setByte(28, 0x47);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(DROP);
        assertThat(counters.count(RelayCounter.DROPPED_FOREIGN)).isEqualTo(1);
        fragment(7, 208, false, 0);
        assertThat(forwarder.fragment(ip, 0)).isEqualTo(NOT_MEDIA);
    }

    @Test
    void oversizedPacketsAreCutUnderAnIdentificationOfTheirOwn() {
        ip.write(1_500, 0, 64, Ipv4.PROTOCOL_UDP, PHONE, DIALLED);
        buffer.setShort(6, 0x4000);
        udp.write(4_000, 4_000, 1_480);
        Oversized oversized = new Oversized(new Counters<>(Counter.class));
        int[] seen = {0, 0, 0};
        oversized.split(ip, 700, (fragment, index, length) -> {
            Ipv4 part = new Ipv4().wrap(fragment, index);
            assertThat(length).isLessThanOrEqualTo(700).isEqualTo(part.totalLength());
            assertThat(Ipv4.isSound(fragment, index, length)).isTrue();
            assertThat(part.dontFragment()).isFalse();
            assertThat(part.identification()).isEqualTo(1);
            assertThat(part.fragmentOffset()).isEqualTo(seen[1]);
            seen[0]++;
            seen[1] += part.payloadLength();
            seen[2] = part.moreFragments() ? 0 : 1;
        });
        assertThat(seen).containsExactly(3, 1_480, 1);
    }
}
