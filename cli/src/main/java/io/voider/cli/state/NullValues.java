package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where a document says null though the record that it becomes has something there always. */
final class NullValues {
    private NullValues() {}

    /** The first such place, such as {@code phones[0].address}; for every component that is not marked as nullable. */
    static Optional<String> firstIn(JsonNode document, Class<? extends Record> as) {
        return inRecord(document, as, "");
    }

    private static Optional<String> inRecord(JsonNode node, Class<?> as, String place) {
        for (RecordComponent component : as.getRecordComponents()) {
            boolean isAll = component.getAccessor().isAnnotationPresent(JsonValue.class);
            JsonNode value = isAll ? node : node.path(component.getName());
            String at = isAll ? place : place + (place.isEmpty() ? "" : ".") + component.getName();
            AnnotatedType type = component.getAnnotatedType();
            if (!value.isNull() || !type.isAnnotationPresent(Nullable.class)) {
                Optional<String> found = in(value, component.getGenericType(), at);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> in(JsonNode value, Type type, String place) {
        if (value.isNull()) {
            return Optional.of(place);
        }
        if (type instanceof ParameterizedType list && value.isArray()) {
            Type element = list.getActualTypeArguments()[0];
            for (int i = 0; i < value.size(); i++) {
                Optional<String> found = in(value.get(i), element, place + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return type instanceof Class<?> each && each.isRecord() ? inRecord(value, each, place) : Optional.empty();
    }
}
