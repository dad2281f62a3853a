package io.voider.sip.call;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a request that cannot be read: the start line's method and the header fields that an answer repeats (RFC 3261
 * section 8.2.6), if each of them is there once and clean. Enough to tell its sender what is wrong with it, where silence would
 * have it sent eleven times.
 */
public final class BrokenRequest {
    private static final int MOST_BYTES = 16_384;
    private static final int MOST_FIELDS = 256;
    private static final Pattern START =
            Pattern.compile("([A-Za-z0-9.!%*_+`'~-]{1,32}) +[^\\x00-\\x20]\\S* +SIP/2\\.0");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z-]{1,24})[ \\t]*:[ \\t]*([^\\x00-\\x1f\\x7f]*)");
    private static final Pattern CSEQ = Pattern.compile("([0-9]{1,10})[ \\t]+(\\S+)");

    private enum Needed {
        VIA,
        FROM,
        TO,
        CALL_ID,
        CSEQ;

        static @Nullable Needed of(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "via", "v" -> VIA;
                case "from", "f" -> FROM;
                case "to", "t" -> TO;
                case "call-id", "i" -> CALL_ID;
                case "cseq" -> CSEQ;
                default -> null;
            };
        }
    }

    private BrokenRequest() {}

    /**
     * A request with nothing but those fields, to be decoded and answered as any other.
     *
     * @return null if it is no request, an ACK, or lacks one of the fields
     */
    public static byte @Nullable [] whatAnAnswerNeeds(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, Math.min(end - start, MOST_BYTES), StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\r?\n", MOST_FIELDS);
        int first = 0;
        while (first < lines.length && lines[first].isEmpty()) {
            first++;
        }
        Matcher startLine = START.matcher(first < lines.length ? lines[first] : "");
        if (!startLine.matches() || startLine.group(1).equals("ACK")) {
            return null;
        }
        Map<Needed, List<String>> found = fields(lines, first + 1);
        return isComplete(found, startLine.group(1)) ? written(startLine.group(1), found) : null;
    }

    private static Map<Needed, List<String>> fields(String[] lines, int from) {
        Map<Needed, List<String>> found = new EnumMap<>(Needed.class);
        for (int i = from; i < lines.length && !lines[i].isEmpty(); i++) {
            Matcher field = FIELD.matcher(lines[i]);
            Needed needed = field.matches() ? Needed.of(field.group(1)) : null;
            if (needed != null) {
                found.computeIfAbsent(needed, key -> new ArrayList<>())
                        .add(field.group(2).strip());
            }
        }
        return found;
    }

    private static boolean isComplete(Map<Needed, List<String>> found, String method) {
        for (Needed needed : Needed.values()) {
            List<String> values = found.getOrDefault(needed, List.of());
            if (values.isEmpty() || values.get(0).isEmpty() || (needed != Needed.VIA && values.size() > 1)) {
                return false;
            }
        }
        Matcher cSeq = CSEQ.matcher(found.getOrDefault(Needed.CSEQ, List.of()).get(0));
        return cSeq.matches() && cSeq.group(2).equals(method);
    }

    private static byte[] written(String method, Map<Needed, List<String>> found) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        put(out, method + " sip:broken.invalid SIP/2.0\r\n");
        found.getOrDefault(Needed.VIA, List.of()).forEach(via -> put(out, "Via: " + via + "\r\n"));
        put(out, "From: " + only(found, Needed.FROM) + "\r\nTo: " + only(found, Needed.TO) + "\r\n");
        put(out, "Call-ID: " + only(found, Needed.CALL_ID) + "\r\nCSeq: " + only(found, Needed.CSEQ) + "\r\n");
        put(out, "Content-Length: 0\r\n\r\n");
        return out.toByteArray();
    }

    private static String only(Map<Needed, List<String>> found, Needed needed) {
        return found.getOrDefault(needed, List.of("")).get(0);
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
