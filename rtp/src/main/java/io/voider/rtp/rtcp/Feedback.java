package io.voider.rtp.rtcp;

import java.util.List;

/** What a feedback packet asks for (RFC 4585, RFC 5104, RFC 6642). */
public sealed interface Feedback {

    /** Generic NACK: lost packets; {@code mask} bit i stands for {@code packetId + i + 1}. */
    record Nack(List<Lost> lost) implements Feedback {
        /** One lost packet and the 16 after it. */
        public record Lost(int packetId, int mask) {}
    }

    /** TMMBR and TMMBN: bit rates, each {@code mantissa × 2^exponent} bit/s with a measured overhead in bytes. */
    record MaximumBitRate(boolean notification, List<Entry> entries) implements Feedback {
        /** One source's limit. */
        public record Entry(int ssrc, int exponent, int mantissa, int overhead) {}
    }

    /** PLI: a picture is lost. */
    record PictureLoss() implements Feedback {}

    /** SLI: slices are lost. */
    record SliceLoss(List<Slice> slices) implements Feedback {
        /** First macroblock, number of macroblocks, and the picture's six low bits. */
        public record Slice(int first, int number, int pictureId) {}
    }

    /** RPSI: which reference picture to use, in the codec's own bits. */
    record ReferencePicture(int payloadType, int paddingBits, Bytes bits) implements Feedback {}

    /** FIR: send a whole picture. */
    record FullIntraRequest(List<Request> requests) implements Feedback {
        /** One source asked, with the command's sequence number. */
        public record Request(int ssrc, int sequence) {}
    }

    /** AFB: an application's own message, such as REMB. */
    record Application(Bytes message) implements Feedback {}

    /** A format that this parser has no record for. */
    record Other(Bytes information) implements Feedback {}
}
