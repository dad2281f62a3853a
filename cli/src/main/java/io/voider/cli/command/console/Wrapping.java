package io.voider.cli.command.console;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How wide text is on a terminal, and how it is broken into lines. */
final class Wrapping {
    /** Their letters take two columns each. */
    private static final Set<UnicodeScript> WIDE =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

    private Wrapping() {}

    /** How many columns it takes. */
    static int width(String text) {
        return text.codePoints().map(Wrapping::columns).sum();
    }

    private static int columns(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> WIDE.contains(UnicodeScript.of(point)) ? 2 : 1;
        };
    }

    /** How wide the longest of its words is. */
    static int longestWord(String text) {
        int longest = 0;
        for (String word : words(text)) {
            longest = Math.max(longest, width(word));
        }
        return longest;
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split(" +", -1));
    }

    /** Lines of at most {@code width} columns, broken between words, or within one that is longer than that. */
    static List<String> lines(String text, int width) {
        if (width(text) <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words(text)) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ");
            append(word, width, line, lines);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void append(String word, int width, StringBuilder line, List<String> lines) {
        word.codePoints().forEach(point -> {
            if (!line.isEmpty() && width(line.toString()) + columns(point) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.appendCodePoint(point);
        });
    }
}
