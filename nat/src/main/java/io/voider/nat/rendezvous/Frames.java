package io.voider.nat.rendezvous;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/** Frames: a length in two bytes, big-endian, and one {@link Request} or {@link Notice} as {@link StrictJson}. */
final class Frames {
    static final int MAX_LENGTH = StrictJson.MAX_BYTES;
    static final int LENGTH_FIELD = 2;

    private static final StrictJson<Request> REQUESTS = StrictJson.of(Request.class);
    private static final StrictJson<Notice> NOTICES = StrictJson.of(Notice.class);

    private Frames() {}

    /** Cuts a stream into the JSON of its frames. */
    static LengthFieldBasedFrameDecoder decoder() {
        return new LengthFieldBasedFrameDecoder(LENGTH_FIELD + MAX_LENGTH, 0, LENGTH_FIELD, 0, LENGTH_FIELD);
    }

    /** Reads {@code json} as a request. @throws StrictJsonException if it is not exactly one */
    static Request request(ByteBuf json) throws StrictJsonException {
        return REQUESTS.read(ByteBufUtil.getBytes(json));
    }

    /** Reads {@code json} as a notice. @throws StrictJsonException if it is not exactly one */
    static Notice notice(ByteBuf json) throws StrictJsonException {
        return NOTICES.read(ByteBufUtil.getBytes(json));
    }

    static byte[] encode(Request request) {
        return REQUESTS.write(request);
    }

    static byte[] encode(Notice notice) {
        return NOTICES.write(notice);
    }
}
