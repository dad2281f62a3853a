package io.voider.nat.rendezvous;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Frames as JSON, read with strict limits: no unknown names, no duplicates, nothing missing, nothing left over. */
final class Frames {
    static final int MAX_LENGTH = 4096;
    static final int LENGTH_FIELD = 2;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(8192)
                            .maxDocumentLength(MAX_LENGTH)
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

    private static final ObjectReader REQUESTS = MAPPER.readerFor(Request.class);
    private static final ObjectReader NOTICES = MAPPER.readerFor(Notice.class);
    private static final ObjectReader CHANGES = MAPPER.readerFor(AccountChange.class);
    private static final ObjectWriter CHANGE_WRITER = MAPPER.writerFor(AccountChange.class);
    private static final ObjectWriter REQUEST_WRITER = MAPPER.writerFor(Request.class);
    private static final ObjectWriter NOTICE_WRITER = MAPPER.writerFor(Notice.class);

    private Frames() {}

    /** Reads the rest of {@code json} as a request. @throws FrameException if it is not exactly one */
    static Request request(ByteBuf json) throws FrameException {
        return (Request) read(REQUESTS, json);
    }

    /** Reads the rest of {@code json} as a notice. @throws FrameException if it is not exactly one */
    static Notice notice(ByteBuf json) throws FrameException {
        return (Notice) read(NOTICES, json);
    }

    static byte[] encode(Request request) {
        return REQUEST_WRITER.writeValueAsBytes(request);
    }

    static byte[] encode(Notice notice) {
        return NOTICE_WRITER.writeValueAsBytes(notice);
    }

    /** Reads a change of accounts, as the journal has it. @throws FrameException if it is not exactly one */
    static AccountChange accountChange(byte[] json) throws FrameException {
        return (AccountChange) read(CHANGES, Unpooled.wrappedBuffer(json));
    }

    static byte[] encode(AccountChange change) {
        return CHANGE_WRITER.writeValueAsBytes(change);
    }

    private static Object read(ObjectReader reader, ByteBuf json) throws FrameException {
        try (InputStream in = new ByteBufInputStream(json)) {
            Object frame = reader.readValue(in);
            if (frame == null) {
                throw new FrameException("frame is null", null);
            }
            return frame;
        } catch (JacksonException | IOException invalid) {
            throw new FrameException("frame is not understood: " + invalid.getMessage(), invalid);
        }
    }
}
