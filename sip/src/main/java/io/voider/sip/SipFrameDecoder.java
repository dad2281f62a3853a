package io.voider.sip;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a stream into messages by Content-Length (RFC 3261 section 18.3). Gives one retained {@link ByteBuf} for each, which
 * {@link SipDecoder#decode(ByteBuf)} then reads; and {@link KeepAlive#PING} for each double CRLF between messages, to be
 * answered with one CRLF (RFC 5626 section 4.4.1).
 *
 * <p>On a stream a message without Content-Length is refused: it says where the next message begins. After a refusal nothing
 * more is read, since nobody knows where the next message begins either; the channel is to be closed. Before that refusal comes
 * {@link Unframed}, so that its sender can be told.
 */
public final class SipFrameDecoder extends ByteToMessageDecoder {
    /** What keeps a connection open. */
    public enum KeepAlive {
        /** CR LF CR LF: the peer asks for an answer. */
        PING
    }

    /**
     * A message without Content-Length (RFC 3261 section 18.3: a request is answered 400).
     *
     * @param head its head, with a Content-Length that no decoder takes, so that it is refused as what cannot be read
     */
    public record Unframed(ByteBuf head) {}

    private static final byte[] NO_LENGTH = Scan.of("Content-Length: missing\r\n\r\n");
    private static final int CRLF = 2;

    private final SipLimits limits;
    private final SipDecoder decoder;
    private byte[] head = new byte[2048];
    private int lineEnds;
    private int scanned;
    private int frameBytes;
    private boolean broken;

    public SipFrameDecoder(SipLimits limits) {
        this.limits = limits;
        this.decoder = new SipDecoder(limits);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            if (frameBytes == 0 && !atMessage(in, out)) {
                return;
            }
            if (frameBytes == 0) {
                frameBytes = readHead(in, out);
            }
            if (frameBytes > 0 && in.readableBytes() >= frameBytes) {
                out.add(in.readRetainedSlice(frameBytes));
                frameBytes = 0;
                scanned = 0;
            }
        } catch (SipRefusal refusal) {
            broken = true;
            in.skipBytes(in.readableBytes());
            throw refusal;
        }
    }

    /** Passes over line ends before a message; false if there is nothing else yet. */
    private boolean atMessage(ByteBuf in, List<Object> out) {
        while (true) {
            if (in.readableBytes() >= CRLF && in.getShort(in.readerIndex()) == 0x0d0a) {
                in.skipBytes(CRLF);
                lineEnds++;
                if (lineEnds % 2 == 0) {
                    out.add(KeepAlive.PING);
                }
            } else if (in.isReadable() && in.getByte(in.readerIndex()) == '\n') {
                in.skipBytes(1);
            } else {
                break;
            }
        }
        if (in.readableBytes() < CRLF && (!in.isReadable() || in.getByte(in.readerIndex()) == '\r')) {
            return false;
        }
        lineEnds = 0;
        return true;
    }

    /** Size of the message at the reader index, or 0 if its head is not complete; gives it to {@code out} if it has no length. */
    private int readHead(ByteBuf in, List<Object> out) {
        int available = in.readableBytes();
        int headBytes = headBytes(in, available);
        if (headBytes < 0) {
            if (available >= limits.messageBytes()) {
                throw SipRefusal.limit(limits.messageBytes(), "head over " + limits.messageBytes() + " bytes");
            }
            return 0;
        }
        if (head.length < headBytes) {
            head = new byte[Math.min(2 * headBytes, limits.messageBytes())];
        }
        in.getBytes(in.readerIndex(), head, 0, headBytes);
        SipMessage message = decoder.decodeHead(head, 0, headBytes);
        if (message.contentLength() < 0) {
            out.add(unframed(in, headBytes));
            throw SipRefusal.syntax(0, "no Content-Length on a stream");
        }
        if ((long) headBytes + message.contentLength() > limits.messageBytes()) {
            throw SipRefusal.limit(limits.messageBytes(), "message over " + limits.messageBytes() + " bytes");
        }
        return headBytes + message.contentLength();
    }

    private static Unframed unframed(ByteBuf in, int headBytes) {
        int emptyLine = in.getByte(in.readerIndex() + headBytes - CRLF) == '\r' ? CRLF : 1;
        ByteBuf head = in.alloc().buffer(headBytes + NO_LENGTH.length);
        head.writeBytes(in, in.readerIndex(), headBytes - emptyLine).writeBytes(NO_LENGTH);
        return new Unframed(head);
    }

    /**
     * Size of the head with its empty line, or -1 if that has not come; goes on where it stopped the last time. As its first line
     * ends, so do the others, or the head is refused.
     */
    private int headBytes(ByteBuf in, int available) {
        int start = in.readerIndex();
        int last = Math.min(available, limits.messageBytes());
        for (int i = Math.max(scanned, 1); i < last; i++) {
            if (in.getByte(start + i) == '\n') {
                byte before = in.getByte(start + i - 1);
                boolean endsHead = before == '\n' || (before == '\r' && i >= 3 && in.getByte(start + i - 2) == '\n');
                if (endsHead) {
                    return i + 1;
                }
            }
        }
        scanned = last;
        return -1;
    }
}
