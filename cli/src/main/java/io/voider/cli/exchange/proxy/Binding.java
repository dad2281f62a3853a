package io.voider.cli.exchange.proxy;

/**
 * Where a phone wants to be called (RFC 3261 section 10).
 *
 * @param contact the URI, a byte a character
 * @param port the port of it, 1…65535
 * @param connection the phone's port of the connection over which it registered, 1…65535, or 0 if that was by UDP (RFC 5626 section 5.3)
 * @param preference its q in thousandths, 0…1000 (section 20.10)
 * @param expiresAtNanos when it is no more, by the clock that gives the time
 */
record Binding(
        String contact, int port, int connection, int preference, String callId, long cSeq, long expiresAtNanos) {
    int secondsLeft(long nowNanos) {
        return (int) ((expiresAtNanos - nowNanos + 999_999_999L) / 1_000_000_000L);
    }
}
