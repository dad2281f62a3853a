package io.voider.cli.exchange;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a message asks a phone to answer by itself, in any of the ways that phones understand: RFC 5373's header fields, Call-Info
 * with {@code answer-after}, Alert-Info in its vendors' spellings, {@code intercom=true} on a URI, and the {@code talk} event.
 */
final class AutomaticAnswer {
    private static final String ANSWER_MODE = "answer-mode";
    private static final String PRIVATE_ANSWER_MODE = "priv-answer-mode";

    /** auto answer, auto-answer, alert-autoanswer, Ring Answer, intercom, … */
    private static final Pattern ALERT = Pattern.compile(
            "auto[^a-z]{0,3}answer|ring[^a-z]{0,3}answer|intercom|answer[^a-z]{0,3}after|auto[^a-z]{0,3}connect");

    private static final Pattern CALL_INFO = Pattern.compile("answer[^a-z]{0,3}after|auto[^a-z]{0,3}answer|intercom");
    private static final Pattern URI = Pattern.compile("[;?&](intercom|auto-?answer)=(?!false)|answer-after=");

    private static final List<String> DENIALS = List.of("", "no", "none", "off", "false", "0");

    private AutomaticAnswer() {}

    /** Whether it does. */
    static boolean isAskedIn(SipMessage message) {
        if (URI.matcher(plain(message.text(message.requestUriStart(), message.requestUriEnd())))
                .find()) {
            return true;
        }
        for (int i = 0; i < message.headerCount(); i++) {
            if (asks(message, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean asks(SipMessage message, int index) {
        String name = message.headerName(index).toLowerCase(Locale.ROOT);
        SipHeader header = message.header(index);
        if (name.equals(ANSWER_MODE) || name.equals(PRIVATE_ANSWER_MODE)) {
            return plain(message.headerValue(index)).strip().startsWith("auto");
        }
        if (header == SipHeader.ALERT_INFO) {
            return ALERT.matcher(plain(message.headerValue(index))).find();
        }
        if (header == SipHeader.CALL_INFO) {
            return CALL_INFO.matcher(plain(message.headerValue(index))).find();
        }
        if (header == SipHeader.EVENT) {
            return List.of("talk", "hold")
                    .contains(plain(message.headerValue(index)).split(";", 2)[0].strip());
        }
        return (name.startsWith("x-") || name.startsWith("p-")) && isVendors(name, plain(message.headerValue(index)));
    }

    /** Header fields of vendors' own, such as P-Auto-Answer: normal. */
    private static boolean isVendors(String name, String value) {
        return ALERT.matcher(name).find() && !DENIALS.contains(value.strip());
    }

    /** In small letters, escapes in URIs resolved, line folds as spaces. */
    private static String plain(String value) {
        StringBuilder plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%' && i + 2 < value.length()) {
                int high = Character.digit(value.charAt(i + 1), 16);
                int low = Character.digit(value.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    plain.append((char) (16 * high + low));
                    i += 2;
                    continue;
                }
            }
            plain.append(c < ' ' ? ' ' : c);
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }
}
