package io.voider.nat.rendezvous;

import org.jspecify.annotations.Nullable;

/** Bytes that are not exactly the JSON that may stand there. */
public final class ExactJsonException extends Exception {
    private static final long serialVersionUID = 1;

    ExactJsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
