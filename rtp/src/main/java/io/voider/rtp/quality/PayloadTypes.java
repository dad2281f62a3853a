package io.voider.rtp.quality;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload types of one media stream: the static ones of RFC 3551, table 4 and 5, and those that its SDP maps.
 *
 * <p>Immutable; a lookup is one array access.
 */
public final class PayloadTypes {
    private static final int COUNT = 128;

    /** The static assignments alone. */
    public static final PayloadTypes STATIC = new PayloadTypes(staticFormats());

    private final @Nullable PayloadFormat[] formats;

    private PayloadTypes(@Nullable PayloadFormat[] formats) {
        this.formats = formats;
    }

    /** These types, with {@code mapped} added or put in place of what was there. */
    public PayloadTypes with(Map<Integer, PayloadFormat> mapped) {
        if (mapped.isEmpty()) {
            return this;
        }
        @Nullable PayloadFormat[] all = formats.clone();
        mapped.forEach((type, format) -> {
            if (type < 0 || type >= COUNT) {
                throw new IllegalArgumentException("payload type " + type + " is not within 0…127");
            }
            all[type] = format;
        });
        return new PayloadTypes(all);
    }

    /** The format of a payload type 0…127, or null when nobody said. */
    public @Nullable PayloadFormat format(int payloadType) {
        return formats[payloadType];
    }

    private static @Nullable PayloadFormat[] staticFormats() {
        @Nullable PayloadFormat[] formats = new @Nullable PayloadFormat[COUNT];
        formats[0] = new PayloadFormat("PCMU", 8_000);
        formats[3] = new PayloadFormat("GSM", 8_000);
        formats[4] = new PayloadFormat("G723", 8_000);
        formats[5] = new PayloadFormat("DVI4", 8_000);
        formats[6] = new PayloadFormat("DVI4", 16_000);
        formats[7] = new PayloadFormat("LPC", 8_000);
        formats[8] = new PayloadFormat("PCMA", 8_000);
        formats[9] = new PayloadFormat("G722", 8_000);
        formats[10] = new PayloadFormat("L16", 44_100);
        formats[11] = new PayloadFormat("L16", 44_100);
        formats[12] = new PayloadFormat("QCELP", 8_000);
        formats[13] = new PayloadFormat("CN", 8_000);
        formats[14] = new PayloadFormat("MPA", 90_000);
        formats[15] = new PayloadFormat("G728", 8_000);
        formats[16] = new PayloadFormat("DVI4", 11_025);
        formats[17] = new PayloadFormat("DVI4", 22_050);
        formats[18] = new PayloadFormat("G729", 8_000);
        formats[25] = new PayloadFormat("CelB", 90_000);
        formats[26] = new PayloadFormat("JPEG", 90_000);
        formats[28] = new PayloadFormat("nv", 90_000);
        formats[31] = new PayloadFormat("H261", 90_000);
        formats[32] = new PayloadFormat("MPV", 90_000);
        formats[33] = new PayloadFormat("MP2T", 90_000);
        formats[34] = new PayloadFormat("H263", 90_000);
        return formats;
    }
}
