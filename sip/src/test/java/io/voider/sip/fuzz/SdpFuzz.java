package io.voider.sip.fuzz;

import io.voider.sip.SipRefusal;
import io.voider.sip.sdp.SdpBody;
import io.voider.sip.sdp.SdpMedia;

/** Any bytes: a session description gives values or the one failure type. */
public final class SdpFuzz {
    private SdpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SdpBody body;
        try {
            body = SdpBody.parse(data, 0, 0, data.length);
        } catch (SipRefusal refusal) {
            return;
        }
        for (SdpMedia medium : body.media()) {
            medium.rtcpPort();
            medium.rtcpAddress();
            medium.candidates();
            medium.isHold();
        }
    }
}
