package io.voider.sip.rewrite;

import io.voider.sip.Scan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;

/** How a body is read to find addresses in it. */
enum BodyKind {
    /** application/sdp. */
    SDP,
    /** multipart/anything. */
    MULTIPART,
    /** message/sipfrag (RFC 3420) and message/sip. */
    FRAGMENT,
    /** application/dialog-info+xml. */
    DIALOG_INFO,
    /** Anything else, and what is encoded: every byte stays. */
    KEPT;

    private static final byte[] APPLICATION = Scan.of("application");
    private static final byte[] MESSAGE = Scan.of("message");
    private static final byte[] MULTI = Scan.of("multipart");
    private static final byte[] SDP_TYPE = Scan.of("sdp");
    private static final byte[] SIP = Scan.of("sip");
    private static final byte[] SIPFRAG = Scan.of("sipfrag");
    private static final byte[] DIALOG = Scan.of("dialog-info+xml");
    private static final byte[] IDENTITY = Scan.of("identity");
    private static final byte[] TRANSFER_ENCODING = Scan.of("content-transfer-encoding");
    private static final byte[] SEVEN = Scan.of("7bit");
    private static final byte[] EIGHT = Scan.of("8bit");
    private static final byte[] BINARY = Scan.of("binary");

    static BodyKind of(SipMessage message) {
        int index = message.indexOf(SipHeader.CONTENT_TYPE);
        if (index < 0 || message.bodyStart() == message.bodyEnd()) {
            return KEPT;
        }
        BodyKind kind = ofType(message.array(), message.valueStart(index), message.valueEnd(index));
        return kind != KEPT && isEncoded(message) ? KEPT : kind;
    }

    private static BodyKind ofType(byte[] bytes, int start, int end) {
        int typeEnd = Scan.tokenEnd(bytes, start, end);
        int slash = Scan.skipWhite(bytes, typeEnd, end);
        if (slash == end || bytes[slash] != '/') {
            return KEPT;
        }
        int subtype = Scan.skipWhite(bytes, slash + 1, end);
        int subtypeEnd = Scan.tokenEnd(bytes, subtype, end);
        if (Scan.equalIgnoringCase(bytes, start, typeEnd, APPLICATION)) {
            return Scan.equalIgnoringCase(bytes, subtype, subtypeEnd, SDP_TYPE)
                    ? SDP
                    : Scan.equalIgnoringCase(bytes, subtype, subtypeEnd, DIALOG) ? DIALOG_INFO : KEPT;
        }
        if (Scan.equalIgnoringCase(bytes, start, typeEnd, MULTI)) {
            return MULTIPART;
        }
        boolean sip = Scan.equalIgnoringCase(bytes, subtype, subtypeEnd, SIPFRAG)
                || Scan.equalIgnoringCase(bytes, subtype, subtypeEnd, SIP);
        return sip && Scan.equalIgnoringCase(bytes, start, typeEnd, MESSAGE) ? FRAGMENT : KEPT;
    }

    private static boolean isEncoded(SipMessage message) {
        for (int i = message.indexOf(SipHeader.CONTENT_ENCODING);
                i >= 0;
                i = message.indexOf(SipHeader.CONTENT_ENCODING, i + 1)) {
            if (!is(message, i, IDENTITY)) {
                return true;
            }
        }
        for (int i = 0; i < message.headerCount(); i++) {
            if (isTransferEncoding(message, i)
                    && !is(message, i, SEVEN)
                    && !is(message, i, EIGHT)
                    && !is(message, i, BINARY)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTransferEncoding(SipMessage message, int i) {
        return message.header(i) == null
                && Scan.equalIgnoringCase(message.array(), message.nameStart(i), message.nameEnd(i), TRANSFER_ENCODING);
    }

    private static boolean is(SipMessage message, int i, byte[] word) {
        return Scan.equalIgnoringCase(message.array(), message.valueStart(i), message.valueEnd(i), word);
    }
}
