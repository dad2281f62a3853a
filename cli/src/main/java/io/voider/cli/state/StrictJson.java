package io.voider.cli.state;

import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** The one way in which JSON is read and written here: nothing unknown, nothing twice, nothing behind, nothing huge, nothing of another type. */
public final class StrictJson {
    /** The most bytes that a document may have. */
    public static final int LARGEST_DOCUMENT = 1 << 20;

    /** Reads strictly; writes records in their components' order, instants as ISO 8601 text. */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(8 << 10)
                            .maxDocumentLength(LARGEST_DOCUMENT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfigDefaults(StrictJson::nothingElse)
            .withCoercionConfig(
                    LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
            .withCoercionConfig(
                    LogicalType.Boolean, no -> no.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
            .build();

    /** What is of another type is no value: an empty text would be no moment, and so the revoked friend one who is none. */
    private static void nothingElse(MutableCoercionConfig coercions) {
        for (CoercionInputShape shape : List.of(
                CoercionInputShape.EmptyString,
                CoercionInputShape.String,
                CoercionInputShape.Float,
                CoercionInputShape.Boolean)) {
            coercions.setCoercion(shape, CoercionAction.Fail);
        }
    }

    private StrictJson() {}
}
