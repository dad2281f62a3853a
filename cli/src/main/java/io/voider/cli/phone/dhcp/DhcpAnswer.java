package io.voider.cli.phone.dhcp;

/** What a {@link DhcpServer} answers, from port 67 to port 68, and when that may be sent. */
public final class DhcpAnswer {
    /** To all stations: 255.255.255.255, for one that has no address yet, or the wrong one. */
    public static final int BROADCAST = -1;

    private final byte[] message;
    private final int source;
    private final int destination;
    private final long version;

    DhcpAnswer(byte[] message, int source, int destination, long version) {
        this.message = message;
        this.source = source;
        this.destination = destination;
        this.version = version;
    }

    /** The UDP payload. */
    public byte[] message() {
        return message.clone();
    }

    /** The address to send it from, which is the server's name as well. */
    public int source() {
        return source;
    }

    /** The address to send it to. */
    public int destination() {
        return destination;
    }

    /** The version of the leases that must be on the disk before it is sent, so that nothing is promised and forgotten. */
    public long version() {
        return version;
    }
}
