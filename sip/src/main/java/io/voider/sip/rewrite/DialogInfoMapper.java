package io.voider.sip.rewrite;

import io.voider.sip.Scan;

/**
 * Finds the SIP URIs in a dialog-info document (RFC 4235): attribute values and element contents that are one. It reads
 * just enough XML to know where those are; comments, processing instructions and CDATA stay.
 */
final class DialogInfoMapper {
    private static final byte[] SIP = Scan.of("sip:");
    private static final byte[] SIPS = Scan.of("sips:");
    private static final byte[] COMMENT = Scan.of("<!--");
    private static final byte[] COMMENT_END = Scan.of("-->");
    private static final byte[] CDATA = Scan.of("<![cdata[");
    private static final byte[] CDATA_END = Scan.of("]]>");
    private static final byte[] INSTRUCTION = Scan.of("<?");
    private static final byte[] INSTRUCTION_END = Scan.of("?>");

    private final ValueMapper values;

    DialogInfoMapper(ValueMapper values) {
        this.values = values;
    }

    void map(Text text, int start, int end, int depth) {
        byte[] bytes = text.bytes();
        int i = start;
        while (i < end) {
            int tag = Scan.find(bytes, i, end, '<');
            uri(text, i, tag, depth);
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
                uri(text, i, close, depth);
                i = Math.min(close + 1, end);
            }
        }
        return Math.min(i + 1, end);
    }

    private void uri(Text text, int start, int end, int depth) {
        byte[] bytes = text.bytes();
        int from = Scan.skipWhite(bytes, start, end);
        int to = Scan.trimEnd(bytes, from, end);
        boolean sip = Scan.startsIgnoringCase(bytes, from, to, SIP) || Scan.startsIgnoringCase(bytes, from, to, SIPS);
        if (sip && isOneWord(bytes, from, to)) {
            values.uri(text, from, to, depth);
        }
    }

    /** White space is no part of a URI; and a line end in one could turn what follows into a multipart delimiter. */
    private static boolean isOneWord(byte[] bytes, int start, int end) {
        return Scan.nextControl(bytes, start, end) == end && Scan.find(bytes, start, end, ' ') == end;
    }
}
