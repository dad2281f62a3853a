package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever bytes pretend to come from the kernel, the decoders answer a value or {@link MalformedNetlinkException}, and what
 * they answer is bounded by what they were given.
 */
final class NetlinkProperties {

    private static final List<Consumer<NetlinkMessage>> DECODERS = List.of(
            Link::decode,
            InterfaceAddress::decode,
            Neighbour::decode,
            Rule::decode,
            Subscription::decode,
            message -> Routes.decode(message, Map.of()),
            NetlinkMessage::error,
            NetlinkMessage::explanation);

    @Property(tries = 2000)
    void anyBytesAtAll(@ForAll @Size(max = 600) byte[] bytes) {
        digest(bytes);
    }

    @Property(tries = 3000)
    void realMessagesCutShort(@ForAll @IntRange(max = 2000) int length, @ForAll @IntRange(max = 15) int sample) {
        byte[] whole = sample(sample);
        byte[] cut = new byte[Math.min(length, whole.length)];
        System.arraycopy(whole, 0, cut, 0, cut.length);
        digest(cut);
        if (cut.length >= Integer.BYTES) {
            order(cut).putInt(0, cut.length); // the outermost length tells the truth, those inside lie
            digest(cut);
        }
    }

    @Property(tries = 5000)
    void realMessagesWithBytesFlipped(
            @ForAll long seed, @ForAll @IntRange(max = 15) int sample, @ForAll @IntRange(min = 1, max = 12) int flips) {
        byte[] bytes = sample(sample);
        Random random = new Random(seed);
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        digest(bytes);
    }

    @Property(tries = 500)
    void realMessagesInAnotherOrder(@ForAll long seed) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(sample(i));
        }
        Collections.shuffle(all, new Random(seed));
        ByteBuffer datagram = ByteBuffer.allocate(65536);
        all.forEach(datagram::put);
        byte[] bytes = new byte[datagram.position()];
        datagram.flip().get(bytes);
        assertThat(NetlinkMessage.split(ByteBuffer.wrap(bytes))).hasSize(16);
        digest(bytes);
    }

    @Property(tries = 300)
    void theSmallestMessagesAreAsManyAsFit(@ForAll @IntRange(max = 65536) int size) {
        byte[] bytes = new byte[size];
        ByteBuffer buffer = order(bytes);
        for (int at = 0; at + 16 <= size; at += 16) {
            buffer.putInt(at, 16);
        }
        int[] messages = {0};
        try {
            messages[0] = NetlinkMessage.split(ByteBuffer.wrap(bytes)).size();
        } catch (MalformedNetlinkException e) {
            assertThat(size % 16).isNotZero();
        }
        assertThat(messages[0]).isLessThanOrEqualTo(size / 16);
    }

    @Property(tries = 1000)
    void conversationsWithAnybody(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int datagrams) {
        Random random = new Random(seed);
        NetlinkAnswer<Link> conversation = new NetlinkAnswer<>(1, message -> Link.decode(message));
        try {
            boolean finished = false;
            for (int i = 0; i < datagrams && !finished; i++) {
                byte[] bytes = sample(random.nextInt(16));
                if (random.nextInt(4) == 0) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                finished = conversation.accept(ByteBuffer.wrap(bytes));
            }
            assertThat(conversation.error()).isBetween(0, 4095);
        } catch (MalformedNetlinkException e) {
            assertThat(e).hasMessageContaining("at byte");
        }
        assertThat(conversation.objects()).hasSizeLessThanOrEqualTo(datagrams);
    }

    private static void digest(byte[] datagram) {
        List<NetlinkMessage> messages;
        try {
            messages = NetlinkMessage.split(ByteBuffer.wrap(datagram));
        } catch (MalformedNetlinkException e) {
            assertThat(e).hasMessageContaining("at byte");
            return;
        }
        for (NetlinkMessage message : messages) {
            for (Consumer<NetlinkMessage> decoder : DECODERS) {
                try {
                    decoder.accept(message);
                } catch (MalformedNetlinkException e) {
                    assertThat(e).hasMessageContaining("at byte");
                }
            }
        }
    }

    private static ByteBuffer order(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static byte[] sample(int number) {
        return Samples.ALL.get(number).clone();
    }
}
