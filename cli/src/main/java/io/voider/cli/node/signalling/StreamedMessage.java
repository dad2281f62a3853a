package io.voider.cli.node.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;

/** What a connection has to know of a message that passes over it, read where it lies. */
final class StreamedMessage {
    private static final ByteBuf ACK = beginning("ACK ");
    private static final ByteBuf RESPONSE = beginning("SIP/2.0 ");

    private final SipDecoder decoder = new SipDecoder();

    private static ByteBuf beginning(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** An ACK is answered by nothing. */
    static boolean isAck(ByteBuf message) {
        return startsWith(message, ACK);
    }

    /** Whether somebody waits for an answer to it. */
    static boolean wantsAnswer(ByteBuf message) {
        return !isAck(message) && !startsWith(message, RESPONSE);
    }

    private static boolean startsWith(ByteBuf message, ByteBuf beginning) {
        return ByteBufUtil.equals(message, message.readerIndex(), beginning, 0, beginning.readableBytes());
    }

    /** Whether somebody has waited for it. */
    static boolean isAnswer(ByteBuf message) {
        return startsWith(message, RESPONSE);
    }

    /** What a request and its responses have in common; empty for an ACK, and for what cannot be read. */
    String transaction(ByteBuf message) {
        if (isAck(message)) {
            return "";
        }
        try {
            SipMessage read = decoder.decode(message);
            return read.callId() + " " + read.cseq().number() + " "
                    + read.cseq().methodName();
        } catch (SipRefusal unreadable) {
            return "";
        }
    }

    /** Whether it is a request outside of any dialog, which belongs to nothing that was before; what cannot be read is taken for one. */
    boolean begins(ByteBuf message) {
        try {
            SipMessage read = decoder.decode(message);
            return read.isRequest() && read.toTag() == null && read.method() != SipMethod.CANCEL;
        } catch (SipRefusal unreadable) {
            return true;
        }
    }

    /** The port in the topmost Via of a response: from which was asked; 0 for anything else. */
    int askedFrom(ByteBuf message) {
        try {
            SipMessage read = decoder.decode(message);
            return read.isRequest() ? 0 : Math.max(0, read.topVia().port());
        } catch (SipRefusal unreadable) {
            return 0;
        }
    }
}
