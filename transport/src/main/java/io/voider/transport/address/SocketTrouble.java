package io.voider.transport.address;

import io.voider.transport.disk.FileTrouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What went wrong with a socket, without what only programmers read: Java's way to write an address, and the system call. */
public final class SocketTrouble {
    private static final Pattern CALL = Pattern.compile("[A-Za-z]+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ");
    private static final Pattern ADDRESS =
            Pattern.compile(": ?[^\\s:/]*/(?:<unresolved>|\\[?[0-9A-Fa-f:.%a-z]+]?):[0-9]+$");

    /** EADDRINUSE and EADDRNOTAVAIL, which Netty has in words alone where a connection fails. */
    private static final Pattern IN_USE = Pattern.compile("failed with error\\(-(?:98|99)\\)");

    private SocketTrouble() {}

    /**
     * Whether a socket was not had from the local address and port that it was to have: another has the port, or another connection with
     * the same four values is there or was a moment ago (TIME-WAIT, RFC 9293 section 3.6.1).
     */
    public static boolean isAddressInUse(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message != null && IN_USE.matcher(message).find();
    }

    /** Whether a failure says nothing but, maybe, where. */
    public static boolean isWordless(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.startsWith("null: ");
    }

    /** A clause for a person, never empty; who says it names the place that it is about. */
    public static String words(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause == null ? "unknown" : FileTrouble.words(cause);
        }
        String words = ADDRESS.matcher(CALL.matcher(message).replaceAll("")).replaceAll("");
        // Netty writes "null" where the system had no words.
        return words.equals("null") ? "there is no way there" : words;
    }
}
