package io.voider.nat.rendezvous.signup;

import org.jspecify.annotations.Nullable;

/** A stranger does not get what was asked for. The message is a sentence for that stranger, and repeats nothing of what was sent. */
public final class SignUpRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** Of what kind the reason is. */
    public enum Kind {
        /** What was sent is of no use. */
        UNUSABLE,
        /** There is no such order, or nobody may sign up. */
        NOT_THERE,
        /** Too many; later perhaps. */
        TOO_MANY,
        /** It does not work at the moment. */
        OUT_OF_ORDER
    }

    private final Kind kind;

    SignUpRefusedException(Kind kind, String sentence) {
        this(kind, sentence, null);
    }

    SignUpRefusedException(Kind kind, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
