package io.voider.ns.socket;

/**
 * Switches off what a local sender leaves to its network card: unfinished checksums and packets far above the MTU that
 * a card would cut. On a veth there is no card, so a packet socket at the other end sees both.
 */
public final class Offload {

    private static final int ETHTOOL_STSO = 0x1f;
    private static final int ETHTOOL_SGSO = 0x24;
    private static final int ETHTOOL_SGRO = 0x2c;

    private Offload() {}

    /**
     * Makes {@code interfaceName}, in the calling thread's network namespace, send only packets that fit its MTU:
     * segmentation (TCP and UDP) and receive coalescing off. To be done on the end whose host sends.
     *
     * @throws io.voider.ns.KernelException if there is no such interface or CAP_NET_ADMIN is lacking
     */
    public static void disableSegmentation(String interfaceName) {
        set(interfaceName, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO);
    }

    private static void set(String interfaceName, int... commands) {
        int fd = SocketCalls.check(SocketCalls.C.socket(2, 2 | 0x80000, 0), "socket", "AF_INET");
        try {
            InterfaceRequest request = new InterfaceRequest(fd);
            for (int command : commands) {
                request.ethtool(interfaceName, command, 0);
            }
        } finally {
            SocketCalls.C.close(fd);
        }
    }
}
