package io.voider.ns;

/**
 * The kernel's structures and numbers, from {@code linux/netlink.h}, {@code rtnetlink.h}, {@code if_link.h}, {@code
 * if_addr.h}, {@code neighbour.h}, {@code fib_rules.h}, {@code if_tun.h}: each described here and nowhere else. Offsets and
 * sizes are in bytes; integers are in the machine's byte order.
 */
final class Layout {

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;

    private Layout() {}

    /** {@code struct sockaddr_nl}. */
    static final class SockaddrNl {
        static final int FAMILY = 0;
        static final int PORT = 4;
        static final int GROUPS = 8;
        static final int SIZE = 12;

        private SockaddrNl() {}
    }

    /** {@code struct nlmsghdr}, and its flags and standard types. Messages are aligned to 4 bytes. */
    static final class NlMsgHdr {
        static final int LENGTH = 0;
        static final int TYPE = 4;
        static final int FLAGS = 6;
        static final int SEQUENCE = 8;
        static final int PORT = 12;
        static final int SIZE = 16;

        static final int NLM_F_REQUEST = 0x01;
        static final int NLM_F_MULTI = 0x02;
        static final int NLM_F_ACK = 0x04;
        static final int NLM_F_DUMP_INTR = 0x10;
        static final int NLM_F_DUMP = 0x300;
        static final int NLM_F_REPLACE = 0x100;
        static final int NLM_F_EXCL = 0x200;
        static final int NLM_F_CREATE = 0x400;
        static final int NLM_F_APPEND = 0x800;
        static final int NLM_F_CAPPED = 0x100;
        static final int NLM_F_ACK_TLVS = 0x200;

        static final int NLMSG_NOOP = 1;
        static final int NLMSG_ERROR = 2;
        static final int NLMSG_DONE = 3;
        static final int NLMSG_OVERRUN = 4;

        private NlMsgHdr() {}
    }

    /** {@code struct nlmsgerr}: the negative error number, then the header of the request that failed. */
    static final class NlMsgErr {
        static final int ERROR = 0;
        static final int REQUEST = 4;
        static final int SIZE = 4 + NlMsgHdr.SIZE;
        static final int NLMSGERR_ATTR_MSG = 1;

        private NlMsgErr() {}
    }

    /** {@code struct rtattr}: length (with this header), type, value; aligned to 4 bytes. */
    static final class RtAttr {
        static final int LENGTH = 0;
        static final int TYPE = 2;
        static final int SIZE = 4;
        static final int NLA_F_NESTED = 0x8000;
        static final int TYPE_MASK = 0x3fff;

        private RtAttr() {}
    }

    /** {@code struct ifinfomsg} and the attributes of a link. */
    static final class IfInfoMsg {
        static final int FAMILY = 0;
        static final int TYPE = 2;
        static final int INDEX = 4;
        static final int FLAGS = 8;
        static final int CHANGE = 12;
        static final int SIZE = 16;

        static final int IFF_UP = 0x1;
        static final int IFF_LOOPBACK = 0x8;
        static final int IFF_RUNNING = 0x40;
        static final int IFF_NOARP = 0x80;

        static final int IFLA_ADDRESS = 1;
        static final int IFLA_IFNAME = 3;
        static final int IFLA_MTU = 4;
        static final int IFLA_LINK = 5;
        static final int IFLA_MASTER = 10;
        static final int IFLA_OPERSTATE = 16;
        static final int IFLA_LINKINFO = 18;
        static final int IFLA_STATS64 = 23;
        static final int IFLA_NET_NS_FD = 28;
        static final int IFLA_LINK_NETNSID = 37;

        static final int IFLA_INFO_KIND = 1;
        static final int IFLA_INFO_DATA = 2;
        static final int VETH_INFO_PEER = 1;
        static final int IFLA_TUN_OWNER = 1;
        static final int IFLA_TUN_PERSIST = 6;

        private IfInfoMsg() {}
    }

    /** {@code struct rtnl_link_stats64}: unsigned 64-bit counts. */
    static final class LinkStats64 {
        static final int RX_PACKETS = 0;
        static final int TX_PACKETS = 8;
        static final int RX_BYTES = 16;
        static final int TX_BYTES = 24;
        static final int RX_ERRORS = 32;
        static final int TX_ERRORS = 40;
        static final int RX_DROPPED = 48;
        static final int TX_DROPPED = 56;
        /** What every kernel since 2.6.35 has; later ones append. */
        static final int SIZE = 184;

        private LinkStats64() {}
    }

    /** {@code struct ifaddrmsg} and the attributes of an address. */
    static final class IfAddrMsg {
        static final int FAMILY = 0;
        static final int PREFIX_LENGTH = 1;
        static final int FLAGS = 2;
        static final int SCOPE = 3;
        static final int INDEX = 4;
        static final int SIZE = 8;

        static final int IFA_ADDRESS = 1;
        static final int IFA_LOCAL = 2;
        static final int IFA_BROADCAST = 4;
        static final int IFA_FLAGS = 8;

        static final int IFA_F_NODAD = 0x02;
        static final int IFA_F_DEPRECATED = 0x20;
        static final int IFA_F_TENTATIVE = 0x40;
        static final int IFA_F_PERMANENT = 0x80;

        private IfAddrMsg() {}
    }

    /** {@code struct ndmsg} and the attributes of a neighbour. */
    static final class NdMsg {
        static final int FAMILY = 0;
        static final int INDEX = 4;
        static final int STATE = 8;
        static final int FLAGS = 10;
        static final int TYPE = 11;
        static final int SIZE = 12;

        static final int NDA_DST = 1;
        static final int NDA_LLADDR = 2;

        private NdMsg() {}
    }

    /** {@code struct rtmsg} and the attributes of a route. */
    static final class RtMsg {
        static final int FAMILY = 0;
        static final int DESTINATION_LENGTH = 1;
        static final int SOURCE_LENGTH = 2;
        static final int TABLE = 4;
        static final int PROTOCOL = 5;
        static final int SCOPE = 6;
        static final int TYPE = 7;
        static final int FLAGS = 8;
        static final int SIZE = 12;

        static final int RTA_DST = 1;
        static final int RTA_OIF = 4;
        static final int RTA_GATEWAY = 5;
        static final int RTA_PRIORITY = 6;
        static final int RTA_PREFSRC = 7;
        static final int RTA_TABLE = 15;

        static final int RTPROT_BOOT = 3;
        static final int RT_SCOPE_UNIVERSE = 0;
        static final int RT_SCOPE_LINK = 253;
        static final int RT_SCOPE_HOST = 254;
        static final int RT_SCOPE_NOWHERE = 255;

        static final int RTM_F_CLONED = 0x200;

        private RtMsg() {}
    }

    /** {@code struct fib_rule_hdr} and the attributes of a rule. */
    static final class FibRuleHdr {
        static final int FAMILY = 0;
        static final int DESTINATION_LENGTH = 1;
        static final int SOURCE_LENGTH = 2;
        static final int TABLE = 4;
        static final int ACTION = 7;
        static final int FLAGS = 8;
        static final int SIZE = 12;

        static final int FRA_DST = 1;
        static final int FRA_SRC = 2;
        static final int FRA_IIFNAME = 3;
        static final int FRA_PRIORITY = 6;
        static final int FRA_FWMARK = 10;
        static final int FRA_TABLE = 15;
        static final int FRA_FWMASK = 16;
        static final int FRA_OIFNAME = 17;
        static final int FRA_IP_PROTO = 22;

        private FibRuleHdr() {}
    }

    /** {@code struct ifreq} as the tun driver reads it: the interface's name, then 16 bits of flags. */
    static final class IfReq {
        static final int NAME = 0;
        static final int NAME_SIZE = 16;
        static final int FLAGS = 16;
        static final int SIZE = 40;

        static final int IFF_TUN = 0x0001;
        static final int IFF_NO_PI = 0x1000;
        static final int IFF_TUN_EXCL = 0x8000;
        static final long TUNSETIFF = 0x400454caL;
        static final long TUNSETPERSIST = 0x400454cbL;
        static final long TUNSETOWNER = 0x400454ccL;

        private IfReq() {}
    }

    /** Lengths are rounded up to four bytes everywhere in netlink. */
    static int align(int length) {
        return (length + 3) & ~3;
    }
}
