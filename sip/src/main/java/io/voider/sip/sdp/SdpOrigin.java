package io.voider.sip.sdp;

/**
 * Who made the description, and which version of it this is (RFC 8866 section 5.2).
 *
 * @param username {@code -} if there is none
 * @param sessionId a number, of any size
 * @param version a number, of any size, which grows with each change
 * @param addressType {@code IP4} or {@code IP6}
 * @param address the maker's address
 */
public record SdpOrigin(String username, String sessionId, String version, String addressType, String address) {}
