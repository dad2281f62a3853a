package io.voider.nat.wan;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.voider.nat.path.NatLab;
import io.voider.ns.Namespace;
import io.voider.transport.datagram.UdpChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A line's own sockets, in a namespace where nothing leads anywhere. */
class WanSocketsIT {
    private static final int PORT = 61_234;

    private final Namespace namespace = Namespace.anonymous("vt-wan-sockets");
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final List<WanSockets> lines = new ArrayList<>();

    private static final class Deaf implements UdpChannel.Receiver {
        @Override
        public void received(ByteBuf datagram, InetSocketAddress from) {
            datagram.release();
        }

        @Override
        public void drained() {}

        @Override
        public void unsent(int count) {}
    }

    @AfterEach
    void end() throws Exception {
        loop.submit(() -> lines.forEach(WanSockets::close)).get();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        namespace.close();
    }

    private int open(boolean ipv6) throws Exception {
        WanSockets line = new WanSockets(NatLab.side(loop, namespace), base -> new Deaf());
        lines.add(line);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        loop.execute(() -> line.open(PORT, ipv6, port::complete));
        return port.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aLineGetsItsPort() throws Exception {
        assertThat(open(true)).isEqualTo(PORT);
    }

    @Test
    void aLineWhosePortIsTakenGetsAnother() throws Exception {
        open(false);
        assertThat(open(true)).isNotIn(0, PORT);
        assertThat(open(true)).isNotIn(0, PORT);
    }
}
