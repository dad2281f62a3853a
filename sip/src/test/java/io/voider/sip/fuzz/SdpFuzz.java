package io.voider.sip.fuzz;

import io.voider.sip.sdp.SdpBody;
import io.voider.sip.sdp.SdpMedia;

/** Any bytes: a session description gives values, and never fails. */
public final class SdpFuzz {
    private SdpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        for (SdpMedia medium : SdpBody.parse(data, 0, data.length).media()) {
            medium.rtcpPort();
            medium.rtcpAddress();
            medium.isHold();
        }
    }
}
