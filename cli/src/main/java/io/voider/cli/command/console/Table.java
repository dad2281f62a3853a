package io.voider.cli.command.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Columns of text that fit a width. Each is as wide as its widest cell, as long as there is room; then the widest give way, and
 * what stands in them goes on below. Nothing is ever cut off, and what is {@link #whole} not parted.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int SMALL_GAP = 1;
    private static final int NARROWEST = 3;
    private static final char SPACE = ' ';
    private static final char NO_BREAK_SPACE = '\u00a0';

    private final int width;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param width columns of the screen or the page, 20 at the least */
    public Table(int width, String... headings) {
        this.width = width;
        rows.add(List.of(headings));
    }

    /** A cell that stays on a line, such as a date with its time. */
    static String whole(String cell) {
        return cell.replace(SPACE, NO_BREAK_SPACE);
    }

    private static int wholeWidth(String cell) {
        return cell.indexOf(NO_BREAK_SPACE) < 0 ? NARROWEST : Wrapping.width(cell);
    }

    public Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        if (row.size() != rows.get(0).size()) {
            throw new IllegalArgumentException("a row of " + row.size() + " cells under " + rows.get(0));
        }
        rows.add(row);
        return this;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    @Override
    public String toString() {
        int[] widths = widest(Wrapping::width);
        int gap = GAP;
        if (!giveWay(widths, widest(Wrapping::longestWord), gap)) {
            gap = SMALL_GAP;
            giveWay(widths, widest(Table::wholeWidth), gap);
        }
        StringBuilder text = new StringBuilder();
        // Nobody misses a heading that says nothing.
        boolean isHeaded = rows.get(0).stream().anyMatch(heading -> !heading.isEmpty());
        for (List<String> row : isHeaded ? rows : rows.subList(1, rows.size())) {
            draw(row, widths, gap, text);
        }
        return text.toString();
    }

    private int[] widest(ToIntFunction<String> measure) {
        int[] widest = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widest.length; i++) {
                widest[i] = Math.max(widest[i], measure.applyAsInt(row.get(i)));
            }
        }
        return widest;
    }

    /** Takes from the widest column that is above its least, one by one, until all fit or, as it says, none can give any more. */
    private boolean giveWay(int[] widths, int[] least, int gap) {
        while (Arrays.stream(widths).sum() + gap * (widths.length - 1) > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return false;
            }
            widths[widest]--;
        }
        return true;
    }

    private static void draw(List<String> row, int[] widths, int gap, StringBuilder text) {
        List<List<String>> cells = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            List<String> lines = Wrapping.lines(row.get(i), widths[i]);
            cells.add(lines);
            height = Math.max(height, lines.size());
        }
        for (int line = 0; line < height; line++) {
            StringBuilder drawn = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = line < cells.get(i).size() ? cells.get(i).get(line) : "";
                drawn.append(cell).append(" ".repeat(Math.max(0, widths[i] - Wrapping.width(cell)) + gap));
            }
            text.append(drawn.toString().replace(NO_BREAK_SPACE, SPACE).stripTrailing())
                    .append('\n');
        }
    }
}
