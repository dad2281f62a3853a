package io.voider.cli.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What a node answers to. A route is a method and a path whose last segment may be {@code *}, which stands for a name.
 *
 * <p>Filled before the server starts, then only read.
 */
public final class ControlRoutes {
    /** What a request asks for. */
    public record Request(String method, String path, String name, JsonNode body) {
        /**
         * A text of the body.
         *
         * @throws RefusedException if it is not there
         */
        public String text(String field) {
            JsonNode value = body.path(field);
            if (!value.isString()) {
                throw new RefusedException(
                        ControlRefusal.Code.INVALID, "the request lacks the text '" + field + "'", "");
            }
            return value.stringValue();
        }
    }

    /** Answers a request; called on an event loop, so whatever blocks is done elsewhere and the answer comes later. */
    public interface Operation {
        /** Answers with what becomes a record as JSON. */
        CompletionStage<?> answer(Request request);
    }

    /** Something to watch. */
    public interface Feed {
        /**
         * Begins to give events to the watcher, on any thread.
         *
         * @return ends it
         */
        Runnable subscribe(Consumer<Object> watcher);

        /** What a watcher gets instead of {@code count} events that it left no room for. */
        Object leftOut(long count);
    }

    record Route(String method, String path, Operation operation) {
        Optional<String> match(String requestMethod, String requestPath) {
            if (!method.equals(requestMethod)) {
                return Optional.empty();
            }
            if (!path.endsWith("/*")) {
                return path.equals(requestPath) ? Optional.of("") : Optional.empty();
            }
            String prefix = path.substring(0, path.length() - 1);
            boolean below = requestPath.startsWith(prefix) && requestPath.length() > prefix.length();
            return below ? Optional.of(requestPath.substring(prefix.length())) : Optional.empty();
        }
    }

    private final List<Route> routes = new ArrayList<>();
    private Feed events = new Feed() {
        @Override
        public Runnable subscribe(Consumer<Object> watcher) {
            return () -> {};
        }

        @Override
        public Object leftOut(long count) {
            return Map.of("leftOut", count);
        }
    };

    /** Answers {@code method path} by {@code operation}. */
    public ControlRoutes on(String method, String path, Operation operation) {
        routes.add(new Route(method, path, operation));
        return this;
    }

    /** What {@code GET /v1/events} gives. */
    public ControlRoutes events(Feed feed) {
        events = feed;
        return this;
    }

    /** What happens, to be watched. */
    public Feed events() {
        return events;
    }

    /**
     * Answers a request.
     *
     * @throws RefusedException if there is no such route
     */
    public CompletionStage<?> answer(String method, String path, JsonNode body) {
        for (Route route : routes) {
            Optional<String> name = route.match(method, path);
            if (name.isPresent()) {
                return route.operation.answer(new Request(method, path, name.get(), body));
            }
        }
        throw new RefusedException(ControlRefusal.Code.NOT_FOUND, "a node has no " + method + " " + path, "");
    }
}
