package io.voider.nat.rendezvous.signup.openpgp;

import org.jspecify.annotations.Nullable;

/** Nothing can be signed with what the operator gave. The message is a sentence for the operator, about "the key for signing". */
public final class UnusableOperatorKeyException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableOperatorKeyException(String sentence) {
        this(sentence, null);
    }

    UnusableOperatorKeyException(String sentence, @Nullable Throwable cause) {
        super("the key for signing cannot be used: " + sentence, cause);
    }
}
