package io.voider.nat.turn;

import io.voider.transport.address.Endpoint;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a TURN server is: {@code turn:HOST:PORT?transport=udp} and its kin (RFC 7065). Only numeric hosts are taken, so that
 * reading one never waits for the DNS.
 *
 * @param transport how it is spoken to
 * @param address where it is
 */
public record TurnUri(TurnTransport transport, InetSocketAddress address) {
    private static final Pattern TEXT = Pattern.compile("turn:([^?]{1,64})\\?transport=(udp|tcp)");

    /** The relay that the text names, if this program can use it. */
    public static Optional<TurnUri> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        TurnTransport transport = parts.group(2).equals("tcp") ? TurnTransport.TCP : TurnTransport.UDP;
        try {
            return Optional.of(
                    new TurnUri(transport, Endpoint.parse(parts.group(1)).literal()));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
