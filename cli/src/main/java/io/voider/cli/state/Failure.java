package io.voider.cli.state;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in words that name the thing that it went wrong with. */
public final class Failure {
    private Failure() {}

    /** One clause for a person, never empty. */
    public static String words(Throwable failure) {
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            return words(wrapped.getCause());
        }
        if (failure instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return "may not open " + denied.getFile();
        }
        if (failure instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is there already";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        String message = failure.getMessage();
        Throwable cause = failure.getCause();
        if (message == null || message.isBlank()) {
            return cause == null ? failure.getClass().getSimpleName() : words(cause);
        }
        return message;
    }
}
