package io.voider.cli.lab.phone;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.voider.cli.lab.world.LabHome;
import io.voider.ns.Namespace;
import io.voider.transport.packet.Packet;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.PacketOptions;
import java.util.concurrent.TimeUnit;

/**
 * Hears what arrives at a phone: when each packet of voice comes to its interface. A gap in that is a gap in what the phone
 * plays, whatever made it, and is measured without asking any node.
 */
public final class VoiceMeter extends SimpleChannelInboundHandler<Packet> implements AutoCloseable {
    private static final int RTP_VERSION = 2;
    private static final int FIRST_RTCP_TYPE = 72;
    private static final int LAST_RTCP_TYPE = 95;
    private static final int RTP_HEADER_BYTES = 12;
    private static final long FLOWING_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final PacketChannel channel;
    private long latestNanos;
    private long longestNanos;
    private long steadySinceNanos;

    private VoiceMeter(Namespace phone, EventLoop loop) throws InterruptedException {
        long now = System.nanoTime();
        latestNanos = now;
        steadySinceNanos = now;
        channel = PacketChannel.open(phone, "eth0", PacketOptions.DEFAULT, loop, this)
                .sync()
                .getNow();
    }

    /** Listens at a home's phone. */
    public static VoiceMeter at(LabHome home, EventLoop loop) throws InterruptedException {
        return new VoiceMeter(home.phone(), loop);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Packet packet) {
        if (packet.isUdp()
                && isRtp(
                        packet.buffer(),
                        packet.udp().payloadOffset(),
                        packet.udp().length() - 8)) {
            heard(System.nanoTime());
        }
    }

    private static boolean isRtp(ByteBuf buffer, int offset, int length) {
        if (length < RTP_HEADER_BYTES || (buffer.getByte(offset) & 0xff) >> 6 != RTP_VERSION) {
            return false;
        }
        int type = buffer.getByte(offset + 1) & 0x7f;
        return type < FIRST_RTCP_TYPE || type > LAST_RTCP_TYPE;
    }

    private synchronized void heard(long now) {
        longestNanos = Math.max(longestNanos, now - latestNanos);
        if (now - latestNanos > FLOWING_NANOS) {
            steadySinceNanos = now;
        }
        latestNanos = now;
    }

    /** Forgets earlier gaps. */
    public synchronized void begin() {
        longestNanos = 0;
    }

    /** The longest time from one packet of voice to the next since {@link #begin}, the present silence included. */
    public synchronized long longestGapNanos() {
        return Math.max(longestNanos, System.nanoTime() - latestNanos);
    }

    /** When the latest packet of voice came, by {@link System#nanoTime}. */
    public synchronized long latestNanos() {
        return latestNanos;
    }

    /** For how long voice has been coming without a gap that one would notice; 0 if it does not come now. */
    public synchronized long steadyNanos() {
        long now = System.nanoTime();
        return now - latestNanos > FLOWING_NANOS ? 0 : now - steadySinceNanos;
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
