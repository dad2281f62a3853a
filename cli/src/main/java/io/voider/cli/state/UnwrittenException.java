package io.voider.cli.state;

import java.io.IOException;

/** Something was done, but could not be written down. The message says what that means. */
public final class UnwrittenException extends IOException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    UnwrittenException(String message, String remedy, IOException cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
