package io.voider.sip.sdp;

import org.jspecify.annotations.Nullable;

/**
 * Where RTCP is received, if not at the port above RTP's (RFC 3605).
 *
 * @param port 0 … 65535
 * @param address null if it is the medium's own
 */
public record SdpRtcp(int port, @Nullable String address) {}
