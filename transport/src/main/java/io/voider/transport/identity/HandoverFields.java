package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The leading comment lines of a file that is handed over.
 *
 * <pre>
 * # voider KIND 1
 * # KEY: VALUE          as many as there are
 * # checksum: …         first 16 bytes of SHA-256 over every other line of the file, hexadecimal
 * </pre>
 *
 * <p>The checksum tells damage, not malice: it has no key.
 */
final class HandoverFields {
    static final int VERSION = 1;

    /** Characters; the largest file that voider writes has about 6,000. */
    static final int LARGEST_TEXT = 16 * 1024;

    private static final Pattern FIRST = Pattern.compile("# voider ([a-z ]+) ([0-9]{1,9})");
    private static final Pattern FIELD = Pattern.compile("# ([a-z-]+): (.+)");
    private static final String CHECKSUM = "# checksum: ";
    private static final int CHECKSUM_BYTES = 16;

    private record Field(String key, String value) {}

    private final String kind;
    private final List<Field> fields = new ArrayList<>();

    HandoverFields(String kind) {
        this.kind = kind;
    }

    HandoverFields add(String key, String value) {
        fields.add(new Field(key, value));
        return this;
    }

    List<String> all(String key) {
        return fields.stream()
                .filter(field -> field.key.equals(key))
                .map(Field::value)
                .toList();
    }

    String one(String key) {
        List<String> values = all(key);
        HandoverException.require(
                values.size() == 1, "there should be one line '# " + key + ": …', there are " + values.size());
        return values.get(0);
    }

    int number(String key) {
        String value = one(key);
        HandoverException.require(value.matches("[1-9][0-9]{0,8}"), "'" + key + "' should be a number");
        return Integer.parseInt(value);
    }

    /** The whole file: these lines, the checksum, and {@code body}. */
    String text(String body) {
        StringBuilder head = new StringBuilder("# voider " + kind + " " + VERSION + "\n");
        fields.forEach(field -> head.append("# " + field.key + ": " + field.value + "\n"));
        return head + CHECKSUM + checksum(head + body) + "\n" + body;
    }

    /** Line ends as we write them, whatever mail programs made of them; anything but printable ASCII is refused. */
    static String normal(String text) {
        HandoverException.require(
                text.length() <= LARGEST_TEXT,
                "this is larger than anything voider hands over: " + text.length() + " characters");
        String normal = text.replace("\r\n", "\n").stripTrailing() + "\n";
        int line = 1;
        for (int i = 0; i < normal.length(); i++) {
            char c = normal.charAt(i);
            if (c == '\n') {
                line++;
            } else if (c < ' ' || c > '~') {
                throw HandoverException.atLine(line, "there is a character that no such file has");
            }
        }
        return normal;
    }

    /** Reads the leading lines of a {@linkplain #normal normal} text and checks the version and the checksum. */
    static HandoverFields read(String kind, String text) {
        HandoverFields fields = new HandoverFields(kind);
        List<String> lines = text.lines().toList();
        fields.checkFirst(lines.get(0));
        int checksumLine = 0;
        for (int i = 1; i < lines.size() && lines.get(i).startsWith("#"); i++) {
            if (lines.get(i).startsWith(CHECKSUM)) {
                checksumLine = i;
                break;
            }
            Matcher field = FIELD.matcher(lines.get(i));
            if (!field.matches()) {
                throw HandoverException.atLine(i + 1, "there should be '# key: value'");
            }
            fields.add(field.group(1), field.group(2));
        }
        HandoverException.require(checksumLine > 0, "the checksum is missing: the file is not complete");
        List<String> others = new ArrayList<>(lines);
        String found = others.remove(checksumLine).substring(CHECKSUM.length());
        HandoverException.require(
                found.equals(checksum(String.join("\n", others) + "\n")),
                "the file is not as it was made: part of it is missing or was altered; ask for it again");
        return fields;
    }

    private void checkFirst(String line) {
        Matcher first = FIRST.matcher(line);
        HandoverException.require(
                first.matches() && first.group(1).equals(kind), "this is not a voider " + kind + " file");
        HandoverException.require(
                first.group(2).equals(String.valueOf(VERSION)),
                "this " + kind + " is of version " + first.group(2) + "; this voider reads version " + VERSION);
    }

    /** Refuses a text that is not the one we would have written, and says at which line they part. */
    static void requireSame(String read, String written) {
        if (read.equals(written)) {
            return;
        }
        List<String> expected = written.lines().toList();
        List<String> found = read.lines().toList();
        for (int i = 0; i < found.size(); i++) {
            if (i >= expected.size() || !expected.get(i).equals(found.get(i))) {
                throw HandoverException.atLine(i + 1, "voider would not have written this line here");
            }
        }
        throw new HandoverException("the file ends too early");
    }

    static String checksum(String text) {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)), 0, CHECKSUM_BYTES);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A field's value as a place. @throws HandoverException if it is none */
    static Endpoint endpoint(String value) {
        try {
            return Endpoint.parse(value);
        } catch (IllegalArgumentException e) {
            throw new HandoverException(String.valueOf(e.getMessage()));
        }
    }
}
