package io.voider.sip.call;

import java.util.Map;

/** What RFC 3261 (section 21) and its extensions call the status codes that phones use. */
final class ReasonPhrase {
    private static final int OWN_CHARACTERS = 80;
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(100, "Trying"),
            Map.entry(180, "Ringing"),
            Map.entry(181, "Call Is Being Forwarded"),
            Map.entry(182, "Queued"),
            Map.entry(183, "Session Progress"),
            Map.entry(200, "OK"),
            Map.entry(202, "Accepted"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Moved Temporarily"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(407, "Proxy Authentication Required"),
            Map.entry(408, "Request Timeout"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(420, "Bad Extension"),
            Map.entry(422, "Session Interval Too Small"),
            Map.entry(480, "Temporarily Unavailable"),
            Map.entry(481, "Call/Transaction Does Not Exist"),
            Map.entry(482, "Loop Detected"),
            Map.entry(483, "Too Many Hops"),
            Map.entry(486, "Busy Here"),
            Map.entry(487, "Request Terminated"),
            Map.entry(488, "Not Acceptable Here"),
            Map.entry(489, "Bad Event"),
            Map.entry(491, "Request Pending"),
            Map.entry(500, "Server Internal Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Server Time-out"),
            Map.entry(505, "Version Not Supported"),
            Map.entry(513, "Message Too Large"),
            Map.entry(600, "Busy Everywhere"),
            Map.entry(603, "Decline"));

    private ReasonPhrase() {}

    /** The phrase, or what the code's class is called. */
    static String of(int status) {
        String phrase = PHRASES.get(status);
        return phrase != null ? phrase : classOf(status);
    }

    /**
     * What a response's words say beyond those of {@link #of}, for people to read; empty if nothing. Anybody may have written them, so
     * what cannot be seen is left out, and they are no longer than {@value #OWN_CHARACTERS} characters.
     */
    static String own(int status, String phrase) {
        StringBuilder own = new StringBuilder();
        phrase.codePoints().filter(ReasonPhrase::isSeen).limit(OWN_CHARACTERS).forEach(own::appendCodePoint);
        String words = own.toString().strip();
        return words.equalsIgnoreCase(of(status)) ? "" : words;
    }

    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Code and phrase. */
    static String line(int status) {
        return status + " " + of(status);
    }

    private static String classOf(int status) {
        return switch (status / 100) {
            case 1 -> "Progress";
            case 2 -> "Success";
            case 3 -> "Redirection";
            case 4 -> "Request Failure";
            case 5 -> "Server Failure";
            default -> "Global Failure";
        };
    }
}
