package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.voider.transport.count.Counter;
import io.voider.transport.count.Counters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class FragmentationProperties {

    private static final int MAXIMUM_PACKETS = 4;
    private static final int MAXIMUM_BYTES = 100_000;
    private static final long TIMEOUT = 1000;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final Counters<Counter> counters = new Counters<>(Counter.class);
    private final Reassembly reassembly = reassembly();

    private Reassembly reassembly() {
        return new Reassembly(TIMEOUT, MAXIMUM_PACKETS, MAXIMUM_BYTES, allocator, counters);
    }

    @Property(tries = 300)
    void whatIsCutIsJoinedAgainInAnyOrderWithRepetitions(
            @ForAll @IntRange(max = 65_500) int length,
            @ForAll @IntRange(min = 68, max = 9000) int mtu,
            @ForAll long seed) {
        Random random = new Random(seed);
        byte[] payload = new byte[Math.min(length, mtu * 30)];
        random.nextBytes(payload);
        ByteBuf packet = PacketBuilder.udp(1, 2, 3, 4, payload);
        List<ByteBuf> fragments = fragments(packet, mtu);
        assertThat(fragments).allMatch(fragment -> fragment.readableBytes() <= mtu);
        if (fragments.size() == 1) {
            assertThat(fragments.get(0)).isEqualTo(packet);
            return;
        }
        fragments.add(fragments.get(random.nextInt(fragments.size())));
        Collections.shuffle(fragments, random);
        Reassembly reassembly = reassembly();
        List<ByteBuf> whole = new ArrayList<>();
        for (ByteBuf fragment : fragments) {
            ByteBuf done = reassembly.add(new Ipv4().wrap(fragment, 0), 0);
            if (done != null) {
                whole.add(done);
            }
        }
        assertThat(whole).as("%s", counters).hasSize(1);
        assertThat(ByteBufUtil.hexDump(whole.get(0))).isEqualTo(ByteBufUtil.hexDump(packet));
        assertThat(counters.count(Counter.DROPPED_FRAGMENT_OVERLAP)).isZero();
    }

    @Property(tries = 2000)
    void hostileFragmentsNeitherThrowNorGrowMemory(@ForAll @Size(max = 200) List<@LongRange Long> seeds) {
        Reassembly reassembly = reassembly();
        for (long seed : seeds) {
            Random random = new Random(seed);
            int payload = random.nextInt(10) == 0 ? random.nextInt(1480) : random.nextInt(4) * 8;
            ByteBuf fragment = Unpooled.buffer(60 + payload).writerIndex(20 + payload);
            new Ipv4().wrap(fragment, 0).write(20 + payload, random.nextInt(6), 64, 17, 1, 2);
            int offset = random.nextInt(3) == 0 ? random.nextInt(0x2000) : random.nextInt(8);
            fragment.setShort(6, (random.nextBoolean() ? 0x2000 : 0) | offset);
            Ipv4 ipv4 = new Ipv4().wrap(fragment, 0).refreshChecksum();
            if (!Ipv4.isSound(fragment, 0, fragment.readableBytes()) || !ipv4.isFragment()) {
                continue;
            }
            ByteBuf whole = reassembly.add(ipv4, random.nextInt(3));
            if (whole != null) {
                assertThat(Ipv4.isSound(whole, 0, whole.readableBytes())).isTrue();
                whole.release();
            }
            assertThat(reassembly.pending()).isLessThanOrEqualTo(MAXIMUM_PACKETS);
            assertThat(reassembly.heldBytes()).isBetween(0, MAXIMUM_BYTES);
        }
        reassembly.close();
        assertThat(reassembly.heldBytes()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).as("nothing leaks").isZero();
    }

    @Example
    void overlappingFragmentsSpoilTheWholePacket() {
        List<ByteBuf> fragments = fragments(PacketBuilder.udp(1, 2, 3, 4, new byte[200]), 100);
        ByteBuf overlapping = fragments.get(1).copy();
        overlapping.setByte(50, 1);

        add(fragments.get(0), 0);
        add(fragments.get(1), 0);
        add(overlapping, 0);
        for (ByteBuf fragment : fragments) {
            assertThat(add(fragment, 1)).isFalse();
        }
        assertThat(counters.count(Counter.DROPPED_FRAGMENT_OVERLAP)).isEqualTo(3 + fragments.size());
        assertThat(reassembly.heldBytes()).isZero();
    }

    @Example
    void unfinishedPacketsGoWhenTheirTimeIsOver() {
        List<ByteBuf> fragments = fragments(PacketBuilder.udp(1, 2, 3, 4, new byte[200]), 100);
        add(fragments.get(0), 0);
        add(fragments.get(1), TIMEOUT - 1);
        assertThat(reassembly.pending()).isOne();

        reassembly.expire(TIMEOUT);

        assertThat(reassembly.pending()).isZero();
        assertThat(reassembly.heldBytes()).isZero();
        assertThat(counters.count(Counter.DROPPED_FRAGMENT_EXPIRED)).isEqualTo(2);
    }

    @Example
    void theOldestGoesWhenThereIsNoRoom() {
        for (int id = 0; id <= MAXIMUM_PACKETS; id++) {
            ByteBuf packet = PacketBuilder.udp(1, 2, 3, 4, new byte[200]);
            packet.setShort(4, id);
            add(fragments(packet, 100).get(0), id);
        }
        assertThat(reassembly.pending()).isEqualTo(MAXIMUM_PACKETS);
        assertThat(counters.count(Counter.DROPPED_FRAGMENT_FULL)).isOne();
    }

    @Example
    void aPacketThatMustNotBeFragmentedIsRefused() {
        ByteBuf packet = PacketBuilder.udp(1, 2, 3, 4, new byte[200]);
        packet.setShort(6, Ipv4.DONT_FRAGMENT);

        assertThat(Fragmentation.fragment(packet, 100, allocator, counters, fragment -> {
                    throw new AssertionError();
                }))
                .isFalse();
        assertThat(counters.count(Counter.DROPPED_DONT_FRAGMENT)).isOne();
    }

    @Example
    void laterFragmentsKeepOnlyTheOptionsThatAreToBeCopied() {
        ByteBuf packet = Unpooled.buffer(132).writerIndex(132);
        packet.setBytes(20, new byte[] {7, 3, 4, (byte) 0x94, 4, 0, 0, 0, 1, 1, 1, 0});
        new Ipv4().wrap(packet, 0).write(132, 1, 64, 17, 1, 2);
        packet.setByte(0, 0x48);
        new Ipv4().wrap(packet, 0).refreshChecksum();

        List<ByteBuf> fragments = fragments(packet, 100);

        assertThat(fragments.get(0).getByte(0)).isEqualTo((byte) 0x48);
        assertThat(ByteBufUtil.hexDump(fragments.get(1), 20, 4)).isEqualTo("94040000");
        assertThat(fragments.get(1).getByte(0)).isEqualTo((byte) 0x46);
        assertThat(fragments).allMatch(fragment -> Ipv4.isSound(fragment, 0, fragment.readableBytes()));
        assertThat(fragments.stream()
                        .mapToInt(f -> new Ipv4().wrap(f, 0).payloadLength())
                        .sum())
                .isEqualTo(100);
    }

    private boolean add(ByteBuf fragment, long nowNanos) {
        return reassembly.add(new Ipv4().wrap(fragment, 0), nowNanos) != null;
    }

    private List<ByteBuf> fragments(ByteBuf packet, int mtu) {
        List<ByteBuf> fragments = new ArrayList<>();
        assertThat(Fragmentation.fragment(packet, mtu, UnpooledByteBufAllocator.DEFAULT, counters, fragments::add))
                .isTrue();
        return fragments;
    }
}
