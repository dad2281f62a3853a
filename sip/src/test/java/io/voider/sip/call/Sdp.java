package io.voider.sip.call;

import io.netty.util.NetUtil;
import io.voider.sip.Ipv4Text;

/** Pieces of session descriptions. */
final class Sdp {
    private Sdp() {}

    static String head(int address) {
        String text = dotted(address);
        return "v=0\r\no=- 1 1 IN IP4 " + text + "\r\ns=-\r\nc=IN IP4 " + text + "\r\nt=0 0\r\n";
    }

    static String dotted(int address) {
        return NetUtil.intToIpAddress(address);
    }

    static int address(String dotted) {
        return (int) Ipv4Text.parse(dotted);
    }
}
