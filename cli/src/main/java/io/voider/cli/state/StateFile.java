package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.SealingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands in a {@code state.json}.
 *
 * @param layout the version in which it was written, up to {@link State#SCHEMA}
 * @param state what it says, in the present layout
 */
record StateFile(int layout, State state) {
    /** A later voider wrote this. There is nothing wrong with it, and it must be left alone. */
    static final class NewerException extends StateException {
        private static final long serialVersionUID = 1;

        NewerException(Path file, int layout) {
            super(file + " was written by a later voider, in layout " + layout + "; this one reads layouts up to "
                    + State.SCHEMA + ". Install that voider, or a later one, again");
        }
    }

    /**
     * Reads one. Changes nothing, so that whoever may read the file may do this, a running node's too.
     *
     * @return null if there is none
     * @throws IOException if it cannot be read
     * @throws StateException if what is there is no state, or a later voider's
     */
    static @Nullable StateFile read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > StrictJson.LARGEST_DOCUMENT) {
            throw new StateException(file + " is larger than any state can be");
        }
        try {
            JsonNode document = StrictJson.MAPPER.readTree(Files.readAllBytes(file));
            int layout = document.path("schema").asInt(0);
            if (layout > State.SCHEMA) {
                throw new NewerException(file, layout);
            }
            StateException.require(
                    document.isObject() && layout > 0, file + " is no state" + StateException.RECOVERABLE);
            ObjectNode present = Migrations.migrated((ObjectNode) document, layout);
            Optional<String> missing = NullValues.firstIn(present, State.class);
            if (missing.isPresent()) {
                throw new StateException(unusable(file, "there is nothing at " + missing.get()));
            }
            State state = StrictJson.MAPPER.treeToValue(present, State.class);
            StateException.require(
                    isSeed(present.path("sealingSeed").asString("")),
                    unusable(file, "its sealingSeed is not the 32 bytes that it was"));
            return new StateFile(layout, state);
        } catch (JacksonException e) {
            String why = e.getCause() instanceof StateException wrong
                    ? String.valueOf(wrong.getMessage())
                    : "it is not as voider wrote it";
            throw new StateException(unusable(file, why + place(e)));
        }
    }

    private static String unusable(Path file, String why) {
        return file + " cannot be used: " + why + StateException.RECOVERABLE;
    }

    /** All else that is only parsed later has somebody who says so of the line that it costs. Without the seed there are none. */
    private static boolean isSeed(String text) {
        try {
            SealingKey.of(Octets.parse(text));
            return true;
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }

    private static String place(JacksonException failure) {
        StringBuilder names = new StringBuilder();
        for (JacksonException.Reference step : failure.getPath()) {
            String name = step.getPropertyName();
            names.append(name == null ? "[" + step.getIndex() + "]" : (names.isEmpty() ? "" : ".") + name);
        }
        return names.isEmpty() ? "" : ", at " + names;
    }
}
