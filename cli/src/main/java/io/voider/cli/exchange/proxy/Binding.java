package io.voider.cli.exchange.proxy;

/**
 * Where a phone wants to be called (RFC 3261 section 10).
 *
 * @param contact the URI, a byte a character
 * @param port the port of it, 1…65535
 * @param expiresAtNanos when it is no more, by the clock that gives the time
 */
record Binding(String contact, int port, String callId, long cSeq, long expiresAtNanos) {
    int secondsLeft(long nowNanos) {
        return (int) ((expiresAtNanos - nowNanos + 999_999_999L) / 1_000_000_000L);
    }
}
