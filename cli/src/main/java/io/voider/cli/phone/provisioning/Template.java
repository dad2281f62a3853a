package io.voider.cli.phone.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A document with places for values, and at most one part that is there once for each entry of the phone book. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z.]+)}");
    private static final Pattern PARTS = Pattern.compile("(?s)(.*?)(?:^@each\\n(.*?)^@end\\n(.*))?", Pattern.MULTILINE);

    private final String before;
    private final String each;
    private final String after;
    private final Escape escape;

    private Template(String text, Escape escape) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no template");
        }
        this.before = parts.group(1);
        this.each = parts.group(2) == null ? "" : parts.group(2);
        this.after = parts.group(3) == null ? "" : parts.group(3);
        this.escape = escape;
    }

    /** That of a resource beside this class. */
    static Template load(String resource, Escape escape) {
        try (InputStream text = Template.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException("there is no template " + resource);
            }
            return new Template(new String(text.readAllBytes(), UTF_8), escape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document. Every value that it has a place for must be there; what stands in a value is never taken for a place. */
    String filled(Map<String, String> values, List<BookEntry> book) {
        StringBuilder text = new StringBuilder(fill(before, values));
        Map<String, String> withEntry = new HashMap<>(values);
        for (BookEntry one : book) {
            withEntry.put("entry.name", one.name());
            withEntry.put("entry.dn", "cn=" + distinguished(one.name()));
            withEntry.put("entry.dial", one.dial());
            text.append(fill(each, withEntry));
        }
        return text.append(fill(after, values)).toString();
    }

    /** A value within a distinguished name, RFC 4514 section 2.4. */
    private static String distinguished(String name) {
        return Escape.legible(name).replaceAll("([\\\\,+\"<>;=#])", "\\\\$1").replaceAll("^ | $", "\\\\ ");
    }

    private String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(escape.of(value(place.group(1), values))));
    }

    private static String value(String name, Map<String, String> values) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("nothing is known of " + name);
        }
        return value;
    }
}
