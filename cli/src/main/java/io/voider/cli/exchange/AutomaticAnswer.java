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
    /** auto answer, auto-answer, alert-autoanswer, Ring Answer, intercom, … */
    private static final Pattern ALERT = Pattern.compile(
            "(auto[^a-z]{0,3}answer|ring[^a-z]{0,3}answer|intercom|answer[^a-z]{0,3}after|auto[^a-z]{0,3}connect)"
                    + "(?![^a-z0-9]{0,3}(off|no|none|false|disabled?)\\b)");

    /** The ring tone itself, whose name says nothing. */
    private static final Pattern SOUND =
            Pattern.compile("<?\\bhttps?://[^>;,\\s]*\\.(wav|mp3|ogg|au|pcm|ulaw|alaw)\\b>?");

    /** Ends of names of header fields that tell what a phone can do, or did. */
    private static final Pattern TELLS = Pattern.compile("-(capable|capabilit(y|ies)|support(ed)?|count|version)$");

    private static final Pattern CALL_INFO = Pattern.compile("answer[^a-z]{0,3}after|auto[^a-z]{0,3}answer|intercom");
    private static final Pattern URI = Pattern.compile("[;?&](intercom|auto-?answer)=(?!false)|answer-after=");

    private static final List<String> ACTING_EVENTS = List.of("talk", "hold");
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
        SipHeader header = message.header(index);
        if (header == null) {
            return isVendors(message, index);
        }
        return switch (header) {
            case ANSWER_MODE, PRIV_ANSWER_MODE ->
                plain(message.headerValue(index)).strip().startsWith("auto");
            case ALERT_INFO ->
                ALERT.matcher(SOUND.matcher(plain(message.headerValue(index))).replaceAll(" "))
                        .find();
            case CALL_INFO ->
                CALL_INFO.matcher(plain(message.headerValue(index))).find();
            case EVENT ->
                ACTING_EVENTS.contains(
                        plain(message.headerValue(index)).split(";", 2)[0].strip());
            default -> false;
        };
    }

    /** Header fields of vendors' own, such as P-Auto-Answer: normal. */
    private static boolean isVendors(SipMessage message, int index) {
        int start = message.nameStart(index);
        boolean own = message.nameEnd(index) - start > 2 && message.array()[start + 1] == '-';
        if (!own) {
            return false;
        }
        String name = message.headerName(index).toLowerCase(Locale.ROOT);
        return (name.startsWith("x-") || name.startsWith("p-"))
                && ALERT.matcher(name).find()
                && !TELLS.matcher(name).find()
                && !DENIALS.contains(plain(message.headerValue(index)).strip());
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
