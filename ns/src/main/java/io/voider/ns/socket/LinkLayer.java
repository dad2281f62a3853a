package io.voider.ns.socket;

/** What stands in front of the network layer's header on an interface. */
public enum LinkLayer {
    /** 14 bytes: destination and source address, EtherType (IEEE 802.3). */
    ETHERNET(14),
    /** Nothing: tun devices carry bare IP packets. */
    BARE_IP(0);

    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int ARPHRD_NONE = 0xFFFE;

    private final int headerBytes;

    LinkLayer(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /** The length of the link-layer header in bytes. */
    public int headerBytes() {
        return headerBytes;
    }

    static LinkLayer ofHardwareType(int hardwareType, String interfaceName) {
        return switch (hardwareType) {
            case ARPHRD_ETHER, ARPHRD_LOOPBACK -> ETHERNET;
            case ARPHRD_NONE -> BARE_IP;
            default ->
                throw new IllegalArgumentException("interface " + interfaceName + " has hardware type " + hardwareType
                        + "; only Ethernet (1) and tun (65534) carry packets that we understand");
        };
    }
}
