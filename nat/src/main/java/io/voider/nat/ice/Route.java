package io.voider.nat.ice;

import java.net.InetSocketAddress;

/** From where to where a datagram goes. */
public record Route(Base base, InetSocketAddress remote) {}
