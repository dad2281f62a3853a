package io.voider.sip.sdp;

import io.voider.sip.Scan;

/** A cursor over the lines of a session description. Usage: {@link #wrap}, then {@link #next} until it is false. */
public final class SdpLines {
    /** How much of a line is shown to people. */
    public static final int SHOWN_CHARACTERS = 60;

    private byte[] bytes = new byte[0];
    private int lineStart;
    private int end;
    private int position;
    private byte type;
    private int valueStart;
    private int valueEnd;

    /** Sets the cursor before the first line of {@code [start, end)}. */
    public SdpLines wrap(byte[] array, int start, int end) {
        this.bytes = array;
        this.end = end;
        this.position = start;
        return this;
    }

    /** Goes to the next line; false when there is none. */
    public boolean next() {
        int line = position;
        while (line < end && (bytes[line] == '\r' || bytes[line] == '\n')) {
            line++;
        }
        if (line == end) {
            position = end;
            return false;
        }
        int i = Scan.nextControl(bytes, line, end);
        while (i < end && bytes[i] != '\r' && bytes[i] != '\n') {
            i = Scan.nextControl(bytes, i + 1, end);
        }
        lineStart = line;
        readType(line, i);
        valueEnd = i;
        position = i;
        return true;
    }

    /** A letter and an equals sign; some put white space around the letter, or write it large. */
    private void readType(int line, int lineEnd) {
        if (lineEnd - line > 1 && bytes[line + 1] == '=' && Scan.isLetter(bytes[line])) {
            type = (byte) (bytes[line] | 0x20);
            valueStart = line + 2;
            return;
        }
        int letter = Scan.skipWhite(bytes, line, lineEnd);
        int equals = Scan.skipWhite(bytes, Math.min(letter + 1, lineEnd), lineEnd);
        boolean typed = equals < lineEnd && bytes[equals] == '=' && Scan.isLetter(bytes[letter]);
        type = typed ? (byte) (bytes[letter] | 0x20) : 0;
        valueStart = typed ? equals + 1 : line;
    }

    /** The line's type, the letter before {@code =} in lower case; 0 if the line is not built like that. */
    public byte type() {
        return type;
    }

    /** The line for people to see: no more than {@link #SHOWN_CHARACTERS}, each printable. */
    String shown() {
        int shownEnd = Math.min(valueEnd, lineStart + SHOWN_CHARACTERS);
        StringBuilder shown = new StringBuilder(SHOWN_CHARACTERS);
        for (int i = lineStart; i < shownEnd; i++) {
            byte b = bytes[i];
            shown.append(b >= ' ' && b < 0x7f ? (char) b : b == '\t' ? ' ' : '?');
        }
        return shown.toString();
    }

    /** Index of the value's first byte. */
    public int valueStart() {
        return valueStart;
    }

    /** Index behind the value, before the line's end. */
    public int valueEnd() {
        return valueEnd;
    }
}
