package io.voider.sip;

/**
 * A cursor over the entries of a Via (RFC 3261 section 20.42): {@code SIP/2.0/UDP host:port;parameters}, white space allowed
 * around each mark. Usage: {@link #wrap}, then {@link #next} until it is false.
 *
 * <p>An entry that is not built like that is passed over, unless its last word is an address: then that is the host, and
 * there is no transport. What stands between host and parameters and belongs to neither is passed over as well.
 */
public final class ViaSpan {
    /** The position while parameters of the current entry may be left. */
    private static final int UNREAD = -1;

    private final ParameterSpan parameters = new ParameterSpan();
    private byte[] bytes = new byte[0];
    private int end;
    private int position;
    private int transportStart;
    private int transportEnd;
    private int hostStart;
    private int hostEnd;
    private int portStart;
    private int portEnd;

    /** Sets the cursor before the first entry of {@code [start, end)}. */
    public ViaSpan wrap(byte[] array, int start, int end) {
        this.bytes = array;
        this.end = end;
        this.position = start;
        return this;
    }

    /** Goes to the next entry, past what is left of the last one's parameters; false if no other can be read. */
    public boolean next() {
        while (position == UNREAD) {
            position = parameters.next() ? UNREAD : parameters.position();
        }
        while (true) {
            int i = Scan.skipCommas(bytes, position, end);
            if (i == end) {
                position = end;
                return false;
            }
            if (readEntry(i) || readLastWord(i)) {
                position = UNREAD;
                return true;
            }
            position = Scan.find(bytes, i, end, ',');
        }
    }

    private boolean readEntry(int start) {
        int version = slash(start);
        int transport = version < 0 ? -1 : slash(version);
        if (transport < 0) {
            return false;
        }
        transportStart = transport;
        transportEnd = Scan.tokenEnd(bytes, transport, end);
        int host = Scan.skipWhite(bytes, transportEnd, end);
        return transportEnd > transportStart && host > transportEnd && readSentBy(host);
    }

    /** Where the word behind the word at {@code i} and a slash begins, or -1 if it is not built like that. */
    private int slash(int i) {
        int word = Scan.tokenEnd(bytes, i, end);
        int slash = Scan.skipWhite(bytes, word, end);
        boolean found = word > i && slash < end && bytes[slash] == '/';
        return found ? Scan.skipWhite(bytes, slash + 1, end) : -1;
    }

    private boolean readLastWord(int start) {
        int entryEnd = start;
        while (entryEnd < end && bytes[entryEnd] != ',' && bytes[entryEnd] != ';') {
            entryEnd++;
        }
        int wordEnd = Scan.trimEnd(bytes, start, entryEnd);
        int word = wordEnd;
        while (word > start && !Scan.isWhite(bytes[word - 1])) {
            word--;
        }
        transportStart = transportEnd = start;
        return Ipv4Text.starts(bytes, word, wordEnd) && readSentBy(word);
    }

    private boolean readSentBy(int from) {
        hostStart = from;
        hostEnd = Scan.hostEnd(bytes, from, end);
        int i = Scan.skipWhite(bytes, hostEnd, end);
        portStart = portEnd = hostEnd;
        if (i < end && bytes[i] == ':') {
            portStart = Scan.skipWhite(bytes, i + 1, end);
            portEnd = i = Scan.digitsEnd(bytes, portStart, end);
        }
        parameters.wrap(bytes, i, end, ',');
        return hostEnd > hostStart;
    }

    /** The cursor over this entry's parameters, which stands before the first one after {@link #next}. */
    public ParameterSpan parameters() {
        return parameters;
    }

    byte[] array() {
        return bytes;
    }

    /** Index of the transport's name. */
    public int transportStart() {
        return transportStart;
    }

    /** Index behind the transport's name. */
    public int transportEnd() {
        return transportEnd;
    }

    /** Index of sent-by's host. */
    public int hostStart() {
        return hostStart;
    }

    /** Index behind sent-by's host. */
    public int hostEnd() {
        return hostEnd;
    }

    /** Index of sent-by's port. */
    public int portStart() {
        return portStart;
    }

    /** Index behind sent-by's port; equal to {@link #portStart} if there is none. */
    public int portEnd() {
        return portEnd;
    }
}
