package io.voider.nat.rendezvous;

import org.jspecify.annotations.Nullable;

/** A frame that is none of those that may come. The connection cannot go on. */
final class FrameException extends Exception {
    private static final long serialVersionUID = 1;

    FrameException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
