package io.voider.sip.rewrite;

import io.voider.sip.Scan;

/**
 * Finds the URIs in a document about dialogs, registrations, conferences, watchers or lists (RFC 4235, 3680, 4575, 3858, 4826, 4662): attribute values and
 * element contents that are a SIP URI, and those that are one without its scheme where only a URI can stand. It reads just
 * enough XML to know where those are; comments, processing instructions and CDATA stay.
 */
final class XmlMapper {
    private static final byte[] SIP = Scan.of("sip:");
    private static final byte[] SIPS = Scan.of("sips:");
    private static final byte[] COMMENT = Scan.of("<!--");
    private static final byte[] COMMENT_END = Scan.of("-->");
    private static final byte[] CDATA = Scan.of("<![cdata[");
    private static final byte[] CDATA_END = Scan.of("]]>");
    private static final byte[] INSTRUCTION = Scan.of("<?");
    private static final byte[] INSTRUCTION_END = Scan.of("?>");

    /** Attributes whose value is a URI. */
    private static final byte[][] URI_ATTRIBUTES = {Scan.of("uri"), Scan.of("entity"), Scan.of("aor")};
    /** Elements whose content is a URI. */
    private static final byte[][] URI_ELEMENTS = {Scan.of("identity"), Scan.of("uri")};

    private final ValueMapper values;

    XmlMapper(ValueMapper values) {
        this.values = values;
    }

    void map(Text text, int start, int end, int depth) {
        byte[] bytes = text.bytes();
        int i = start;
        boolean element = false;
        while (i < end) {
            int tag = Scan.find(bytes, i, end, '<');
            uri(text, i, tag, element, depth);
            element = tag < end && isOneOf(URI_ELEMENTS, bytes, tag + 1, Scan.tokenEnd(bytes, tag + 1, end));
            i = afterMarkup(text, tag, end, depth);
        }
    }

    private int afterMarkup(Text text, int tag, int end, int depth) {
        byte[] bytes = text.bytes();
        if (Scan.startsIgnoringCase(bytes, tag, end, COMMENT)) {
            return after(bytes, tag + COMMENT.length, end, COMMENT_END);
        }
        if (Scan.startsIgnoringCase(bytes, tag, end, CDATA)) {
            return after(bytes, tag + CDATA.length, end, CDATA_END);
        }
        if (Scan.startsIgnoringCase(bytes, tag, end, INSTRUCTION)) {
            return after(bytes, tag + INSTRUCTION.length, end, INSTRUCTION_END);
        }
        return afterTag(text, tag, end, depth);
    }

    private static int after(byte[] bytes, int from, int end, byte[] mark) {
        int i = from;
        while (i < end && !Scan.startsIgnoringCase(bytes, i, end, mark)) {
            i++;
        }
        return Math.min(i + mark.length, end);
    }

    private int afterTag(Text text, int tag, int end, int depth) {
        byte[] bytes = text.bytes();
        int i = tag;
        while (i < end && bytes[i] != '>') {
            byte b = bytes[i++];
            if (b == '"' || b == '\'') {
                int close = Scan.find(bytes, i, end, b);
                uri(text, i, close, isUriAttribute(bytes, tag, i - 1), depth);
                i = Math.min(close + 1, end);
            }
        }
        return Math.min(i + 1, end);
    }

    /** Whether the attribute whose value's quote is at {@code quote} can only have a URI. */
    private static boolean isUriAttribute(byte[] bytes, int tag, int quote) {
        int equals = Scan.trimEnd(bytes, tag, quote);
        if (equals == tag || bytes[equals - 1] != '=') {
            return false;
        }
        int nameEnd = Scan.trimEnd(bytes, tag, equals - 1);
        int name = nameEnd;
        while (name > tag && Scan.isToken(bytes[name - 1])) {
            name--;
        }
        return isOneOf(URI_ATTRIBUTES, bytes, name, nameEnd);
    }

    private static boolean isOneOf(byte[][] names, byte[] bytes, int start, int end) {
        for (byte[] name : names) {
            if (Scan.equalIgnoringCase(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Maps what is between {@code start} and {@code end} if it is a URI.
     *
     * @param expected whether nothing else can be there, so that the scheme may be missing
     */
    private void uri(Text text, int start, int end, boolean expected, int depth) {
        byte[] bytes = text.bytes();
        int from = Scan.skipWhite(bytes, start, end);
        int to = Scan.trimEnd(bytes, from, end);
        boolean sip = Scan.startsIgnoringCase(bytes, from, to, SIP) || Scan.startsIgnoringCase(bytes, from, to, SIPS);
        if ((sip || expected) && isOneWord(bytes, from, to)) {
            values.uri(text, from, to, depth);
        }
    }

    /** White space is no part of a URI; and a line end in one could turn what follows into a multipart delimiter. */
    private static boolean isOneWord(byte[] bytes, int start, int end) {
        return Scan.nextControl(bytes, start, end) == end && Scan.find(bytes, start, end, ' ') == end;
    }
}
