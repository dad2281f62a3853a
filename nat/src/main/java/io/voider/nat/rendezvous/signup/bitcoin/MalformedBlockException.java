package io.voider.nat.rendezvous.signup.bitcoin;

import org.jspecify.annotations.Nullable;

/** Bytes that are not one block, or not one transaction. */
public final class MalformedBlockException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedBlockException(String what, int at, @Nullable Throwable cause) {
        super(what + ", at byte " + at, cause);
    }
}
