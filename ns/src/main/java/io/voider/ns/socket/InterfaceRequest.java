package io.voider.ns.socket;

import io.voider.ns.Capability;
import io.voider.ns.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** {@code struct ifreq}: 0 name (16 bytes, zero-terminated), 16 a union of 24 bytes. One request for one interface. */
final class InterfaceRequest {

    private static final long SIOCGIFNAME = 0x8910;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final long SIOCETHTOOL = 0x8946;

    private static final int NAME_BYTES = 16;
    private static final int REQUEST_BYTES = 40;
    private static final int MAC_BYTES = 6;
    private static final int IFF_UP = 1;

    private final int fd;
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES).order(ByteOrder.nativeOrder());

    /** @param fd any socket of the interface's namespace */
    InterfaceRequest(int fd) {
        this.fd = fd;
    }

    int index(String name) {
        named(name);
        call(SIOCGIFINDEX, "ioctl SIOCGIFINDEX", name);
        return request.getInt(NAME_BYTES);
    }

    int mtu(String name) {
        named(name);
        call(SIOCGIFMTU, "ioctl SIOCGIFMTU", name);
        return request.getInt(NAME_BYTES);
    }

    MacAddress macAddress(String name) {
        named(name);
        call(SIOCGIFHWADDR, "ioctl SIOCGIFHWADDR", name);
        long address = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            address = (address << 8) | (request.get(NAME_BYTES + 2 + i) & 0xff);
        }
        return new MacAddress(address);
    }

    LinkLayer linkLayer(String name) {
        named(name);
        call(SIOCGIFHWADDR, "ioctl SIOCGIFHWADDR", name);
        return LinkLayer.ofHardwareType(request.getShort(NAME_BYTES) & 0xffff, name);
    }

    /** What became of the interface with this number, whatever it is called now. */
    InterfaceState state(int index) {
        request.clear().put(new byte[REQUEST_BYTES]);
        request.putInt(NAME_BYTES, index);
        if (ioctl(SIOCGIFNAME) < 0 || ioctl(SIOCGIFFLAGS) < 0) {
            return InterfaceState.GONE;
        }
        return (request.getShort(NAME_BYTES) & IFF_UP) != 0 ? InterfaceState.UP : InterfaceState.DOWN;
    }

    /** {@code struct ethtool_value}: 0 command, 4 data. Answers false if the driver has no such switch. */
    boolean ethtool(String name, int command, int data) {
        ByteBuffer value = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        value.putInt(0, command).putInt(4, data);
        named(name);
        int result = SocketCalls.lend(value, at -> {
            request.putLong(NAME_BYTES, at);
            return ioctl(SIOCETHTOOL);
        });
        if (result >= 0) {
            return true;
        }
        int errno = SocketCalls.errno();
        if (errno == SocketCalls.EOPNOTSUPP) {
            return false;
        }
        SocketCalls.check(-1, "ioctl SIOCETHTOOL", name, Capability.CAP_NET_ADMIN);
        return false;
    }

    private void named(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length == 0 || bytes.length >= NAME_BYTES) {
            throw new IllegalArgumentException("an interface name has 1 to 15 bytes: \"" + name + "\"");
        }
        request.clear().put(new byte[REQUEST_BYTES]);
        request.clear().put(bytes);
    }

    private void call(long command, String systemCall, String name) {
        SocketCalls.check(ioctl(command), systemCall, name);
    }

    private int ioctl(long command) {
        return SocketCalls.lend(request, at -> SocketCalls.C.ioctl(fd, command, at));
    }
}
