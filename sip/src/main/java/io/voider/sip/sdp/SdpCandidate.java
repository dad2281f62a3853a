package io.voider.sip.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ICE candidate (RFC 8839 section 5.1).
 *
 * @param foundation an opaque token
 * @param component 1 RTP, 2 RTCP
 * @param transport {@code UDP} or {@code TCP}, as written
 * @param priority 0 … 2^32 - 1
 * @param address an address or a name
 * @param port 0 … 65535
 * @param type {@code host}, {@code srflx}, {@code prflx}, {@code relay}
 */
public record SdpCandidate(
        String foundation, int component, String transport, long priority, String address, int port, String type) {

    /** Reads an {@code a=candidate} value; null if it is not one, as ICE ignores such (RFC 8839 section 5.1). */
    static @Nullable SdpCandidate parse(String value) {
        List<String> words = List.of(value.trim().split("[ \\t]+", 9));
        if (words.size() < 8 || !words.get(6).equals("typ")) {
            return null;
        }
        try {
            return new SdpCandidate(
                    words.get(0),
                    Integer.parseInt(words.get(1)),
                    words.get(2),
                    Long.parseLong(words.get(3)),
                    words.get(4),
                    Integer.parseInt(words.get(5)),
                    words.get(7));
        } catch (NumberFormatException notOne) {
            return null;
        }
    }
}
