package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.voider.transport.address.Endpoint;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where metrics can be fetched.
 *
 * @param text {@code off}, or an address of this machine and a port, such as {@code 127.0.0.1:9741}
 */
public record MetricsListener(@JsonValue String text) {
    /** Nowhere. */
    public static final MetricsListener OFF = new MetricsListener("off");

    /** @throws StateException if the text says neither */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MetricsListener {
        if (!text.equals("off")) {
            StateException.require(
                    isAddress(text),
                    "metrics is off, or an address of this machine and a port such as 127.0.0.1:9741, not '" + text
                            + "'");
        }
    }

    private static boolean isAddress(String text) {
        try {
            return !Endpoint.parse(text).literal().getAddress().isMulticastAddress();
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
}
