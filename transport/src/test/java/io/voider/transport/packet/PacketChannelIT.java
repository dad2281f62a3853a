package io.voider.transport.packet;

import static io.voider.transport.packet.TwoNamespaces.HOST_A;
import static io.voider.transport.packet.TwoNamespaces.HOST_B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.IllegalReferenceCountException;
import io.voider.ns.KernelException;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.transport.count.Counter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketChannelIT {

    private static final int DATAGRAMS = 20;
    private static final int LIVENESS_SECONDS = 60;

    private final TwoNamespaces hosts = new TwoNamespaces();

    @AfterEach
    void removeHosts() {
        hosts.close();
    }

    /** Hands over the addresses and ports of UDP packets. */
    private static final class Recorder extends ChannelInboundHandlerAdapter {

        final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();
        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Packet packet && packet.isUdp()) {
                ports.add(packet.udp().destinationPort());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            events.add(event);
        }

        @Nullable
        Integer next() throws InterruptedException {
            return ports.poll(LIVENESS_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static DatagramSocket socket(Namespace host, int port) {
        return host.call(() -> {
            DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName("0.0.0.0"));
            socket.setSoTimeout(LIVENESS_SECONDS * 1000);
            return socket;
        });
    }

    private static void send(DatagramSocket from, String host, int port, int length) throws Exception {
        from.send(new DatagramPacket(new byte[length], length, new InetSocketAddress(host, port)));
    }

    @Test
    void checksumsAreRightBothWaysBetweenVethAndVeth() throws Exception {
        Forwarder forth = new Forwarder(false);
        Forwarder back = new Forwarder(true);
        PacketChannel left = hosts.open("a1", PacketOptions.DEFAULT, forth);
        PacketChannel right = hosts.open("b1", PacketOptions.DEFAULT, back);
        forth.to(right);
        back.to(left);
        try (Tcpdump atB = new Tcpdump(hosts.b(), "b0", "in", "udp", DATAGRAMS);
                Tcpdump atA = new Tcpdump(hosts.a(), "a0", "in", "udp", DATAGRAMS);
                DatagramSocket a = socket(hosts.a(), 5001);
                DatagramSocket b = socket(hosts.b(), 5002)) {
            DatagramPacket received = new DatagramPacket(new byte[2048], 2048);
            for (int i = 0; i < DATAGRAMS; i++) {
                send(a, "10.77.2.2", 5002, 1 + i * 37);
                b.receive(received);
                assertThat(received.getLength()).isEqualTo(1 + i * 37);
                send(b, "10.77.1.2", 5001, 2 + i * 37);
                a.receive(received);
                assertThat(received.getLength()).isEqualTo(2 + i * 37);
            }
            atB.assertChecksumsRight();
            atA.assertChecksumsRight();
        }
        // The first packet to B goes to all stations; B's answer teaches us its address.
        assertThat(right.counters().count(Counter.SENT_TO_BROADCAST)).isOne();
        assertThat(left.counters().count(Counter.SENT_TO_BROADCAST)).isZero();
    }

    @Test
    void checksumsAreRightBothWaysBetweenVethAndTun() throws Exception {
        try (TunEcho echo = new TunEcho(hosts.middle());
                Tcpdump atTun = new Tcpdump(hosts.middle(), "tun0", "out", "udp", DATAGRAMS);
                Tcpdump atA = new Tcpdump(hosts.a(), "a0", "in", "udp", DATAGRAMS);
                DatagramSocket a = socket(hosts.a(), 5001)) {
            Forwarder forth = new Forwarder(false);
            Forwarder back = new Forwarder(false);
            PacketChannel left = hosts.open("a1", PacketOptions.DEFAULT, forth);
            PacketChannel tun = hosts.open("tun0", PacketOptions.DEFAULT, back);
            forth.to(tun);
            back.to(left);
            for (int i = 0; i < DATAGRAMS; i++) {
                send(a, "10.99.0.1", 7, 1 + i * 37);
                a.receive(new DatagramPacket(new byte[2048], 2048));
            }
            assertThat(echo.isAlive()).isTrue();
            atTun.assertChecksumsRight();
            atA.assertChecksumsRight();
        }
    }

    @Test
    void readingPauses() throws Exception {
        Recorder recorder = new Recorder();
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, recorder);
        try (DatagramSocket a = socket(hosts.a(), 5001)) {
            send(a, "10.77.2.2", 3, 10);
            assertThat(recorder.next()).isEqualTo(3);
            // Without waiting for the end of this read, the pause may come before the next one is asked for.
            hosts.loop().submit(() -> {}).await();

            channel.config().setAutoRead(false);
            send(a, "10.77.2.2", 4, 10);
            assertThat(recorder.next()).as("the read that was under way").isEqualTo(4);
            // Until it has ended, it takes what comes meanwhile.
            hosts.loop().submit(() -> {}).await();
            send(a, "10.77.2.2", 5, 10);
            hosts.loop().submit(() -> {}).await();
            assertThat(recorder.ports.poll(200, TimeUnit.MILLISECONDS)).isNull();
            channel.config().setAutoRead(true);
            assertThat(recorder.next()).isEqualTo(5);
        }
    }

    /** What comes under A's address from another MAC address is dropped, and draws nothing to itself. */
    @Test
    void aSecondStationWithAnAddressOfAnothersGetsNothing() throws Exception {
        Recorder recorder = new Recorder();
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, recorder);
        try (DatagramSocket a = socket(hosts.a(), 5001)) {
            send(a, "10.77.2.2", 1, 10);
            assertThat(recorder.next()).isEqualTo(1);
            MacAddress real = hosts.a().links().require("a0").mac().orElseThrow();
            MacAddress other = MacAddress.parse("02:00:00:00:00:99");
            changeMac(other);
            send(a, "10.77.2.2", 2, 10);
            changeMac(real);
            send(a, "10.77.2.2", 3, 10);
            assertThat(recorder.next()).isEqualTo(3);
            assertThat(channel.counters().count(Counter.DROPPED_CONTESTED)).isOne();
            assertThat(channel.contested())
                    .matches(found ->
                            found.holder().equals(real) && found.claimant().equals(other));

            changeMac(other);
            channel.forgetNeighbours();
            hosts.loop().submit(() -> {}).await();
            send(a, "10.77.2.2", 4, 10);
            assertThat(recorder.next()).isEqualTo(4);
        }
    }

    private void changeMac(MacAddress mac) {
        hosts.a().links().mac("a0", mac);
    }

    /** Such as an answer to what was sent to everybody. */
    @Test
    void nothingIsSentFromABroadcastAddressAndToItOnlyWithTheBroadcastMac() throws Exception {
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, new Recorder());
        try (DatagramSocket a = socket(hosts.a(), 5001)) {
            send(a, "10.77.2.2", 1, 10);
            byte[] payload = new byte[10];
            channel.writeAndFlush(PacketBuilder.udp(-1, 5, HOST_A, 5001, payload))
                    .await();
            channel.writeAndFlush(PacketBuilder.udp(0xe000_0001, 5, HOST_A, 5001, payload))
                    .await();
            assertThat(channel.counters().count(Counter.DROPPED_SEND_GROUP_SOURCE))
                    .isEqualTo(2);
            channel.writeAndFlush(PacketBuilder.udp(HOST_B, 5, -1, 5001, payload))
                    .sync();
            a.receive(new DatagramPacket(payload, payload.length));
            assertThat(channel.counters().count(Counter.SENT_TO_BROADCAST)).isZero();
        }
    }

    @Test
    void whatCannotBeSentIsRefusedAndCounted() {
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, new Recorder());
        assertThat(channel.writeAndFlush(Unpooled.buffer(1501).writeZero(1501))
                        .awaitUninterruptibly()
                        .cause())
                .hasMessageContaining("1501");
        assertThat(channel.writeAndFlush(Unpooled.buffer(10).writeZero(10))
                        .awaitUninterruptibly()
                        .cause())
                .hasMessageContaining("no IP packet");
        assertThat(channel.counters().count(Counter.DROPPED_SEND_TOO_LONG)).isOne();
        assertThat(channel.counters().count(Counter.DROPPED_SEND_MALFORMED)).isOne();
        assertThatThrownBy(() -> channel.transmit(Unpooled.buffer(20), 0, 20))
                .isInstanceOf(IllegalStateException.class);

        channel.close().syncUninterruptibly();
        assertThat(hosts.loop()
                        .submit(() -> channel.transmit(PacketBuilder.udp(HOST_B, 1, HOST_A, 2, new byte[1]), 0, 29))
                        .syncUninterruptibly()
                        .getNow())
                .isFalse();
        assertThat(channel.counters().count(Counter.DROPPED_SEND_CLOSED)).isOne();
    }

    @Test
    void anInterfaceThatGoesDownIsAnnouncedAndOneThatDisappearsClosesTheChannel() throws Exception {
        Recorder recorder = new Recorder();
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, recorder);

        hosts.middle().links().down("a1");
        assertThat(recorder.events.poll(LIVENESS_SECONDS, TimeUnit.SECONDS)).isEqualTo(PacketEvent.INTERFACE_DOWN);
        assertThat(channel.isActive()).isTrue();

        hosts.middle().links().up("a1");
        hosts.middle().links().delete("a1");
        assertThat(channel.closeFuture().await(LIVENESS_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    /** A phone that has not been heard since the node takes the wire is called all the same, and not another in its place. */
    @Test
    void whereSeveralAreWaitedForNoneGetsWhatIsForAnother() throws Exception {
        Recorder recorder = new Recorder();
        PacketOptions several = PacketOptions.DEFAULT.withLearnFrom(Set.of(HOST_A, HOST_A + 1));
        PacketChannel channel = hosts.open("a1", several, recorder);
        try (DatagramSocket a = socket(hosts.a(), 5001)) {
            send(a, "10.77.2.2", 7, 10);
            assertThat(recorder.ports.poll(LIVENESS_SECONDS, TimeUnit.SECONDS)).isEqualTo(7);
            channel.writeAndFlush(PacketBuilder.udp(HOST_B, 5, HOST_A, 5001, new byte[1]))
                    .sync();
            assertThat(channel.counters().count(Counter.SENT_TO_BROADCAST)).isZero();
            channel.writeAndFlush(PacketBuilder.udp(HOST_B, 5, HOST_A + 1, 5001, new byte[1]))
                    .sync();
            assertThat(channel.counters().count(Counter.SENT_TO_BROADCAST)).isOne();
        }
    }

    /** Of that the kernel says nothing; also, it sets an interface that it deletes down before it takes it away. */
    @Test
    void anInterfaceThatDisappearsWhileItIsDownClosesTheChannelToo() throws Exception {
        Recorder recorder = new Recorder();
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, recorder);

        hosts.middle().links().down("a1");
        assertThat(recorder.events.poll(LIVENESS_SECONDS, TimeUnit.SECONDS)).isEqualTo(PacketEvent.INTERFACE_DOWN);
        hosts.middle().links().delete("a1");
        assertThat(channel.closeFuture().await(LIVENESS_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void aLentPacketLastsUntilItsHandlerIsDoneEvenIfThatClosesTheChannel() throws Exception {
        BlockingQueue<Packet> kept = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();
        PacketChannel channel = hosts.open("a1", PacketOptions.DEFAULT, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                Object unused = context.close();
                kept.add((Packet) message);
                ports.add(((Packet) message).udp().destinationPort());
            }
        });
        try (DatagramSocket a = socket(hosts.a(), 5001)) {
            send(a, "10.77.2.2", 7, 10);
        }
        assertThat(ports.poll(LIVENESS_SECONDS, TimeUnit.SECONDS)).isEqualTo(7);
        channel.closeFuture().syncUninterruptibly();
        hosts.loop().submit(() -> {}).syncUninterruptibly();
        assertThatThrownBy(() -> kept.remove().udp().destinationPort())
                .isInstanceOf(IllegalReferenceCountException.class);
    }

    @Test
    void closingUnderLoadIsCleanAndLeavesNoDescriptor() throws Exception {
        long before = descriptors();
        for (int round = 0; round < 20; round++) {
            CountDownLatch flowing = new CountDownLatch(100);
            Forwarder forwarder = new Forwarder(round % 2 == 0);
            PacketChannel left = hosts.open("a1", PacketOptions.DEFAULT, forwarder);
            PacketChannel right = hosts.open("b1", PacketOptions.DEFAULT, new Recorder());
            forwarder.to(right);
            try (DatagramSocket a = socket(hosts.a(), 5001)) {
                for (int i = 0; i < 300; i++) {
                    send(a, "10.77.2.2", 5002, 100);
                    flowing.countDown();
                    if (flowing.getCount() == 0 && i == 100) {
                        Object unused = (round % 4 < 2 ? left : right).close();
                    }
                }
            }
            left.close().syncUninterruptibly();
            right.close().syncUninterruptibly();
            assertThat(forwarder.failure()).isNull();
        }
        assertThat(descriptors()).isLessThan(before + 10);
    }

    @Test
    void openingWhereThereIsNoSuchInterfaceFailsAndLeavesNoDescriptor() {
        long before = 0;
        for (int round = 0; round <= 20; round++) {
            assertThat(PacketChannel.open(hosts.middle(), "none0", PacketOptions.DEFAULT, hosts.loop(), new Recorder())
                            .awaitUninterruptibly()
                            .cause())
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("none0");
            before = round == 0 ? descriptors() : before;
        }
        assertThat(descriptors()).isLessThan(before + 10);
    }

    private static long descriptors() {
        try (Stream<Path> list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
