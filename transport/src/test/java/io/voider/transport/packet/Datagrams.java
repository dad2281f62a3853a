package io.voider.transport.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.socket.BpfAssembler;
import io.voider.ns.socket.LinkLayer;
import io.voider.ns.socket.PacketBatch;
import io.voider.ns.socket.PacketSocket;
import io.voider.ns.socket.ReceiveRing;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/** Numbered UDP datagrams from one host to another, sent at a steady rate and counted, both with packet sockets. */
final class Datagrams implements AutoCloseable {

    private static final int FRAME = 14;
    private static final int HEADERS = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES;
    private static final int BURST = 50;
    private static final int BUFFER_BYTES = 64 << 20;

    private final PacketSocket out;
    private final PacketSocket in;
    private final PacketBatch sending = new PacketBatch(BURST, 2048);
    private final ByteBuf receivedBytes;
    private final int payload;
    private final BitSet arrived = new BitSet();
    private int duplicates;
    private int wrongChecksums;

    /** A host's interface and IPv4 address. */
    record End(Namespace namespace, String interfaceName, int address) {}

    /** @param payload in bytes, at least 4 */
    Datagrams(End from, MacAddress gateway, End to, int payload) {
        this.payload = payload;
        out = from.namespace().call(() -> socket(from.interfaceName(), 0));
        in = to.namespace().call(() -> socket(to.interfaceName(), Ipv4.PROTOCOL_UDP));
        receivedBytes = Unpooled.wrappedBuffer(in.ring().memory());
        ByteBuf bytes = Unpooled.wrappedBuffer(sending.packets());
        for (int slot = 0; slot < BURST; slot++) {
            int at = slot * sending.slotBytes();
            bytes.setLong(at, gateway.value() << 16 | out.macAddress().value() >>> 32);
            bytes.setInt(at + 8, (int) out.macAddress().value());
            bytes.setShort(at + 12, Packet.ETHERTYPE_IPV4);
            new Ipv4()
                    .wrap(bytes, at + FRAME)
                    .write(HEADERS + payload, slot, 64, Ipv4.PROTOCOL_UDP, from.address(), to.address());
            new Udp().wrap(bytes, at + FRAME + Ipv4.HEADER_BYTES).write(5000, 6000, Udp.HEADER_BYTES + payload);
            sending.extent(slot, 0, FRAME + HEADERS + payload);
        }
    }

    private static PacketSocket socket(String name, int protocol) {
        return PacketSocket.open(
                name,
                PacketSocket.Protocol.IPV4,
                (LinkLayer link) -> new BpfAssembler()
                        .loadByte(link.headerBytes() + Ipv4.PROTOCOL)
                        .jumpEqual(protocol, BpfAssembler.NEXT, "no")
                        .give(BpfAssembler.WHOLE_PACKET)
                        .label("no")
                        .give(0)
                        .assemble(),
                BUFFER_BYTES,
                BUFFER_BYTES);
    }

    /** Sends {@code count} at {@code perSecond}, and takes what arrives meanwhile and for {@code linger} afterwards. */
    void run(int from, int count, int perSecond, Duration linger) {
        long start = System.nanoTime();
        ByteBuf bytes = Unpooled.wrappedBuffer(sending.packets());
        for (int sent = 0; sent < count; sent += BURST) {
            for (int slot = 0; slot < BURST; slot++) {
                int at = slot * sending.slotBytes() + FRAME;
                bytes.setInt(at + HEADERS, from + sent + slot);
                PacketChecksums.finish(bytes, at, HEADERS + payload);
            }
            sendBurst();
            long due = start + (sent + BURST) * 1_000_000_000L / perSecond;
            do {
                takeAll();
                LockSupport.parkNanos(Math.min(200_000, due - System.nanoTime()));
            } while (System.nanoTime() < due);
        }
        long end = System.nanoTime() + linger.toNanos();
        while (arrived.cardinality() < from + count && System.nanoTime() < end) {
            takeAll();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void sendBurst() {
        for (int done = 0; done < BURST; ) {
            int sent = out.send(sending, done, BURST - done);
            if (sent < 0) {
                throw new IllegalStateException("send: errno " + -sent);
            }
            done += sent;
        }
    }

    private void takeAll() {
        for (ReceiveRing ring = in.ring(); ring.isFilled(); ring.release()) {
            int at = ring.offset() + FRAME;
            int number = receivedBytes.getInt(at + HEADERS);
            duplicates += arrived.get(number) ? 1 : 0;
            arrived.set(number);
            boolean right = Ipv4.isSound(receivedBytes, at, ring.length() - FRAME)
                    && PacketChecksums.areRight(receivedBytes, at);
            wrongChecksums += right ? 0 : 1;
        }
    }

    int arrived() {
        return arrived.cardinality();
    }

    int duplicates() {
        return duplicates;
    }

    int wrongChecksums() {
        return wrongChecksums;
    }

    @Override
    public void close() {
        out.close();
        in.close();
    }
}
