package io.voider.sip.sdp;

import io.voider.sip.Scan;

/** A cursor over the lines of a session description. Usage: {@link #wrap}, then {@link #next} until it is false. */
public final class SdpLines {
    private byte[] bytes = new byte[0];
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
        boolean typed = i - line >= 2 && bytes[line + 1] == '=';
        type = typed ? bytes[line] : 0;
        valueStart = typed ? line + 2 : line;
        valueEnd = i;
        position = i;
        return true;
    }

    /** The line's type, the letter before {@code =}; 0 if the line is not built like that. */
    public byte type() {
        return type;
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
