package io.voider.rtp.rtcp;

import java.util.ArrayList;
import java.util.List;

/** The control information of feedback packets (RFC 4585, section 6; RFC 5104, section 4). */
final class FeedbackParser {
    private static final int NACK = 1;
    private static final int TMMBR = 3;
    private static final int TMMBN = 4;
    private static final int PLI = 1;
    private static final int SLI = 2;
    private static final int RPSI = 3;
    private static final int FIR = 4;
    private static final int AFB = 15;

    private FeedbackParser() {}

    static Feedback transport(int format, RtcpBody body) throws RtcpFormatException {
        return switch (format) {
            case NACK -> nack(body);
            case TMMBR, TMMBN -> maximumBitRate(format == TMMBN, body);
            default -> new Feedback.Other(body.rest());
        };
    }

    static Feedback payload(int format, RtcpBody body) throws RtcpFormatException {
        return switch (format) {
            case PLI -> new Feedback.PictureLoss();
            case SLI -> sliceLoss(body);
            case RPSI -> referencePicture(body);
            case FIR -> fullIntraRequest(body);
            case AFB -> new Feedback.Application(body.rest());
            default -> new Feedback.Other(body.rest());
        };
    }

    private static Feedback nack(RtcpBody body) throws RtcpFormatException {
        List<Feedback.Nack.Lost> lost = new ArrayList<>();
        while (body.remaining() > 0) {
            lost.add(new Feedback.Nack.Lost(body.unsigned16(), body.unsigned16()));
        }
        return new Feedback.Nack(List.copyOf(lost));
    }

    private static Feedback maximumBitRate(boolean notification, RtcpBody body) throws RtcpFormatException {
        List<Feedback.MaximumBitRate.Entry> entries = new ArrayList<>();
        while (body.remaining() > 0) {
            int ssrc = body.int32();
            int rate = body.int32();
            entries.add(new Feedback.MaximumBitRate.Entry(ssrc, rate >>> 26, rate >>> 9 & 0x1ffff, rate & 0x1ff));
        }
        return new Feedback.MaximumBitRate(notification, List.copyOf(entries));
    }

    private static Feedback sliceLoss(RtcpBody body) throws RtcpFormatException {
        List<Feedback.SliceLoss.Slice> slices = new ArrayList<>();
        while (body.remaining() > 0) {
            int word = body.int32();
            slices.add(new Feedback.SliceLoss.Slice(word >>> 19, word >>> 6 & 0x1fff, word & 0x3f));
        }
        return new Feedback.SliceLoss(List.copyOf(slices));
    }

    private static Feedback referencePicture(RtcpBody body) throws RtcpFormatException {
        int paddingBits = body.unsigned8();
        int payloadType = body.unsigned8() & 0x7f;
        return new Feedback.ReferencePicture(payloadType, paddingBits, body.rest());
    }

    private static Feedback fullIntraRequest(RtcpBody body) throws RtcpFormatException {
        List<Feedback.FullIntraRequest.Request> requests = new ArrayList<>();
        while (body.remaining() > 0) {
            int ssrc = body.int32();
            int sequence = body.unsigned8();
            body.skip(3);
            requests.add(new Feedback.FullIntraRequest.Request(ssrc, sequence));
        }
        return new Feedback.FullIntraRequest(List.copyOf(requests));
    }
}
