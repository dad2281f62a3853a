package io.voider.transport.disk;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What went wrong with a file or a system call, in words that name the thing and no class of Java's. */
public final class FileTrouble {
    private FileTrouble() {}

    /** One clause for a person, never empty. */
    public static String words(Throwable failure) {
        Throwable cause = failure.getCause();
        String message = failure.getMessage();
        // Whoever wraps an exception without words of his own is given its class's name and message for some.
        if (cause != null && (message == null || message.isBlank() || message.equals(cause.toString()))) {
            return words(cause);
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
        return message == null || message.isBlank() ? kind(failure) : message;
    }

    /** {@code ClosedChannelException} is a closed channel. */
    private static String kind(Throwable failure) {
        String words = failure.getClass()
                .getSimpleName()
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return words.isBlank() ? "a failure without words" : words;
    }
}
