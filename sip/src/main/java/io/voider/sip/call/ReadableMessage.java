package io.voider.sip.call;

import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A message as its owner may read and show it: without passwords, credentials and keys, without what would be no text, and of its first
 * {@value #MOST_CHARACTERS} bytes alone. Lines end with a line feed alone.
 */
final class ReadableMessage {
    static final int MOST_CHARACTERS = 4_096;

    private static final String LEFT_OUT = "(left out)";

    /** Fields that prove who one is, or open something. */
    private static final Set<String> SECRET =
            Set.of("authorization", "proxy-authorization", "authentication-info", "p-media-authorization", "cookie");

    private static final Pattern LINES = Pattern.compile("\r\n|\r|\n");

    /** What follows in a session description opens its media: RFC 4568, RFC 4567, RFC 4566 section 5.12, RFC 8839. */
    private static final Pattern KEY =
            Pattern.compile("(?i)(inline:|a=key-mgmt:\\s*\\w{1,16}\\s|k=\\w{1,16}:|a=ice-pwd:)\\S+");

    private ReadableMessage() {}

    static String of(SipMessage message) {
        StringBuilder text = new StringBuilder();
        int shown = fields(message, text);
        shown += body(message, MOST_CHARACTERS - shown, text);
        int rest = message.bodyEnd() - message.start() - shown;
        return rest == 0
                ? text.toString()
                : text.append("(and ").append(rest).append(" bytes more)\n").toString();
    }

    private static List<String> lines(String text) {
        return List.of(LINES.split(text, -1));
    }

    private static String text(SipMessage message, int from, int length) {
        return new String(message.array(), from, length, StandardCharsets.UTF_8);
    }

    /** How many bytes were read. */
    private static int fields(SipMessage message, StringBuilder text) {
        int length = Math.min(message.bodyStart() - message.start(), MOST_CHARACTERS);
        boolean secret = false;
        for (String line : lines(text(message, message.start(), length).strip())) {
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            if (!folded) {
                int colon = line.indexOf(':');
                String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                secret = SECRET.contains(name);
                if (secret) {
                    text.append(printable(line.substring(0, colon)))
                            .append(": ")
                            .append(LEFT_OUT)
                            .append('\n');
                }
            }
            if (!secret) {
                text.append(printable(withoutPassword(line))).append('\n');
            }
        }
        return length;
    }

    private static int body(SipMessage message, int most, StringBuilder text) {
        int start = message.bodyStart();
        int length = Math.min(message.bodyEnd() - start, most);
        if (length <= 0) {
            return 0;
        }
        text.append('\n');
        for (int i = start; i < start + length; i++) {
            if (message.array()[i] == 0) {
                text.append("(what follows is no text)\n");
                return 0;
            }
        }
        for (String line : lines(text(message, start, length).stripTrailing())) {
            text.append(printable(KEY.matcher(withoutPassword(line)).replaceAll("$1" + LEFT_OUT)))
                    .append('\n');
        }
        return length;
    }

    /** Of {@code sip:user:password@host} (RFC 3261 section 19.1.1); each character is looked at twice at the most. */
    private static String withoutPassword(String line) {
        int at = line.indexOf('@');
        if (at < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (; at >= 0; at = line.indexOf('@', at + 1)) {
            int begin = at;
            while (begin > done && " \t<>\"@".indexOf(line.charAt(begin - 1)) < 0) {
                begin--;
            }
            int password = passwordIn(line.substring(begin, at).toLowerCase(Locale.ROOT));
            boolean masked = password >= 0;
            text.append(line, done, masked ? begin + password : at).append(masked ? LEFT_OUT : "");
            done = at;
        }
        return text.append(line, done, line.length()).toString();
    }

    /** Where the password begins in what stands in front of an @; -1 if there is none. */
    private static int passwordIn(String user) {
        int scheme = Math.max(user.lastIndexOf("sip:"), user.lastIndexOf("sips:"));
        int colon = scheme < 0 ? -1 : user.indexOf(':', user.indexOf(':', scheme) + 1);
        return colon < 0 ? -1 : colon + 1;
    }

    /** A terminal obeys control characters, and so would whoever reads. */
    private static String printable(String line) {
        return line.codePoints()
                .map(c -> (Character.isISOControl(c) && c != '\t') || Character.getType(c) == Character.FORMAT
                        ? '\ufffd'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
