package io.voider.sip.call;

import java.util.List;

/**
 * A final response that the exchange gives itself.
 *
 * @param status 200 … 699
 * @param phrase what a phone may show; no line ends or other control characters
 * @param fields header fields besides those that every response has, each {@code Name: value} without line end
 */
public record Answer(int status, String phrase, List<String> fields) {
    /** The status of {@link #badGateway}. */
    public static final int BAD_GATEWAY = 502;

    private static final String METHODS =
            "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, REFER, NOTIFY, SUBSCRIBE, INFO, MESSAGE";

    public Answer {
        fields = List.copyOf(fields);
        if (status < 200 || status > 699) {
            throw new IllegalArgumentException("status is " + status + ", must be 200 to 699");
        }
        requireOneLine(phrase);
        fields.forEach(Answer::requireOneLine);
    }

    private static void requireOneLine(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("control character in " + text.strip());
        }
    }

    /** A status code with the words that RFC 3261 has for it. */
    public static Answer of(int status) {
        return new Answer(status, ReasonPhrase.of(status), List.of());
    }

    /** A status code with words of one's own, for a person to read on the phone. */
    public static Answer of(int status, String phrase) {
        return new Answer(status, phrase, List.of());
    }

    /** 200 to OPTIONS (RFC 3261 section 11.2): the exchange is there, and passes these methods on. */
    public static Answer options() {
        return new Answer(200, ReasonPhrase.of(200), List.of("Allow: " + METHODS, "Accept: application/sdp"));
    }

    /** 405 with the methods that would do (RFC 3261 section 8.2.1). */
    public static Answer methodNotAllowed() {
        return new Answer(405, ReasonPhrase.of(405), List.of("Allow: " + METHODS));
    }

    /** 400 with the reason in words (RFC 3261 section 21.4.1). */
    public static Answer badRequest(String reason) {
        return of(400, legible(reason, 400));
    }

    /** 502 with the reason in words: what the other side answered cannot be passed on (RFC 3261 section 21.5.3). */
    public static Answer badGateway(String reason) {
        return of(BAD_GATEWAY, legible(reason, BAD_GATEWAY));
    }

    private static String legible(String reason, int status) {
        return reason.chars().anyMatch(c -> c < ' ' || c >= 0x7f) ? ReasonPhrase.of(status) : reason;
    }

    /** 503: no room just now; come back later (RFC 3261 section 21.5.4). */
    public static Answer serviceUnavailable(int retryAfterSeconds) {
        return new Answer(503, ReasonPhrase.of(503), List.of("Retry-After: " + retryAfterSeconds));
    }
}
