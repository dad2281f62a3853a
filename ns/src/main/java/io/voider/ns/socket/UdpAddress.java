package io.voider.ns.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An address and port as the kernel writes it, beside Java's form of it.
 *
 * <pre>
 *   struct sockaddr_in     0 family  2 port, big-endian  4 address                  16 bytes
 *   struct sockaddr_in6    0 family  2 port, big-endian  4 flow  8 address  24 scope   28 bytes
 * </pre>
 */
public final class UdpAddress {
    /** The room that an address of either family takes. */
    static final int BYTES = 32;

    static final int IPV4_BYTES = 16;
    static final int IPV6_BYTES = 28;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final int PORT = 2;
    private static final int IPV4_HOST = 4;
    private static final int IPV6_HOST = 8;
    private static final int IPV6_SCOPE = 24;
    private static final int IPV6_HOST_BYTES = 16;

    private final InetSocketAddress address;
    private final boolean ipv6;
    private final long first;
    private final long second;
    private final long third;
    private final int scope;

    private UdpAddress(InetSocketAddress address, ByteBuffer memory, int at) {
        this.address = address;
        this.ipv6 = address.getAddress() instanceof Inet6Address;
        this.first = memory.getLong(at);
        this.second = ipv6 ? memory.getLong(at + 8) : 0;
        this.third = ipv6 ? memory.getLong(at + 16) : 0;
        this.scope = ipv6 ? memory.getInt(at + IPV6_SCOPE) : 0;
    }

    /**
     * The kernel's form of {@code address}.
     *
     * @throws IllegalArgumentException if it is not resolved
     */
    public static UdpAddress of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException(address + " is not resolved");
        }
        ByteBuffer memory = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        boolean ipv6 = host instanceof Inet6Address;
        memory.putShort(0, (short) (ipv6 ? AF_INET6 : AF_INET));
        memory.put(PORT, (byte) (address.getPort() >> 8)).put(PORT + 1, (byte) address.getPort());
        memory.put(ipv6 ? IPV6_HOST : IPV4_HOST, host.getAddress());
        if (host instanceof Inet6Address scoped) {
            memory.putInt(IPV6_SCOPE, scoped.getScopeId());
        }
        return new UdpAddress(address, memory, 0);
    }

    /** The one that the kernel wrote there. */
    static UdpAddress at(ByteBuffer memory, int at) {
        boolean ipv6 = memory.getShort(at) == AF_INET6;
        byte[] host = new byte[ipv6 ? IPV6_HOST_BYTES : 4];
        memory.get(at + (ipv6 ? IPV6_HOST : IPV4_HOST), host);
        int port = (memory.get(at + PORT) & 0xff) << 8 | (memory.get(at + PORT + 1) & 0xff);
        try {
            int scope = ipv6 ? memory.getInt(at + IPV6_SCOPE) : 0;
            InetAddress address =
                    scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope);
            return new UdpAddress(new InetSocketAddress(address, port), memory, at);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + host.length + " bytes", e);
        }
    }

    /** The same in Java's form; the same object each time. */
    public InetSocketAddress address() {
        return address;
    }

    boolean isAt(ByteBuffer memory, int at) {
        return memory.getLong(at) == first
                && (!ipv6
                        || (memory.getLong(at + 8) == second
                                && memory.getLong(at + 16) == third
                                && memory.getInt(at + IPV6_SCOPE) == scope));
    }

    /** Writes it there; its length in bytes. */
    int write(ByteBuffer memory, int at) {
        memory.putLong(at, first);
        memory.putLong(at + 8, second);
        if (!ipv6) {
            return IPV4_BYTES;
        }
        memory.putLong(at + 16, third);
        memory.putInt(at + IPV6_SCOPE, scope);
        return IPV6_BYTES;
    }
}
