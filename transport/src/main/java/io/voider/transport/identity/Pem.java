package io.voider.transport.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** RFC 7468 in its strict form: 64 characters a line, nothing between the blocks, and no other way to write the same. */
final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    private static final Base64.Decoder STRICT = Base64.getDecoder();

    private Pem() {}

    /** A block, with its final newline. */
    static String encode(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** The content of a text that is exactly one block. */
    static byte[] decode(String label, String text) {
        String begin = "-----BEGIN " + label + "-----\n";
        String end = "\n-----END " + label + "-----\n";
        HandoverException.require(
                text.startsWith(begin) && text.endsWith(end) && text.length() > begin.length() + end.length(),
                "there should be a block '" + label + "'");
        byte[] content = base64(label, text.substring(begin.length(), text.length() - end.length()));
        HandoverException.require(encode(label, content).equals(text), "the block '" + label + "' is not well written");
        return content;
    }

    /** The contents of a text that is nothing but blocks, by label, in order; no label twice. */
    static Map<String, byte[]> decodeAll(String text) {
        Map<String, byte[]> blocks = new LinkedHashMap<>();
        int from = 0;
        while (from < text.length()) {
            int labelEnd = text.indexOf("-----\n", from + 11);
            HandoverException.require(
                    text.startsWith("-----BEGIN ", from) && labelEnd > 0, "there should be a PEM block and is not");
            String label = text.substring(from + 11, labelEnd);
            String end = "-----END " + label + "-----\n";
            int endAt = text.indexOf(end, labelEnd);
            HandoverException.require(endAt > 0, "the block '" + label + "' does not end");
            int next = endAt + end.length();
            byte[] before = blocks.put(label, decode(label, text.substring(from, next)));
            HandoverException.require(before == null, "there are two blocks '" + label + "'");
            from = next;
        }
        return blocks;
    }

    private static byte[] base64(String label, String lines) {
        try {
            return STRICT.decode(lines.replace("\n", ""));
        } catch (IllegalArgumentException e) {
            throw new HandoverException("the block '" + label + "' is not base64", e);
        }
    }
}
