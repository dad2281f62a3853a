package io.voider.nat.rendezvous;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * One kind of JSON object, read with strict limits: at most {@value #MAX_BYTES} bytes, UTF-8 and nothing else, no unknown names, no duplicates,
 * nothing missing, nothing left over. Safe for use by threads.
 */
public final class ExactJson<T> {
    /** More is not read. */
    public static final int MAX_BYTES = 4096;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(8192)
                            .maxDocumentLength(MAX_BYTES)
                            .maxNumberLength(20)
                            .maxNameLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final Class<T> type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    private ExactJson(Class<T> type) {
        this.type = type;
        this.reader = MAPPER.readerFor(type);
        this.writer = MAPPER.writerFor(type);
    }

    /** The JSON of that type, whose annotations say how it is written. */
    public static <T> ExactJson<T> of(Class<T> type) {
        return new ExactJson<>(type);
    }

    /**
     * Reads one object.
     *
     * @throws ExactJsonException if the bytes are not exactly one object of the type
     */
    public T read(byte[] json) throws ExactJsonException {
        try {
            // Left to itself, Jackson guesses: what begins like UTF-16 would be read as that.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            Object read = reader.readValue(text);
            if (read == null) {
                throw new ExactJsonException("the JSON is null", null);
            }
            return type.cast(read);
        } catch (CharacterCodingException notUtf8) {
            throw new ExactJsonException("the JSON is not UTF-8", notUtf8);
        } catch (JacksonException invalid) {
            throw new ExactJsonException("the JSON is not understood", invalid);
        }
    }

    public byte[] write(T value) {
        return writer.writeValueAsBytes(value);
    }
}
