package io.voider.nat.ice;

import java.net.InetSocketAddress;

/** From where to where a datagram goes. */
public record CandidateRoute(Base base, InetSocketAddress remote) {}
