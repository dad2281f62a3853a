package io.voider.transport.packet;

import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * The longest IP packet that goes out to the Internet. A path may carry less than Ethernet's 1,500 bytes (PPPoE 1,492, a tunnel
 * 1,280 or less), and where ICMP is filtered nobody is told: longer packets just vanish. Voice is short in any case, and for the rest
 * it costs little to stay below what any path carries. So nothing has to be probed for.
 */
public final class InternetMtu {
    /** Bytes, IP header included. */
    public static final int BYTES = 1200;

    private static final int IPV6_AND_TCP_HEADER_BYTES = 60;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_MAXSEG = 2;

    /** {@code TCP_MAXSEG}, see {@code tcp(7)}: how long the segments of a connection are, either way. */
    public static final ChannelOption<Integer> SEGMENT =
            new IntegerUnixChannelOption("TCP_MAXSEG", IPPROTO_TCP, TCP_MAXSEG);

    /** Its value. */
    public static final int SEGMENT_BYTES = BYTES - IPV6_AND_TCP_HEADER_BYTES;

    private InternetMtu() {}
}
