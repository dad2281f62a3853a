package io.voider.sip;

/**
 * Where the parts of a URI are (RFC 3261 section 19.1, RFC 3986 for others). {@link #wrap} reads; the accessors then tell
 * indices into the array. Indices of a part that is not there are equal.
 *
 * <p>It refuses nothing: a URI that names no host has none, and what follows a host and is neither port, parameter nor
 * header is passed over.
 */
public final class UriSpan {
    /** How a URI names a host. */
    public enum Kind {
        /** {@code sip:}, {@code sips:}, and {@code im:} and {@code pres:} which are built alike. */
        SIP,
        /** {@code user@host} or an IPv4 address without a scheme, which some phones write; read as if it were a SIP URI. */
        BARE,
        /** {@code scheme://authority/path}. */
        HIERARCHICAL,
        /** {@code scheme:user@host} or {@code scheme:host}: {@code callto:}, {@code h323:}, {@code xmpp:} … */
        PLAIN,
        /** Identifiers, numbers, data: {@code tel:}, {@code urn:}, {@code cid:} … No host, whatever it looks like. */
        OPAQUE,
        /** No scheme, no host: no URI. */
        NONE
    }

    private static final byte[][] SIP_LIKE = {
        Scan.of("sip"), Scan.of("sips"), Scan.of("im"), Scan.of("pres"),
    };

    private static final byte[][] HOSTLESS = {
        Scan.of("tel"), Scan.of("urn"), Scan.of("cid"), Scan.of("mid"), Scan.of("data"),
    };

    private byte[] bytes = new byte[0];
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

    /** Reads the URI in {@code [start, end)}. */
    public UriSpan wrap(byte[] array, int start, int end) {
        this.bytes = array;
        this.start = start;
        this.end = end;
        schemeEnd = schemeEnd();
        userStart = userEnd = hostStart = hostEnd = portStart = portEnd = schemeEnd;
        parametersStart = headersStart = end;
        kind = kindOf();
        if (kind == Kind.SIP) {
            readSip(hasSlashes() ? schemeEnd + 3 : schemeEnd + 1);
        } else {
            readOther();
        }
        return this;
    }

    private void readOther() {
        switch (kind) {
            case BARE -> readSip(start);
            case HIERARCHICAL -> readAuthority(schemeEnd + 3, authorityEnd(schemeEnd + 3));
            case PLAIN -> readAuthority(schemeEnd + 1, end);
            case SIP, OPAQUE, NONE -> {
                // names no host
            }
        }
    }

    /** A scheme begins with a letter (RFC 3986 section 3.1); {@code start} if there is none. */
    private int schemeEnd() {
        int i = start;
        if (i == end || Scan.isDigit(bytes[i])) {
            return start;
        }
        while (i < end && Scan.isToken(bytes[i]) && bytes[i] != '%') {
            i++;
        }
        return i < end && bytes[i] == ':' ? i : start;
    }

    private Kind kindOf() {
        if (schemeEnd == start) {
            boolean address = Scan.find(bytes, start, end, '@') < end || Ipv4Text.starts(bytes, start, end);
            return address ? Kind.BARE : Kind.NONE;
        }
        if (isOneOf(SIP_LIKE)) {
            return Kind.SIP;
        }
        return hasSlashes() ? Kind.HIERARCHICAL : isOneOf(HOSTLESS) ? Kind.OPAQUE : Kind.PLAIN;
    }

    /** Two of them behind the scheme; some write a SIP URI so as well. */
    private boolean hasSlashes() {
        return schemeEnd + 2 < end && bytes[schemeEnd + 1] == '/' && bytes[schemeEnd + 2] == '/';
    }

    private boolean isOneOf(byte[][] schemes) {
        for (byte[] scheme : schemes) {
            if (Scan.equalIgnoringCase(bytes, start, schemeEnd, scheme)) {
                return true;
            }
        }
        return false;
    }

    private void readSip(int from) {
        parametersStart = readAuthority(from, end);
        headersStart = Scan.find(bytes, parametersStart, end, '?');
    }

    private int authorityEnd(int from) {
        int i = from;
        while (i < end && bytes[i] != '/' && bytes[i] != '?' && bytes[i] != '#' && bytes[i] != ';') {
            i++;
        }
        return i;
    }

    /** [ userinfo "@" ] host [ ":" port ]; returns the index behind it. */
    private int readAuthority(int from, int to) {
        userStart = userEnd = from;
        int at = Scan.find(bytes, from, to, '@');
        if (at == to) {
            return readHost(from, to);
        }
        userEnd = at;
        int behind = readHost(at + 1, to);
        int last = lastAt(behind, to);
        if (last == to) {
            return behind;
        }
        userEnd = last;
        return readHost(last + 1, to);
    }

    private int readHost(int from, int to) {
        hostStart = Scan.skipWhite(bytes, from, to);
        hostEnd = Scan.hostEnd(bytes, hostStart, to);
        portStart = portEnd = hostEnd;
        if (hostEnd < to && bytes[hostEnd] == ':') {
            portStart = hostEnd + 1;
            portEnd = Scan.digitsEnd(bytes, portStart, to);
        }
        return portEnd;
    }

    /**
     * The last @ before parameters and headers, or {@code to}. It cannot stand in a user part unescaped (RFC 3261 section 25.1), so
     * there should be one; but some make a mail address the user part.
     */
    private int lastAt(int from, int to) {
        int at = to;
        for (int i = from; i < to && bytes[i] != ';' && bytes[i] != '?'; i++) {
            if (bytes[i] == '@') {
                at = i;
            }
        }
        return at;
    }

    /** How the URI names a host. */
    public Kind kind() {
        return kind;
    }

    /** The scheme as it is written; empty if there is none. */
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

    /** Index of the first parameter's semicolon, or of what is passed over before it. */
    public int parametersStart() {
        return parametersStart;
    }

    /** Index behind the parameters: the {@code ?} before the first header, or the end. */
    public int headersStart() {
        return headersStart;
    }
}
