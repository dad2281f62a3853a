package io.voider.sip.fuzz;

import io.voider.sip.BodyPart;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.util.List;

/** Any bytes: decoding and every typed reader give values or the one failure type. */
public final class SipFuzz {
    private static final SipDecoder DECODER = new SipDecoder();

    private SipFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        SipMessage message;
        try {
            message = DECODER.decode(data, 0, data.length);
        } catch (SipRefusal refusal) {
            requireInside(refusal, data);
            return;
        }
        List<Runnable> readers = List.of(
                message::requestUri,
                message::callId,
                message::cseq,
                message::from,
                message::to,
                message::vias,
                message::topVia,
                message::contacts,
                message::contentType,
                message::bodies,
                () -> message.addresses(SipHeader.REFER_TO),
                () -> message.number(SipHeader.EXPIRES));
        for (Runnable reader : readers) {
            try {
                reader.run();
            } catch (SipRefusal refusal) {
                requireInside(refusal, data);
            }
        }
        for (BodyPart part : partsOrNone(message)) {
            if (part.start() > part.end() || part.end() > data.length) {
                throw new AssertionError("part outside the message: " + part);
            }
        }
    }

    private static List<BodyPart> partsOrNone(SipMessage message) {
        try {
            return message.bodies();
        } catch (SipRefusal refusal) {
            return List.of();
        }
    }

    private static void requireInside(SipRefusal refusal, byte[] data) {
        if (refusal.offset() < 0 || refusal.offset() > data.length) {
            throw new AssertionError("refused outside the message", refusal);
        }
    }
}
