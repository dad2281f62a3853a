package io.voider.nat.rendezvous.signup.openpgp;

import org.jspecify.annotations.Nullable;

/** Nothing can be encrypted to what a stranger sent. The message is a sentence for that stranger, and repeats nothing of what was sent. */
public final class UnusableCertificateException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableCertificateException(String sentence) {
        this(sentence, null);
    }

    UnusableCertificateException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
