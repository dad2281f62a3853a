package io.voider.cli.backup;

/** A backup cannot be made or restored; the message is a sentence for people. */
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BackupException(String message) {
        super(message);
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new BackupException(otherwise);
        }
    }
}
