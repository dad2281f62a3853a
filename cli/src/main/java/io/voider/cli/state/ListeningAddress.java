package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.voider.transport.address.Endpoint;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where something can be had that is off until somebody wants it: the page, the metrics.
 *
 * @param text {@code off}, or an address of this machine and a port, such as {@code 127.0.0.1:8480}
 */
public record ListeningAddress(@JsonValue String text) {
    /** Nowhere. */
    public static final ListeningAddress OFF = new ListeningAddress("off");

    /** @throws StateException if the text says neither */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ListeningAddress {
        if (!text.equals("off")) {
            StateException.require(
                    isAddress(text),
                    "'" + text + "' is neither off nor an address of this machine and a port, such as 127.0.0.1:8480");
        }
    }

    private static boolean isAddress(String text) {
        try {
            InetSocketAddress address = Endpoint.parse(text).literal();
            return address.getPort() > 0 && !address.getAddress().isMulticastAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /** The address, if there is one. */
    public Optional<InetSocketAddress> address() {
        return text.equals("off")
                ? Optional.empty()
                : Optional.of(Endpoint.parse(text).literal());
    }

    /** Whether other machines could reach it. */
    public boolean open() {
        return address().map(at -> !at.getAddress().isLoopbackAddress()).orElse(false);
    }
}
