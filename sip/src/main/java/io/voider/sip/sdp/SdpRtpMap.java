package io.voider.sip.sdp;

import org.jspecify.annotations.Nullable;

/**
 * What a payload type stands for (RFC 8866 section 6.6).
 *
 * @param payloadType 0 … 127
 * @param encodingName {@code PCMU}, {@code opus} …, as written: 1 … {@value #LONGEST_NAME} visible characters
 * @param clockRateHertz positive
 */
public record SdpRtpMap(int payloadType, String encodingName, int clockRateHertz) {
    private static final int HIGHEST_TYPE = 127;
    private static final int LONGEST_NAME = 64;

    /** Reads an {@code a=rtpmap} value, {@code 111 opus/48000/2}; null if it is not one. */
    static @Nullable SdpRtpMap parse(String value) {
        int space = value.indexOf(' ');
        int slash = value.indexOf('/', space + 1);
        if (space < 0 || slash < 0) {
            return null;
        }
        int channels = value.indexOf('/', slash + 1);
        try {
            int type = Integer.parseInt(value.substring(0, space));
            String name = value.substring(space + 1, slash).trim();
            int rate = Integer.parseInt(value.substring(slash + 1, channels < 0 ? value.length() : channels)
                    .trim());
            return type >= 0 && type <= HIGHEST_TYPE && isName(name) && rate > 0
                    ? new SdpRtpMap(type, name, rate)
                    : null;
        } catch (NumberFormatException notOne) {
            return null;
        }
    }

    /** It will be shown to people, so it must not move their cursors. */
    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(character -> character > ' ' && character < 0x7f);
    }
}
