package io.voider.sip.sdp;

/**
 * Where media is to be sent (RFC 8866 section 5.7).
 *
 * @param addressType {@code IP4} or {@code IP6}
 * @param address an address or host name, without TTL and count
 */
public record SdpConnection(String addressType, String address) {

    /** Whether it is the address with which RFC 2543 phones hold a call: {@code 0.0.0.0} (RFC 3264 section 8.4). */
    public boolean isHold() {
        return address.equals("0.0.0.0");
    }
}
