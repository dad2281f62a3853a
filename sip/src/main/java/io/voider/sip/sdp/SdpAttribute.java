package io.voider.sip.sdp;

/**
 * An attribute line (RFC 8866 section 5.13).
 *
 * @param name before the colon, as written
 * @param value behind the colon; empty if there is none
 */
public record SdpAttribute(String name, String value) {
    static SdpAttribute parse(String line) {
        int colon = line.indexOf(':');
        return colon < 0
                ? new SdpAttribute(line, "")
                : new SdpAttribute(line.substring(0, colon), line.substring(colon + 1));
    }
}
