package io.voider.cli.exchange.proxy;

import io.voider.cli.exchange.DialledNumber;
import org.jspecify.annotations.Nullable;

/**
 * Whom one means by what one dials.
 *
 * @param number the phone's number
 * @param extension what is dialled behind it, 1…20 digits: an extension, where that phone is a PBX; or null
 */
record Meant(DialledNumber number, @Nullable String extension) {
    private static final String DIGITS = "[0-9]{1,20}";

    /** Whether that may be dialled behind a number. */
    static boolean isExtension(@Nullable String user) {
        return user != null && user.matches(DIGITS);
    }

    @Override
    public String toString() {
        return extension == null ? number.toString() : extension + "@" + number;
    }
}
