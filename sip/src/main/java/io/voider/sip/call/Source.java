package io.voider.sip.call;

import io.netty.util.NetUtil;

/**
 * Where a request came from, which is where its response goes (RFC 3261 section 18.2.2, RFC 3581), and where it went to, which
 * is what its response comes from.
 *
 * @param line which line or phone interface it came over; a number that only its owner gives a meaning to
 * @param address the sender's IPv4 address, most significant byte first
 * @param port the sender's port, 1 … 65,535
 * @param localAddress the IPv4 address that it was sent to
 * @param localPort the port that it was sent to, 1 … 65,535
 * @param reliable whether it came over TCP, which repeats nothing and loses nothing
 */
public record Source(int line, int address, int port, int localAddress, int localPort, boolean reliable) {
    String dotted() {
        return NetUtil.intToIpAddress(address);
    }
}
