package io.voider.nat.rendezvous.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.ExactJsonException;

/** Frames: a length in two bytes, big-endian, and one {@link Request} or {@link Notice} as {@link ExactJson}. */
public final class Frames {
    static final int MAX_LENGTH = ExactJson.MAX_BYTES;
    public static final int LENGTH_FIELD = 2;

    private static final ExactJson<Request> REQUESTS = ExactJson.of(Request.class);
    private static final ExactJson<Notice> NOTICES = ExactJson.of(Notice.class);

    private Frames() {}

    /** Cuts a stream into the JSON of its frames. */
    public static LengthFieldBasedFrameDecoder decoder() {
        return new LengthFieldBasedFrameDecoder(LENGTH_FIELD + MAX_LENGTH, 0, LENGTH_FIELD, 0, LENGTH_FIELD);
    }

    /** Reads {@code json} as a request. @throws ExactJsonException if it is not exactly one */
    public static Request request(ByteBuf json) throws ExactJsonException {
        return REQUESTS.read(ByteBufUtil.getBytes(json));
    }

    /** Reads {@code json} as a notice. @throws ExactJsonException if it is not exactly one */
    public static Notice notice(ByteBuf json) throws ExactJsonException {
        return NOTICES.read(ByteBufUtil.getBytes(json));
    }

    public static byte[] encode(Request request) {
        return REQUESTS.write(request);
    }

    public static byte[] encode(Notice notice) {
        return NOTICES.write(notice);
    }
}
