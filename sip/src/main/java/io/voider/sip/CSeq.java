package io.voider.sip;

/**
 * The order of requests in a dialog (RFC 3261 section 20.16).
 *
 * @param number 0 … 2^32 - 1 (the RFC allows below 2^31, phones do not always keep to it)
 * @param methodName the request's method
 */
public record CSeq(long number, String methodName) {
    private static final long LARGEST = 0xffff_ffffL;

    static CSeq parse(byte[] bytes, int start, int end, int origin) {
        long number = number(bytes, start, end, origin);
        int space = Scan.digitsEnd(bytes, start, end);
        int method = Scan.skipWhite(bytes, space, end);
        if (method == space || method == end || Scan.tokenEnd(bytes, method, end) != end) {
            throw SipRefusal.syntax(method - origin, "CSeq is not a number and a method");
        }
        return new CSeq(number, Scan.text(bytes, method, end));
    }

    /** A decimal number that is followed by nothing, white space, a parameter or a comment. */
    static long number(byte[] bytes, int start, int end, int origin) {
        long number = 0;
        int i = start;
        for (; i < end && Scan.isDigit(bytes[i]); i++) {
            number = 10 * number + bytes[i] - '0';
            if (number > LARGEST) {
                throw SipRefusal.syntax(start - origin, "number over 4294967295");
            }
        }
        if (i == start || (i < end && !endsNumber(bytes[i]))) {
            throw SipRefusal.syntax(i - origin, "not a decimal number");
        }
        return number;
    }

    /**
     * The number that the digits at {@code start} make, at most {@value #LARGEST}; -1 if there are none. What follows them
     * does not matter.
     */
    static long clamped(byte[] bytes, int start, int end) {
        long number = -1;
        for (int i = start; i < end && Scan.isDigit(bytes[i]); i++) {
            number = Math.min(10 * Math.max(number, 0) + bytes[i] - '0', LARGEST);
        }
        return number;
    }

    private static boolean endsNumber(byte b) {
        return Scan.isWhite(b) || b == ';' || b == '(';
    }

    /** The method. */
    public SipMethod method() {
        return SipMethod.of(methodName);
    }
}
