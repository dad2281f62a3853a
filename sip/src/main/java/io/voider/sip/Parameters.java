package io.voider.sip;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters by name, in order; names in lower case, values without quotes, the first of two alike.
 *
 * @param values an empty value stands for a parameter that has none, as {@code rport} and {@code lr}
 */
public record Parameters(Map<String, String> values) {
    public Parameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Parameters of(ParameterSpan span) {
        Map<String, String> values = new LinkedHashMap<>();
        while (span.next()) {
            String name = span.name();
            if (!name.isEmpty()) {
                values.putIfAbsent(name.toLowerCase(Locale.ROOT), span.value());
            }
        }
        return new Parameters(values);
    }

    /** The value of the parameter of that (lower-case) name, empty if it has none; null if it is not there. */
    public @Nullable String value(String name) {
        return values.get(name);
    }
}
