package io.voider.cli.state;

import io.voider.transport.disk.FileTrouble;

/** What went wrong, in words that name the thing that it went wrong with. */
public final class Failure {
    private Failure() {}

    /** One clause for a person, never empty. */
    public static String words(Throwable failure) {
        return FileTrouble.words(failure);
    }
}
