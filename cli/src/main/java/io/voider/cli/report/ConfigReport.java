package io.voider.cli.report;

import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node is configured.
 *
 * @param name what the exchange is called
 * @param networkInterface what the phones hang on
 * @param phones the phones' addresses, {@code p address}
 * @param rendezvous where friends find it, without the secret, or null
 * @param settings what can be tuned
 */
public record ConfigReport(
        String name,
        String networkInterface,
        List<String> phones,
        @Nullable String rendezvous,
        Settings settings) {
    /** About that state. */
    public static ConfigReport of(State state) {
        String line = state.rendezvous();
        return new ConfigReport(
                state.name(),
                state.networkInterface(),
                state.phones().stream()
                        .map(phone -> phone.number() + " " + phone.address())
                        .toList(),
                line == null ? null : line.split("/", -1)[1],
                state.settings());
    }
}
