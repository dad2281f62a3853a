package io.voider.cli.phone.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** How a value is written in a kind of text, so that it stays a value. */
enum Escape {
    /** XML 1.0 (section 2.2, what may stand in it at all) and HTML, between tags and in attributes. */
    XML {
        @Override
        String of(String value) {
            StringBuilder text = new StringBuilder();
            legible(value).codePoints().forEach(point -> {
                switch (point) {
                    case '&' -> text.append("&amp;");
                    case '<' -> text.append("&lt;");
                    case '>' -> text.append("&gt;");
                    case '"' -> text.append("&quot;");
                    case '\'' -> text.append("&#39;");
                    default -> text.appendCodePoint(point);
                }
            });
            return text.toString();
        }
    },
    /** The rest of a line. */
    LINE {
        @Override
        String of(String value) {
            return legible(value).strip();
        }
    },
    /** Within quotation marks, RFC 4180 section 2. */
    CSV {
        @Override
        String of(String value) {
            return legible(value).replace("\"", "\"\"");
        }
    },
    /** Base64, which RFC 2849 takes for all text. */
    LDIF {
        @Override
        String of(String value) {
            return Base64.getEncoder().encodeToString(legible(value).getBytes(UTF_8));
        }
    },
    /** A component of a property, RFC 6350 section 3.4. */
    VCARD {
        @Override
        String of(String value) {
            return legible(value).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;");
        }
    };

    private static final int REPLACEMENT = 0xfffd;

    /** The value as it is to stand there. */
    abstract String of(String value);

    /** No control characters, line ends, half characters and non-characters: no format has all of them, and no name any. */
    static String legible(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().map(point -> isLegible(point) ? point : REPLACEMENT).forEach(text::appendCodePoint);
        return text.toString();
    }

    private static boolean isLegible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> (point & 0xfffe) != 0xfffe;
        };
    }
}
