package io.voider.nat.rendezvous.signup.bitcoin;

import org.jspecify.annotations.Nullable;

/** The chain cannot be followed: the message is a sentence for the operator. */
public final class ChainException extends Exception {
    private static final long serialVersionUID = 1;

    ChainException(String sentence) {
        this(sentence, null);
    }

    ChainException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
