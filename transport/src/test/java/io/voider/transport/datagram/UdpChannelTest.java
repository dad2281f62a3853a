package io.voider.transport.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("AddressSelection") // literals alone, no names
class UdpChannelTest {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Heard heard = new Heard();
    private final UdpChannel here = open(new Heard());
    private final UdpChannel there = open(heard);

    private static final class Heard implements UdpChannel.Receiver {
        final BlockingQueue<byte[]> datagrams = new LinkedBlockingQueue<>();
        final List<InetSocketAddress> senders = new ArrayList<>();
        final AtomicInteger unsent = new AtomicInteger();

        @Override
        public void received(ByteBuf datagram, InetSocketAddress from) {
            senders.add(from);
            datagrams.add(ByteBufUtil.getBytes(datagram));
            datagram.release();
        }

        @Override
        public void drained() {}

        @Override
        public void unsent(int count) {
            unsent.addAndGet(count);
        }

        byte[] next() throws InterruptedException {
            byte[] next = datagrams.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a datagram").isNotNull();
            return next;
        }
    }

    private UdpChannel open(Heard receiver) {
        return (UdpChannel) new Bootstrap()
                .group(loops)
                .channelFactory(() -> new UdpChannel(false, receiver))
                .handler(new ChannelInboundHandlerAdapter())
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void end() {
        here.close().syncUninterruptibly();
        there.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void send(byte[]... datagrams) {
        InetSocketAddress to = (InetSocketAddress) there.localAddress();
        loops.next()
                .submit(() -> {
                    for (byte[] datagram : datagrams) {
                        here.send(Unpooled.copiedBuffer(datagram), to);
                    }
                    UdpChannel.flushSent();
                })
                .syncUninterruptibly();
    }

    @Test
    void whatIsSentArrivesWithItsSender() throws Exception {
        send(new byte[] {1, 2, 3});
        assertThat(heard.next()).containsExactly(1, 2, 3);
        assertThat(heard.senders).containsExactly((InetSocketAddress) here.localAddress());
    }

    @Test
    void moreThanABatchArrivesInOrder() throws Exception {
        byte[][] many = new byte[150][];
        for (int i = 0; i < many.length; i++) {
            many[i] = new byte[] {(byte) i, 7};
        }
        send(many);
        for (byte[] datagram : many) {
            assertThat(heard.next()).isEqualTo(datagram);
        }
        heard.senders.forEach(sender -> assertThat(sender).isSameAs(heard.senders.get(0)));
    }

    @Test
    void whatComesInACallWhileTheLoopIsBusyWaits() throws Exception {
        inCall(true);
        byte[][] burst = new byte[1_000][172];
        send(burst);
        for (byte[] datagram : burst) {
            assertThat(heard.next()).isEqualTo(datagram);
        }
        assertThat(dropped()).isZero();
    }

    @Test
    void whatTheKernelHasNoRoomForIsCounted() throws Exception {
        byte[][] flood = new byte[30_000][1];
        send(flood);
        int dropped = dropped();
        assertThat(dropped).isPositive();
        for (int i = 0; i < flood.length - dropped; i++) {
            assertThat(heard.next()).hasSize(1);
        }
        assertThat(dropped()).isZero();
    }

    /** So that strangers cannot have the kernel keep a megabyte in each of hundreds of sockets. */
    @Test
    void onlyInACallThereIsRoomForMoreThanTheKernelGivesEverySocket() throws Exception {
        for (boolean before : new boolean[] {false, true}) {
            inCall(before);
            inCall(false);
            send(new byte[1_000][172]);
            assertThat(dropped()).isPositive();
            while (heard.datagrams.poll(100, TimeUnit.MILLISECONDS) != null) {
                // what found room
            }
        }
    }

    @Test
    void whatWasDroppedBeforeTheChannelClosedIsCounted() throws Exception {
        send(new byte[30_000][1]);
        there.close().syncUninterruptibly();
        assertThat(dropped()).isPositive();
        assertThat(dropped()).isZero();
    }

    @Test
    void aFewChannelsHaveRoomForACallAndGiveItBack() throws Exception {
        List<UdpChannel> others = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            UdpChannel other = open(new Heard());
            others.add(other);
            loops.next().submit(() -> other.inCall(true)).syncUninterruptibly();
        }
        inCall(true);
        send(new byte[1_000][172]);
        assertThat(dropped()).isPositive();
        for (UdpChannel other : others) {
            other.close().syncUninterruptibly();
        }
        while (heard.datagrams.poll(100, TimeUnit.MILLISECONDS) != null) {
            // what found room
        }
        inCall(true);
        send(new byte[1_000][172]);
        assertThat(dropped()).isZero();
    }

    private void inCall(boolean value) {
        loops.next().submit(() -> there.inCall(value)).syncUninterruptibly();
    }

    private int dropped() throws Exception {
        return loops.next().submit(there::takeDropped).get();
    }

    @Test
    void anEmptyDatagramIsOneAndALongOneIsCut() throws Exception {
        send(new byte[0], new byte[IncomingDatagrams.LARGEST_DATAGRAM + 1]);
        assertThat(heard.next()).isEmpty();
        assertThat(heard.next()).hasSize(IncomingDatagrams.LARGEST_DATAGRAM);
    }

    @Test
    void whatTheKernelRefusesIsToldAndTheRestIsSent() throws Exception {
        Heard sender = new Heard();
        UdpChannel refused = open(sender);
        InetSocketAddress to = (InetSocketAddress) there.localAddress();
        loops.next()
                .submit(() -> {
                    // Longer than any UDP datagram: EMSGSIZE.
                    refused.send(Unpooled.directBuffer().writeZero(70_000), to);
                    refused.send(Unpooled.copiedBuffer(new byte[] {5}), to);
                    UdpChannel.flushSent();
                })
                .syncUninterruptibly();
        assertThat(heard.next()).containsExactly(5);
        assertThat(sender.unsent).hasValue(1);
        refused.close().syncUninterruptibly();
    }

    @Test
    void aClosedChannelSendsNothingAndSaysSo() {
        Heard sender = new Heard();
        UdpChannel closed = open(sender);
        closed.close().syncUninterruptibly();
        ByteBuf datagram = Unpooled.directBuffer().writeByte(1);
        InetSocketAddress to = (InetSocketAddress) there.localAddress();
        loops.next().submit(() -> closed.send(datagram, to)).syncUninterruptibly();
        assertThat(datagram.refCnt()).isZero();
        assertThat(sender.unsent).hasValue(1);
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        InetSocketAddress taken = (InetSocketAddress) there.localAddress();
        assertThatThrownBy(() -> new Bootstrap()
                        .group(loops)
                        .channelFactory(() -> new UdpChannel(false, new Heard()))
                        .handler(new ChannelInboundHandlerAdapter())
                        .bind(taken)
                        .syncUninterruptibly())
                .hasMessageContaining("EADDRINUSE");
    }
}
