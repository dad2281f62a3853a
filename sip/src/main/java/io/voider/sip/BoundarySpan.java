package io.voider.sip;

/** Finds the boundary in a multipart Content-Type (RFC 2046 section 5.1.1). */
public final class BoundarySpan {
    private static final byte[] BOUNDARY = Scan.of("boundary");

    private final ParameterSpan parameters = new ParameterSpan();
    private int start;
    private int end;

    /** Looks for the boundary of {@code message}'s Content-Type; false if it has none, or an empty one. */
    public boolean find(SipMessage message) {
        int index = message.indexOf(SipHeader.CONTENT_TYPE);
        if (index < 0) {
            return false;
        }
        byte[] bytes = message.array();
        int valueEnd = message.valueEnd(index);
        int semicolon = Scan.find(bytes, message.valueStart(index), valueEnd, ';');
        parameters.wrap(bytes, semicolon, valueEnd, '\0');
        while (parameters.next()) {
            if (parameters.named(BOUNDARY)) {
                return unquote(bytes);
            }
        }
        return false;
    }

    private boolean unquote(byte[] bytes) {
        start = parameters.valueStart();
        end = parameters.valueEnd();
        if (end - start >= 2 && bytes[start] == '"' && bytes[end - 1] == '"') {
            start++;
            end--;
        }
        return end > start;
    }

    /** Index of the boundary's first byte, behind a quote if it is quoted. */
    public int start() {
        return start;
    }

    /** Index behind the boundary. */
    public int end() {
        return end;
    }
}
