package io.voider.cli.orders;

import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.RefusedException;
import io.voider.cli.state.StrictJson;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** All kinds of orders by name, and how they are read from JSON. */
public final class Orders {
    private static final Map<String, Class<?>> KINDS = Arrays.stream(Order.class.getPermittedSubclasses())
            .collect(Collectors.toUnmodifiableMap(Order::name, Function.identity()));

    private Orders() {}

    /**
     * Reads an order.
     *
     * @throws RefusedException if there is none of that name, or it needs something else
     */
    public static Order<?> read(String name, JsonNode body) {
        Class<?> kind = KINDS.get(name);
        if (kind == null) {
            throw new RefusedException(ControlRefusal.Code.NOT_FOUND, "there is no order '" + name + "'", "");
        }
        try {
            return (Order<?>) StrictJson.MAPPER.treeToValue(body, kind);
        } catch (JacksonException e) {
            throw new RefusedException(
                    ControlRefusal.Code.INVALID,
                    "the order '" + name + "' makes no sense: " + e.getOriginalMessage(),
                    "");
        }
    }
}
