package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.voider.ns.Namespace;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An error that a packet makes is not only logged. */
class PacketErrorIT {
    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();

    @Test
    void anErrorInAPacketChannelsPipelineIsADeath() throws Exception {
        try (NodeLoops loops = new NodeLoops(deaths::add);
                Namespace namespace = Namespace.anonymous(
                        "vt-error-" + ProcessHandle.current().pid())) {
            namespace.links().up("lo");
            PacketChannel channel = PacketChannel.open(
                            namespace,
                            "lo",
                            PacketOptions.DEFAULT.withBuffers(64 << 10, 64 << 10),
                            loops.carrying(),
                            new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelRead(ChannelHandlerContext context, Object message) {
                                    throw new StackOverflowError("a packet too deep");
                                }
                            })
                    .sync()
                    .getNow();
            namespace.call(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.send(
                            new DatagramPacket(new byte[1], 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 9));
                }
                return null;
            });
            assertThat(deaths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .contains("carrying")
                    .contains("a packet too deep");
            channel.close().syncUninterruptibly();
        }
    }
}
