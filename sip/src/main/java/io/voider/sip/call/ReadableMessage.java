package io.voider.sip.call;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A message as its owner may read and show it: without passwords, credentials and keys, of its body the session description alone, and
 * of its first {@value #MOST_BYTES} bytes. Folded fields are one line, and lines end with a line feed alone. What cannot be told from
 * a secret is left out: too much rather than too little.
 */
final class ReadableMessage {
    static final int MOST_BYTES = 4_096;

    private static final String LEFT_OUT = "(left out)";
    private static final Pattern LINES = Pattern.compile("\r\n|\r|\n");
    private static final Pattern FOLD = Pattern.compile("(?:\r\n|\r|\n)[ \t]+");

    /** Fields that prove who one is, or open something; a challenge is for everybody. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)(?!(?:www|proxy)-authenticate$).*(?:auth|token|cookie|secret|passw|credential|key).*");

    /** The same as a parameter of a URI, or of anything else. */
    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)((?:auth|token|cookie|secret|passw|credential|key|pwd|pin)[\\w%-]{0,24}\\s?=\\s?)[^&;>\\s]+");

    /** Lines of a session description that open its media: RFC 4568, RFC 4567, RFC 4566 section 5.12, RFC 8839. */
    private static final Pattern KEY =
            Pattern.compile("(?i)(k=|a=[ \t]*(?:crypto|key-mgmt|ice-pwd|password|3ge2ae)[ \t]*:?).*");

    private ReadableMessage() {}

    /** Never fails: whether a message can be shown does not decide whether it passes. */
    static String of(SipMessage message) {
        int length = message.bodyEnd() - message.start();
        StringBuilder text = new StringBuilder();
        int shown = fields(message, text);
        shown += description(message, MOST_BYTES - shown, text);
        if (shown < length) {
            text.append("(and ").append(length - shown).append(" bytes more)\n");
        }
        return text.toString();
    }

    /** So much text from there as ends with a whole line. */
    private static String text(SipMessage message, int from, int end, int most) {
        int length = Math.min(end - from, most);
        String text = new String(message.array(), from, length, StandardCharsets.UTF_8);
        return length == end - from ? text : text.substring(0, Math.max(0, text.lastIndexOf('\n')));
    }

    private static List<String> lines(String text) {
        return List.of(LINES.split(text.strip(), -1));
    }

    /** How many bytes were read. */
    private static int fields(SipMessage message, StringBuilder text) {
        String head = text(message, message.start(), message.bodyStart(), MOST_BYTES);
        boolean first = true;
        for (String line : lines(FOLD.matcher(head.strip()).replaceAll(" "))) {
            int colon = first ? 0 : line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).strip();
            String value = line.substring(Math.max(0, colon));
            String kept = SECRET.matcher(name).matches() ? ": " + LEFT_OUT : withoutSecrets(value);
            text.append(printable(name + kept)).append('\n');
            first = false;
        }
        return Math.min(message.bodyStart() - message.start(), MOST_BYTES);
    }

    private static int description(SipMessage message, int most, StringBuilder text) {
        int length = message.bodyEnd() - message.bodyStart();
        String type = message.value(SipHeader.CONTENT_TYPE);
        if (length == 0
                || most <= 0
                || type == null
                || !type.strip().regionMatches(true, 0, "application/sdp", 0, 15)) {
            return 0;
        }
        text.append('\n');
        for (String line : lines(text(message, message.bodyStart(), message.bodyEnd(), most))) {
            text.append(printable(withoutSecrets(KEY.matcher(line).replaceAll("$1 " + LEFT_OUT))))
                    .append('\n');
        }
        return Math.min(length, most);
    }

    private static String withoutSecrets(String line) {
        return PARAMETER.matcher(withoutPasswords(line)).replaceAll("$1" + LEFT_OUT);
    }

    /** Of {@code scheme:user:password@host}, whichever scheme (RFC 3986 section 3.2.1); each character is looked at twice at the most. */
    private static String withoutPasswords(String line) {
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (int at = line.indexOf('@'); at >= 0; at = line.indexOf('@', at + 1)) {
            int begin = at;
            while (begin > done && " \t<>\"@".indexOf(line.charAt(begin - 1)) < 0) {
                begin--;
            }
            int password = password(line, begin, at);
            text.append(line, done, password < 0 ? at : password).append(password < 0 ? "" : LEFT_OUT);
            done = at;
        }
        return text.append(line, done, line.length()).toString();
    }

    /** Where the password begins in a URI that ends before its host; -1 if it has none. A field's own colon may be in front. */
    private static int password(String line, int begin, int end) {
        int from = begin < end && line.charAt(begin) == ':' ? begin + 1 : begin;
        int scheme = line.indexOf(':', from);
        if (scheme < 0 || scheme >= end) {
            return line.substring(from, end).contains("%3A")
                            || line.substring(from, end).contains("%3a")
                    ? from
                    : -1;
        }
        int user = line.startsWith("//", scheme + 1) ? scheme + 3 : scheme + 1;
        int colon = line.indexOf(':', user);
        return colon < 0 || colon >= end ? -1 : colon + 1;
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
