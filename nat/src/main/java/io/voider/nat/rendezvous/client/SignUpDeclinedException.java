package io.voider.nat.rendezvous.client;

/** A rendezvous does not do what a stranger asked for. The message is its own sentence, made of printable ASCII. */
public final class SignUpDeclinedException extends Exception {
    private static final long serialVersionUID = 1;

    SignUpDeclinedException(String sentence) {
        super(sentence);
    }
}
