package io.voider.nat.ice;

import java.net.InetSocketAddress;

/** An address under which a node may be reached. */
record Candidate(CandidateKind kind, InetSocketAddress address) {}
