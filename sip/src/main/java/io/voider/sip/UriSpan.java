package io.voider.sip;

/**
 * Where the parts of a URI are (RFC 3261 section 19.1, RFC 3986 for others). {@link #wrap} reads; the accessors then tell
 * indices into the array. Indices of a part that is not there are equal.
 */
public final class UriSpan {
    /** How a URI names a host. */
    public enum Kind {
        /** {@code sip:}, {@code sips:}, and {@code im:} and {@code pres:} which are built alike. */
        SIP,
        /** {@code scheme://authority/path}. */
        HIERARCHICAL,
        /** Anything else with a scheme: {@code tel:}, {@code urn:}, {@code cid:} … No host. */
        OPAQUE,
        /** No scheme, so no URI. */
        NONE
    }

    private static final byte[][] SIP_LIKE = {
        Scan.of("sip"), Scan.of("sips"), Scan.of("im"), Scan.of("pres"),
    };

    private byte[] bytes = new byte[0];
    private int origin;
    private Kind kind = Kind.NONE;
    private int start;
    private int end;
    private int schemeEnd;
    private int userStart;
    private int userEnd;
    private int hostStart;
    private int hostEnd;
    private int portStart;
    private int portEnd;
    private int parametersStart;
    private int headersStart;

    /**
     * Reads the URI in {@code [start, end)}.
     *
     * @param origin where the message starts, from which a refusal's offset is counted
     * @throws SipRefusal if a sip or hierarchical URI has no readable host
     */
    public UriSpan wrap(byte[] array, int origin, int start, int end) {
        this.bytes = array;
        this.origin = origin;
        this.start = start;
        this.end = end;
        int i = start;
        while (i < end && (Scan.isToken(array[i]) && array[i] != '%')) {
            i++;
        }
        schemeEnd = i;
        userStart = userEnd = hostStart = hostEnd = portStart = portEnd = i;
        parametersStart = headersStart = end;
        if (i == start || i == end || array[i] != ':') {
            kind = Kind.NONE;
        } else if (sipLike()) {
            kind = Kind.SIP;
            readSip(i + 1);
        } else if (i + 2 < end && array[i + 1] == '/' && array[i + 2] == '/') {
            kind = Kind.HIERARCHICAL;
            readHierarchical(i + 3);
        } else {
            kind = Kind.OPAQUE;
        }
        return this;
    }

    private boolean sipLike() {
        for (byte[] scheme : SIP_LIKE) {
            if (Scan.equalIgnoringCase(bytes, start, schemeEnd, scheme)) {
                return true;
            }
        }
        return false;
    }

    /** An @ ends the user part, and cannot stand in it (RFC 3261 section 25.1); so the first one is the one. */
    private void readSip(int from) {
        int i = readAuthority(from, end);
        parametersStart = i;
        if (i < end && bytes[i] == ';') {
            i = Scan.find(bytes, i, end, '?');
        }
        headersStart = i;
        if (i < end && bytes[i] != '?') {
            throw SipRefusal.syntax(i - origin, "host of a URI is followed by neither port, parameter nor header");
        }
    }

    private void readHierarchical(int from) {
        int authorityEnd = from;
        while (authorityEnd < end && !endsAuthority(bytes[authorityEnd])) {
            authorityEnd++;
        }
        if (authorityEnd > from) {
            readAuthority(from, authorityEnd);
        }
    }

    private static boolean endsAuthority(byte b) {
        return b == '/' || b == '?' || b == '#' || b == ';';
    }

    /** [ userinfo "@" ] host [ ":" port ]; returns the index behind it. */
    private int readAuthority(int from, int to) {
        int at = Scan.find(bytes, from, to, '@');
        userStart = from;
        userEnd = at < to ? at : from;
        hostStart = at < to ? at + 1 : from;
        hostEnd = Scan.hostEnd(bytes, hostStart, to);
        if (hostEnd == hostStart) {
            throw SipRefusal.syntax(hostStart - origin, "no host in a URI");
        }
        portStart = portEnd = hostEnd;
        if (hostEnd < to && bytes[hostEnd] == ':') {
            portStart = hostEnd + 1;
            portEnd = Scan.digitsEnd(bytes, portStart, to);
        }
        return portEnd;
    }

    /** How the URI names a host. */
    public Kind kind() {
        return kind;
    }

    /** The scheme as it is written. */
    public String scheme() {
        return Scan.text(bytes, start, schemeEnd);
    }

    /** Index of the scheme's first byte. */
    public int start() {
        return start;
    }

    /** Index behind the URI. */
    public int end() {
        return end;
    }

    /** Index of the user part, password included. */
    public int userStart() {
        return userStart;
    }

    /** Index behind the user part. */
    public int userEnd() {
        return userEnd;
    }

    /** Index of the host: a name, an IPv4 address, or an IPv6 address with its brackets. */
    public int hostStart() {
        return hostStart;
    }

    /** Index behind the host. */
    public int hostEnd() {
        return hostEnd;
    }

    /** Index of the port's first digit. */
    public int portStart() {
        return portStart;
    }

    /** Index behind the port. */
    public int portEnd() {
        return portEnd;
    }

    /** Index of the first parameter's semicolon. */
    public int parametersStart() {
        return parametersStart;
    }

    /** Index behind the parameters: the {@code ?} before the first header, or the end. */
    public int headersStart() {
        return headersStart;
    }
}
