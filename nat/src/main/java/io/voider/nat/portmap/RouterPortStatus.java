package io.voider.nat.portmap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What became of asking a router for a port.
 *
 * @param gateway the router
 * @param port of our socket, which is to be mapped
 * @param heard whether the router has understood any of what it is asked in
 * @param mappings what it maps to that port: none, one or two
 */
public record RouterPortStatus(InetAddress gateway, int port, boolean heard, List<Mapping> mappings) {
    /**
     * A mapping that stands.
     *
     * @param protocol by which it was asked for: PCP, NAT-PMP or UPnP
     * @param outside the router's address and port
     * @param heldNanos for how long it has stood
     */
    public record Mapping(String protocol, InetSocketAddress outside, long heldNanos) {}
}
