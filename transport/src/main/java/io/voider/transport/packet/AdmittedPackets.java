package io.voider.transport.packet;

import io.voider.ns.socket.BpfAssembler;
import io.voider.ns.socket.BpfAssembler.Ancillary;
import io.voider.ns.socket.BpfProgram;
import io.voider.ns.socket.PacketSocket;
import io.voider.ns.socket.PacketSocket.Protocol;
import io.voider.transport.count.Counter;
import org.jspecify.annotations.Nullable;

/**
 * The program in front of each channel. It turns away, in the kernel, what the channel cannot use; but since
 * nothing may vanish uncounted, it lets through a stump of one to three bytes, whose length says why. No real frame is
 * that short.
 */
final class AdmittedPackets {

    private static final int OTHER_STATION = 1;
    private static final int VLAN = 2;
    private static final int OTHER_ETHERTYPE = 3;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int TO_OTHER_STATION = 3;
    private static final int OUTGOING = 4;

    private AdmittedPackets() {}

    /** A socket that such a channel reads; in the calling thread's namespace. */
    static PacketSocket socket(String interfaceName, PacketOptions options) {
        Protocol protocol = options.delivery() == Delivery.IPV4 ? Protocol.IPV4 : Protocol.ALL;
        return PacketSocket.open(
                interfaceName,
                protocol,
                linkLayer -> program(options.delivery()),
                options.receiveBufferBytes(),
                options.sendBufferBytes());
    }

    private static BpfProgram program(Delivery delivery) {
        boolean frames = delivery == Delivery.FRAMES;
        BpfAssembler bpf = new BpfAssembler()
                .load(Ancillary.VLAN_TAG_PRESENT)
                .jumpEqual(0, BpfAssembler.NEXT, "vlan")
                .load(Ancillary.PACKET_TYPE)
                .jumpEqual(OUTGOING, "outgoing", BpfAssembler.NEXT)
                .jumpEqual(TO_OTHER_STATION, frames ? BpfAssembler.NEXT : "other station", BpfAssembler.NEXT);
        if (!frames) {
            bpf.load(Ancillary.PROTOCOL)
                    .jumpEqual(ETHERTYPE_IPV4, "wanted", BpfAssembler.NEXT)
                    .jumpEqual(ETHERTYPE_IPV6, delivery == Delivery.IP ? "wanted" : "ethertype", "ethertype");
        }
        bpf.label("wanted").give(BpfAssembler.WHOLE_PACKET);
        bpf.label("outgoing").give(0);
        bpf.label("other station").give(OTHER_STATION);
        bpf.label("vlan").give(VLAN);
        bpf.label("ethertype").give(OTHER_ETHERTYPE);
        return bpf.assemble();
    }

    /** Why a packet of {@code length} bytes was turned away; null if it was not. */
    static @Nullable Counter refusal(int length) {
        return switch (length) {
            case OTHER_STATION -> Counter.DROPPED_OTHER_STATION;
            case VLAN -> Counter.DROPPED_VLAN;
            case OTHER_ETHERTYPE -> Counter.DROPPED_ETHERTYPE;
            default -> null;
        };
    }
}
