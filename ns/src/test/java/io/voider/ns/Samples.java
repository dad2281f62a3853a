package io.voider.ns;

import io.voider.ns.Layout.FibRuleHdr;
import io.voider.ns.Layout.IfAddrMsg;
import io.voider.ns.Layout.IfInfoMsg;
import io.voider.ns.Layout.NdMsg;
import io.voider.ns.Layout.NlMsgHdr;
import io.voider.ns.Layout.RtMsg;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Messages as the kernel writes them, every attribute that a decoder looks at included. */
final class Samples {

    static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");

    static final List<byte[]> ALL = all();

    private Samples() {}

    static NetlinkRequest veth() {
        return new NetlinkRequest(MessageType.RTM_NEWLINK, 0, IfInfoMsg.SIZE)
                .set32(IfInfoMsg.INDEX, 7)
                .set32(IfInfoMsg.FLAGS, IfInfoMsg.IFF_UP | IfInfoMsg.IFF_RUNNING)
                .string(IfInfoMsg.IFLA_IFNAME, "a0")
                .u32(IfInfoMsg.IFLA_MTU, 1500)
                .u8(IfInfoMsg.IFLA_OPERSTATE, 6)
                .bytes(IfInfoMsg.IFLA_ADDRESS, MAC.bytes())
                .u32(IfInfoMsg.IFLA_LINK, 8)
                .u32(IfInfoMsg.IFLA_LINK_NETNSID, 3)
                .u32(IfInfoMsg.IFLA_MASTER, 9)
                .bytes(IfInfoMsg.IFLA_STATS64, statistics())
                .nest(IfInfoMsg.IFLA_LINKINFO, 0, info -> info.string(IfInfoMsg.IFLA_INFO_KIND, "veth"));
    }

    private static byte[] statistics() {
        ByteBuffer statistics = ByteBuffer.allocate(Layout.LinkStats64.SIZE).order(java.nio.ByteOrder.nativeOrder());
        for (int at = 0; at < Layout.LinkStats64.SIZE; at += Long.BYTES) {
            statistics.putLong(at, 100 + at / Long.BYTES);
        }
        return statistics.array();
    }

    static NetlinkRequest tun() {
        return new NetlinkRequest(MessageType.RTM_DELLINK, 0, IfInfoMsg.SIZE)
                .string(IfInfoMsg.IFLA_IFNAME, "tun0")
                .nest(
                        IfInfoMsg.IFLA_LINKINFO,
                        0,
                        info -> info.string(IfInfoMsg.IFLA_INFO_KIND, "tun")
                                .nest(IfInfoMsg.IFLA_INFO_DATA, 0, data -> data.u32(IfInfoMsg.IFLA_TUN_OWNER, 65534)));
    }

    static NetlinkRequest address(String text) {
        Prefix prefix = Prefix.parse(text);
        return new NetlinkRequest(MessageType.RTM_NEWADDR, 0, IfAddrMsg.SIZE)
                .set8(IfAddrMsg.FAMILY, Prefix.family(prefix.address()))
                .set8(IfAddrMsg.PREFIX_LENGTH, prefix.length())
                .set32(IfAddrMsg.INDEX, 7)
                .address(IfAddrMsg.IFA_ADDRESS, prefix.address())
                .u32(IfAddrMsg.IFA_FLAGS, IfAddrMsg.IFA_F_PERMANENT);
    }

    static NetlinkRequest route(String destination) {
        Prefix prefix = Prefix.parse(destination);
        return new NetlinkRequest(MessageType.RTM_NEWROUTE, 0, RtMsg.SIZE)
                .set8(RtMsg.FAMILY, Prefix.family(prefix.address()))
                .set8(RtMsg.DESTINATION_LENGTH, prefix.length())
                .set8(RtMsg.TYPE, 1)
                .u32(RtMsg.RTA_TABLE, 5000)
                .address(RtMsg.RTA_DST, prefix.address())
                .address(RtMsg.RTA_GATEWAY, prefix.address())
                .u32(RtMsg.RTA_OIF, 7)
                .u32(RtMsg.RTA_PRIORITY, 1024);
    }

    static NetlinkRequest neighbour(String address) {
        return new NetlinkRequest(MessageType.RTM_NEWNEIGH, 0, NdMsg.SIZE)
                .set8(NdMsg.FAMILY, Prefix.family(Prefix.parseAddress(address)))
                .set32(NdMsg.INDEX, 7)
                .set16(NdMsg.STATE, 2)
                .address(NdMsg.NDA_DST, Prefix.parseAddress(address))
                .bytes(NdMsg.NDA_LLADDR, MAC.bytes());
    }

    static NetlinkRequest rule() {
        return new NetlinkRequest(MessageType.RTM_NEWRULE, 0, FibRuleHdr.SIZE)
                .set8(FibRuleHdr.FAMILY, Layout.AF_INET)
                .set8(FibRuleHdr.SOURCE_LENGTH, 8)
                .set8(FibRuleHdr.ACTION, 1)
                .u32(FibRuleHdr.FRA_TABLE, 100)
                .u32(FibRuleHdr.FRA_PRIORITY, 10)
                .u8(FibRuleHdr.FRA_IP_PROTO, 6)
                .address(FibRuleHdr.FRA_SRC, Prefix.parseAddress("10.0.0.0"))
                .string(FibRuleHdr.FRA_IIFNAME, "lo")
                .u32(FibRuleHdr.FRA_FWMARK, 42);
    }

    /** An {@code NLMSG_ERROR}: {@code errno} negated, the echoed request's header, and what the kernel says about it. */
    static byte[] error(int errno, String explanation) {
        NetlinkRequest carrier = new NetlinkRequest(MessageType.RTM_NEWLINK, 0, Layout.NlMsgErr.SIZE)
                .set32(Layout.NlMsgErr.ERROR, -errno)
                .set32(Layout.NlMsgErr.REQUEST + NlMsgHdr.LENGTH, 400)
                .string(Layout.NlMsgErr.NLMSGERR_ATTR_MSG, explanation);
        ByteBuffer message = carrier.finish(1);
        message.putShort(NlMsgHdr.TYPE, (short) NlMsgHdr.NLMSG_ERROR);
        message.putShort(NlMsgHdr.FLAGS, (short) (NlMsgHdr.NLM_F_CAPPED | NlMsgHdr.NLM_F_ACK_TLVS));
        return bytes(message);
    }

    static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        return bytes;
    }

    static NetlinkMessage message(NetlinkRequest request) {
        return NetlinkMessage.split(request.finish(1)).get(0);
    }

    private static List<byte[]> all() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            for (NetlinkRequest request : List.of(
                    veth(),
                    tun(),
                    address(i == 0 ? "10.0.0.1/24" : "fd00::1/64"),
                    route(i == 0 ? "10.9.0.0/16" : "fd09::/16"),
                    neighbour(i == 0 ? "10.0.0.9" : "fd00::9"),
                    rule())) {
                all.add(bytes(request.finish(1)));
            }
            all.add(error(22, "mtu less than device minimum"));
            all.add(error(0, ""));
        }
        return List.copyOf(all);
    }
}
