package io.voider.sip;

/**
 * A cursor over the entries of a Via (RFC 3261 section 20.42): {@code SIP/2.0/UDP host:port;parameters}, white space allowed
 * around each mark. Usage: {@link #wrap}, then {@link #next} until it is false.
 */
public final class ViaSpan {
    /** The position while parameters of the current entry may be left. */
    private static final int UNREAD = -1;

    private final ParameterSpan parameters = new ParameterSpan();
    private byte[] bytes = new byte[0];
    private int origin;
    private int end;
    private int position;
    private int transportStart;
    private int transportEnd;
    private int hostStart;
    private int hostEnd;
    private int portStart;
    private int portEnd;

    /**
     * Sets the cursor before the first entry of {@code [start, end)}.
     *
     * @param origin where the message starts, from which a refusal's offset is counted
     */
    public ViaSpan wrap(byte[] array, int origin, int start, int end) {
        this.bytes = array;
        this.origin = origin;
        this.end = end;
        this.position = start;
        return this;
    }

    /**
     * Goes to the next entry, past what is left of the last one's parameters.
     *
     * @throws SipRefusal if it has no protocol, transport and sent-by
     */
    public boolean next() {
        while (position == UNREAD) {
            position = parameters.next() ? UNREAD : parameters.position();
        }
        int i = Scan.skipCommas(bytes, position, end);
        if (i == end) {
            position = end;
            return false;
        }
        i = slash(word(i));
        i = slash(word(i));
        transportStart = i;
        transportEnd = word(i);
        readSentBy(Scan.skipWhite(bytes, transportEnd, end));
        position = UNREAD;
        return true;
    }

    private int word(int i) {
        int after = Scan.tokenEnd(bytes, i, end);
        if (after == i) {
            throw SipRefusal.syntax(i - origin, "Via is not protocol/version/transport and a host");
        }
        return after;
    }

    private int slash(int from) {
        int i = Scan.skipWhite(bytes, from, end);
        if (i == end || bytes[i] != '/') {
            throw SipRefusal.syntax(i - origin, "Via is not protocol/version/transport and a host");
        }
        return Scan.skipWhite(bytes, i + 1, end);
    }

    private void readSentBy(int from) {
        hostStart = from;
        hostEnd = Scan.hostEnd(bytes, from, end);
        if (hostEnd == hostStart || hostStart == transportEnd) {
            throw SipRefusal.syntax(from - origin, "no host in Via");
        }
        int i = Scan.skipWhite(bytes, hostEnd, end);
        portStart = portEnd = hostEnd;
        if (i < end && bytes[i] == ':') {
            portStart = Scan.skipWhite(bytes, i + 1, end);
            portEnd = i = Scan.digitsEnd(bytes, portStart, end);
        }
        parameters.wrap(bytes, origin, i, end, ',');
    }

    /** The cursor over this entry's parameters, which stands before the first one after {@link #next}. */
    public ParameterSpan parameters() {
        return parameters;
    }

    byte[] array() {
        return bytes;
    }

    int origin() {
        return origin;
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
