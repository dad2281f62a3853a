package io.voider.transport.identity;

import java.util.Random;

/** One of the things that happen to a text on its way, or that somebody does to it. */
final class Mutation {
    private Mutation() {}

    static String of(String text, Random random) {
        int at = random.nextInt(text.length());
        int length = 1 + random.nextInt(Math.min(80, text.length() - at));
        String piece = text.substring(at, at + length);
        return switch (random.nextInt(8)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + text.substring(at + length);
            case 2 -> text.substring(0, at) + piece + text.substring(at);
            case 3 -> text.substring(0, at) + (char) random.nextInt(0x250) + text.substring(at + 1);
            case 4 -> text.substring(0, at) + piece.toUpperCase(java.util.Locale.ROOT) + text.substring(at + length);
            case 5 -> swapLines(text, random);
            case 6 -> text.substring(0, at) + "\nup /bin/sh\n" + text.substring(at);
            default -> text.substring(0, at) + new StringBuilder(piece).reverse() + text.substring(at + length);
        };
    }

    private static String swapLines(String text, Random random) {
        String[] lines = text.split("\n", -1);
        int a = random.nextInt(lines.length);
        int b = random.nextInt(lines.length);
        String kept = lines[a];
        lines[a] = lines[b];
        lines[b] = kept;
        return String.join("\n", lines);
    }
}
