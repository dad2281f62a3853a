package io.voider.sip.rewrite;

import io.voider.sip.Octets;
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

    private static final byte[] APPLICATION = Octets.of("application");
    private static final byte[] MESSAGE = Octets.of("message");
    private static final byte[] MULTI = Octets.of("multipart");
    private static final byte[] SDP_TYPE = Octets.of("sdp");
    private static final byte[] SIP = Octets.of("sip");
    private static final byte[] SIPFRAG = Octets.of("sipfrag");
    private static final byte[] DIALOG = Octets.of("dialog-info+xml");
    private static final byte[] IDENTITY = Octets.of("identity");
    private static final byte[] TRANSFER_ENCODING = Octets.of("content-transfer-encoding");
    private static final byte[] SEVEN = Octets.of("7bit");
    private static final byte[] EIGHT = Octets.of("8bit");
    private static final byte[] BINARY = Octets.of("binary");

    static BodyKind of(SipMessage message) {
        int index = message.indexOf(SipHeader.CONTENT_TYPE);
        if (index < 0 || message.bodyStart() == message.bodyEnd()) {
            return KEPT;
        }
        BodyKind kind = ofType(message.array(), message.valueStart(index), message.valueEnd(index));
        return kind != KEPT && isEncoded(message) ? KEPT : kind;
    }

    private static BodyKind ofType(byte[] bytes, int start, int end) {
        int typeEnd = Octets.tokenEnd(bytes, start, end);
        int slash = Octets.skipWhite(bytes, typeEnd, end);
        if (slash == end || bytes[slash] != '/') {
            return KEPT;
        }
        int subtype = Octets.skipWhite(bytes, slash + 1, end);
        int subtypeEnd = Octets.tokenEnd(bytes, subtype, end);
        if (Octets.equalIgnoringCase(bytes, start, typeEnd, APPLICATION)) {
            return Octets.equalIgnoringCase(bytes, subtype, subtypeEnd, SDP_TYPE)
                    ? SDP
                    : Octets.equalIgnoringCase(bytes, subtype, subtypeEnd, DIALOG) ? DIALOG_INFO : KEPT;
        }
        if (Octets.equalIgnoringCase(bytes, start, typeEnd, MULTI)) {
            return MULTIPART;
        }
        boolean sip = Octets.equalIgnoringCase(bytes, subtype, subtypeEnd, SIPFRAG)
                || Octets.equalIgnoringCase(bytes, subtype, subtypeEnd, SIP);
        return sip && Octets.equalIgnoringCase(bytes, start, typeEnd, MESSAGE) ? FRAGMENT : KEPT;
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
                && Octets.equalIgnoringCase(
                        message.array(), message.nameStart(i), message.nameEnd(i), TRANSFER_ENCODING);
    }

    private static boolean is(SipMessage message, int i, byte[] word) {
        return Octets.equalIgnoringCase(message.array(), message.valueStart(i), message.valueEnd(i), word);
    }
}
