package io.voider.sip.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a message that cannot be read: the start line's method or status, and the header fields that an answer repeats
 * (RFC 3261 section 8.2.6), if each of them is there once and clean. Enough to tell the sender of a request what is wrong with it,
 * where silence would have it sent eleven times; and enough of a final response to tell whoever waits for it how the request ended.
 */
public final class BrokenMessage {
    private static final int MOST_BYTES = 16_384;
    private static final int MOST_FIELDS = 256;
    private static final Pattern REQUEST =
            Pattern.compile("([A-Za-z0-9.!%*_+`'~-]{1,32}) +[^\\x00-\\x20]\\S* +SIP/([0-9]{1,3}\\.[0-9]{1,3})");
    private static final Pattern FINAL_RESPONSE = Pattern.compile("SIP/2\\.0 +([2-6][0-9]{2})(?: .*)?");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z-]{1,24})[ \\t]*+:[ \\t]*+([^\\x00-\\x1f\\x7f]*+)");
    private static final Pattern CSEQ = Pattern.compile("([0-9]{1,10})[ \\t]+(\\S+)");

    private enum Kept {
        VIA("Via"),
        FROM("From"),
        TO("To"),
        CALL_ID("Call-ID"),
        CSEQ("CSeq"),
        CONTACT("Contact"),
        RECORD_ROUTE("Record-Route");

        private static final Set<Kept> NEEDED = EnumSet.range(VIA, CSEQ);
        private static final Set<Kept> SEVERAL = EnumSet.of(VIA, CONTACT, RECORD_ROUTE);

        private final String fieldName;

        Kept(String fieldName) {
            this.fieldName = fieldName;
        }

        static @Nullable Kept of(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "via", "v" -> VIA;
                case "from", "f" -> FROM;
                case "to", "t" -> TO;
                case "call-id", "i" -> CALL_ID;
                case "cseq" -> CSEQ;
                case "contact", "m" -> CONTACT;
                case "record-route" -> RECORD_ROUTE;
                default -> null;
            };
        }
    }

    private BrokenMessage() {}

    /**
     * A message with nothing but those fields, to be decoded and answered, or replaced, as any other. Of a response it has Contact
     * and Record-Route, too.
     *
     * @return null if it is neither a request nor a final response, is an ACK, or lacks one of the fields
     */
    public static byte @Nullable [] whatAnAnswerNeeds(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, Math.min(end - start, MOST_BYTES), StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\r?\n", MOST_FIELDS);
        int first = firstLine(lines);
        String line = first < lines.length ? lines[first] : "";
        Map<Kept, List<String>> found = fields(lines, first + 1);
        if (!isComplete(found)) {
            return null;
        }
        Matcher request = REQUEST.matcher(line);
        if (request.matches()) {
            String method = request.group(1);
            boolean answered = !method.equals("ACK") && method.equals(method(found));
            found.keySet().retainAll(Kept.NEEDED);
            return answered ? written(method + " sip:broken.invalid SIP/2.0", found) : null;
        }
        Matcher response = FINAL_RESPONSE.matcher(line);
        return response.matches() ? written("SIP/2.0 " + response.group(1) + " Broken", found) : null;
    }

    /** Whether it is a request of another version of SIP than 2.0, so that 505 answers it (RFC 3261 section 21.5.6). */
    public static boolean isOfOtherVersion(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, Math.min(end - start, MOST_BYTES), StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\r?\n", MOST_FIELDS);
        int first = firstLine(lines);
        Matcher request = REQUEST.matcher(first < lines.length ? lines[first] : "");
        return request.matches() && !request.group(2).equals("2.0");
    }

    private static int firstLine(String[] lines) {
        int first = 0;
        while (first < lines.length && lines[first].isEmpty()) {
            first++;
        }
        return first;
    }

    private static Map<Kept, List<String>> fields(String[] lines, int from) {
        Map<Kept, List<String>> found = new EnumMap<>(Kept.class);
        for (int i = from; i < lines.length && !lines[i].isEmpty(); i++) {
            Matcher field = FIELD.matcher(lines[i]);
            Kept kept = field.matches() ? Kept.of(field.group(1)) : null;
            if (kept != null) {
                found.computeIfAbsent(kept, key -> new ArrayList<>())
                        .add(field.group(2).strip());
            }
        }
        return found;
    }

    private static boolean isComplete(Map<Kept, List<String>> found) {
        for (Kept needed : Kept.NEEDED) {
            List<String> values = found.getOrDefault(needed, List.of());
            if (values.isEmpty() || values.get(0).isEmpty() || (!Kept.SEVERAL.contains(needed) && values.size() > 1)) {
                return false;
            }
        }
        return !method(found).isEmpty();
    }

    /** The method that CSeq names; empty if it cannot be read. */
    private static String method(Map<Kept, List<String>> found) {
        Matcher cSeq = CSEQ.matcher(found.getOrDefault(Kept.CSEQ, List.of("")).get(0));
        return cSeq.matches() ? cSeq.group(2) : "";
    }

    private static byte[] written(String startLine, Map<Kept, List<String>> found) {
        StringBuilder text = new StringBuilder(512).append(startLine).append("\r\n");
        found.forEach((kept, values) -> values.forEach(
                value -> text.append(kept.fieldName).append(": ").append(value).append("\r\n")));
        return text.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
