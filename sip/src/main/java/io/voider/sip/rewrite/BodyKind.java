package io.voider.sip.rewrite;

import io.voider.sip.BodyPart;
import io.voider.sip.Scan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;

/** How a body is read to find addresses in it. */
enum BodyKind {
    /** application/sdp, application/trickle-ice-sdpfrag (RFC 8840), and what is no type at all but begins like the first. */
    SDP,
    /** multipart/anything. */
    MULTIPART,
    /** message/sipfrag (RFC 3420) and message/sip. */
    FRAGMENT,
    /** Documents about dialogs, registrations, conferences, watchers and lists. */
    XML,
    /** Lines of {@code Name: value}: message summaries and reports of voice quality. */
    FIELDS,
    /** Anything else, and what is encoded: every byte stays. */
    KEPT;

    private static final byte[] APPLICATION = Scan.of("application");
    private static final byte[] MESSAGE = Scan.of("message");
    private static final byte[] MULTI = Scan.of("multipart");
    private static final byte[][] SDP_TYPES = {Scan.of("sdp"), Scan.of("trickle-ice-sdpfrag")};
    private static final byte[][] SIP_TYPES = {Scan.of("sipfrag"), Scan.of("sip")};
    private static final byte[][] XML_TYPES = {
        Scan.of("dialog-info+xml"),
        Scan.of("reginfo+xml"),
        Scan.of("conference-info+xml"),
        Scan.of("watcherinfo+xml"),
        Scan.of("resource-lists+xml"),
        Scan.of("rlmi+xml"),
    };
    private static final byte[][] FIELDS_TYPES = {Scan.of("simple-message-summary"), Scan.of("vq-rtcpxr")};
    private static final byte[] TRANSFER_ENCODING = Scan.of("content-transfer-encoding");
    private static final byte[][] PLAIN_CONTENT = {Scan.of("identity"), Scan.of("")};
    private static final byte[][] PLAIN_TRANSFER = {
        Scan.of("7bit"), Scan.of("8bit"), Scan.of("binary"), Scan.of(""),
    };

    static BodyKind of(SipMessage message) {
        if (message.bodyStart() == message.bodyEnd()) {
            return KEPT;
        }
        int index = message.indexOf(SipHeader.CONTENT_TYPE);
        if (index < 0) {
            return BodyPart.isSessionDescription(message) ? SDP : KEPT;
        }
        BodyKind kind = ofType(message.array(), message.valueStart(index), message.valueEnd(index));
        return kind != KEPT && isEncoded(message) ? KEPT : kind;
    }

    private static BodyKind ofType(byte[] bytes, int from, int end) {
        int start = from < end && bytes[from] == '"' ? from + 1 : from;
        int typeEnd = Scan.tokenEnd(bytes, start, end);
        int slash = Scan.skipWhite(bytes, typeEnd, end);
        if (slash == end || bytes[slash] != '/') {
            return KEPT;
        }
        int subtype = Scan.skipWhite(bytes, slash + 1, end);
        int subtypeEnd = Scan.tokenEnd(bytes, subtype, end);
        if (Scan.equalIgnoringCase(bytes, start, typeEnd, APPLICATION)) {
            return ofApplication(bytes, subtype, subtypeEnd);
        }
        if (Scan.equalIgnoringCase(bytes, start, typeEnd, MULTI)) {
            return MULTIPART;
        }
        boolean sip = isOneOf(SIP_TYPES, bytes, subtype, subtypeEnd);
        return sip && Scan.equalIgnoringCase(bytes, start, typeEnd, MESSAGE) ? FRAGMENT : KEPT;
    }

    private static BodyKind ofApplication(byte[] bytes, int start, int end) {
        if (isOneOf(SDP_TYPES, bytes, start, end)) {
            return SDP;
        }
        if (isOneOf(XML_TYPES, bytes, start, end)) {
            return XML;
        }
        return isOneOf(FIELDS_TYPES, bytes, start, end) ? FIELDS : KEPT;
    }

    private static boolean isOneOf(byte[][] words, byte[] bytes, int start, int end) {
        for (byte[] word : words) {
            if (Scan.equalIgnoringCase(bytes, start, end, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEncoded(SipMessage message) {
        for (int i = message.indexOf(SipHeader.CONTENT_ENCODING);
                i >= 0;
                i = message.indexOf(SipHeader.CONTENT_ENCODING, i + 1)) {
            if (!isOneOf(PLAIN_CONTENT, message.array(), message.valueStart(i), message.valueEnd(i))) {
                return true;
            }
        }
        for (int i = 0; i < message.headerCount(); i++) {
            if (isTransferEncoding(message, i)
                    && !isOneOf(PLAIN_TRANSFER, message.array(), message.valueStart(i), message.valueEnd(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTransferEncoding(SipMessage message, int i) {
        return message.header(i) == null
                && Scan.equalIgnoringCase(message.array(), message.nameStart(i), message.nameEnd(i), TRANSFER_ENCODING);
    }
}
