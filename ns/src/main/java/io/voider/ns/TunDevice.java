package io.voider.ns;

import static io.voider.ns.LibC.C;
import static io.voider.ns.LibC.check;

import io.voider.ns.Layout.IfReq;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes tun devices through {@code /dev/net/tun}, for rtnetlink cannot: the kernel's {@code tuntap} documentation. */
final class TunDevice {

    private static final String CLONE_DEVICE = "/dev/net/tun";

    private TunDevice() {}

    /**
     * Makes a persistent device in the calling thread's namespace. Killed in the middle, it leaves nothing: the device is
     * made persistent last, and until then goes with the descriptor.
     */
    static void create(String name, int uid) {
        int fd = LibC.open(CLONE_DEVICE, LibC.O_RDWR, Capability.CAP_DAC_OVERRIDE);
        try {
            ByteBuffer request = NetlinkSocket.direct(IfReq.SIZE);
            request.put(IfReq.NAME, name.getBytes(StandardCharsets.UTF_8));
            request.putShort(IfReq.FLAGS, (short) (IfReq.IFF_TUN | IfReq.IFF_NO_PI | IfReq.IFF_TUN_EXCL));
            check(
                    LibC.keeping(request, () -> C.ioctl(fd, IfReq.TUNSETIFF, request)),
                    "ioctl TUNSETIFF",
                    name,
                    Capability.CAP_NET_ADMIN);
            check(C.ioctl(fd, IfReq.TUNSETOWNER, uid), "ioctl TUNSETOWNER", name + " to uid " + uid);
            check(C.ioctl(fd, IfReq.TUNSETPERSIST, 1), "ioctl TUNSETPERSIST", name);
        } finally {
            C.close(fd);
        }
    }
}
