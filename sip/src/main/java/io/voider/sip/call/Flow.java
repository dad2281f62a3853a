package io.voider.sip.call;

import io.netty.util.NetUtil;

/**
 * By which way a message came (RFC 5626 section 2: the address and port of both ends, and the transport between them). A request's
 * response goes back by it, or over UDP without rport to the port that its Via names (RFC 3261 section 18.2.2, RFC 3581).
 *
 * @param network which network it came in from; a number that only its owner gives a meaning to
 * @param address the sender's IPv4 address, most significant byte first
 * @param port the sender's port, 1 … 65,535
 * @param localAddress the IPv4 address that it was sent to
 * @param localPort the port that it was sent to, 1 … 65,535
 * @param reliable whether it came over TCP, which repeats nothing and loses nothing
 */
public record Flow(int network, int address, int port, int localAddress, int localPort, boolean reliable) {
    /** The same way, but that the sender is reached at another port. */
    Flow withPort(int other) {
        return other == port ? this : new Flow(network, address, other, localAddress, localPort, reliable);
    }

    /** The same way, but that what came was sent to another address. */
    public Flow withLocalAddress(int other) {
        return new Flow(network, address, port, other, localPort, reliable);
    }

    String dotted() {
        return NetUtil.intToIpAddress(address);
    }
}
