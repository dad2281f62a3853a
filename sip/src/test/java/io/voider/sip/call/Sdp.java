package io.voider.sip.call;

/** Pieces of session descriptions. */
final class Sdp {
    private Sdp() {}

    static String head(int address) {
        String text = dotted(address);
        return "v=0\r\no=- 1 1 IN IP4 " + text + "\r\ns=-\r\nc=IN IP4 " + text + "\r\nt=0 0\r\n";
    }

    static String dotted(int address) {
        return (address >>> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    static int address(String dotted) {
        return (int) Ipv4Text.parse(dotted);
    }
}
