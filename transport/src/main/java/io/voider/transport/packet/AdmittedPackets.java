package io.voider.transport.packet;

import io.voider.ns.socket.BpfAssembler;
import io.voider.ns.socket.BpfAssembler.Ancillary;
import io.voider.ns.socket.BpfProgram;
import io.voider.ns.socket.LinkLayer;
import io.voider.transport.count.Counter;
import org.jspecify.annotations.Nullable;

/**
 * The program in front of each channel's filter. It turns away, in the kernel, what the channel cannot use; but since
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

    static BpfProgram program(Delivery delivery, LinkLayer linkLayer, PacketFilter filter) {
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
        } else {
            bpf.jump("wanted");
        }
        // A branch reaches only 255 instructions and the filter may be longer: the verdicts stand in front of it.
        bpf.label("outgoing").give(0);
        bpf.label("other station").give(OTHER_STATION);
        bpf.label("vlan").give(VLAN);
        bpf.label("ethertype").give(OTHER_ETHERTYPE);
        bpf.label("wanted");
        filter.assemble(bpf, linkLayer.headerBytes());
        bpf.label(PacketFilter.TAKE).give(BpfAssembler.WHOLE_PACKET);
        bpf.label(PacketFilter.REFUSE).give(0);
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
