package io.voider.cli.node.line;

import io.voider.nat.path.TurnServer;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.turn.TurnTransport;
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
record RelayUri(TurnTransport transport, InetSocketAddress address) {
    private static final Pattern TEXT =
            Pattern.compile("turn:(\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-fA-F:.]+]):(\\d{1,5})\\?transport=(udp|tcp)");

    /** The relay that the text names, if this program can use it. */
    static Optional<RelayUri> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        TurnTransport transport = parts.group(3).equals("tcp") ? TurnTransport.TCP : TurnTransport.UDP;
        String host = parts.group(1).replace("[", "").replace("]", "");
        return Optional.of(new RelayUri(transport, new InetSocketAddress(host, Integer.parseInt(parts.group(2)))));
    }

    TurnServer with(RelayCredentials credentials) {
        return new TurnServer(transport, address, credentials.username(), credentials.password(), null);
    }
}
