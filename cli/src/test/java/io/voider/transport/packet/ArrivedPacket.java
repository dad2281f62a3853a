package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;

/** A packet as a channel without Ethernet gives it to its pipeline, without the channel. */
public final class ArrivedPacket {
    private ArrivedPacket() {}

    /** Of these bytes, which begin with the IP header. */
    public static Packet of(ByteBuf bytes) {
        Packet packet = new Packet(bytes);
        packet.read(bytes.readerIndex(), bytes.readableBytes(), false, false);
        return packet;
    }
}
