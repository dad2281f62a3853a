package io.voider.sip.rewrite;

import io.voider.sip.MultipartSpan;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipLimits;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.Treatment;

/** Maps a head and the body behind it, and then what is inside the body. */
final class MessageMapper {
    private static final int NO_LENGTH = -1;

    private final Edits edits;
    private final ValueMapper values;
    private final SdpMapper sdp;
    private final DialogInfoMapper dialogInfo;
    private final Levels levels;
    private final SipDecoder decoder;
    private final int mostParts;

    MessageMapper(Edits edits, HostMapper hosts, SipLimits limits) {
        this.edits = edits;
        this.levels = new Levels(limits);
        this.values = new ValueMapper(hosts, levels);
        this.sdp = new SdpMapper(hosts);
        this.dialogInfo = new DialogInfoMapper(values);
        this.decoder = new SipDecoder(limits);
        this.mostParts = limits.parts();
    }

    /** Maps {@code message}, which lies in {@code text}: start line, header fields, body, and the length of the body. */
    void map(SipMessage message, Text text, int depth) {
        if (message.isRequest()) {
            values.uri(text, message.requestUriStart(), message.requestUriEnd(), depth);
        }
        int length = NO_LENGTH;
        for (int i = 0; i < message.headerCount(); i++) {
            SipHeader header = message.header(i);
            if (header == null || header.treatment() == Treatment.KEPT) {
                continue;
            }
            if (header.treatment() == Treatment.LENGTH) {
                length = edits.reserve(message.valueStart(i), message.valueEnd(i));
            } else {
                values.value(header.treatment(), text, message.valueStart(i), message.valueEnd(i), depth);
            }
        }
        int before = edits.growth();
        body(message, text, depth);
        int grown = edits.growth() - before;
        if (length != NO_LENGTH && grown != 0) {
            edits.fill(length, text.bytes(), message.contentLength() + grown);
        }
    }

    private void body(SipMessage message, Text text, int depth) {
        int start = message.bodyStart();
        int end = message.bodyEnd();
        switch (BodyKind.of(message)) {
            case SDP -> sdp.map(text, levels.at(depth, start - text.origin()).lines, start, end);
            case MULTIPART -> multipart(message, text, depth + 1);
            case FRAGMENT -> fragment(text, start, end, depth + 1);
            case DIALOG_INFO -> dialogInfo.map(text, start, end, depth);
            case KEPT -> {
                // nothing in it is read
            }
        }
    }

    private void fragment(Text text, int start, int end, int depth) {
        SipMessage part = levels.at(depth, start - text.origin()).part;
        decoder.decodeFragment(part, text.bytes(), text.origin(), start, end);
        map(part, text, depth);
    }

    private void multipart(SipMessage message, Text text, int depth) {
        Level level = levels.at(depth, message.bodyStart() - text.origin());
        if (!level.boundary.find(message)) {
            throw SipRefusal.syntax(message.bodyStart() - text.origin(), "multipart body without a boundary");
        }
        MultipartSpan parts = level.parts.wrap(
                text.bytes(), message.bodyStart(), message.bodyEnd(), level.boundary.start(), level.boundary.end());
        for (int count = 0; parts.next(); count++) {
            if (count == mostParts) {
                throw SipRefusal.limit(parts.start() - text.origin(), "more than " + mostParts + " parts in a body");
            }
            decoder.decodePart(level.part, text.bytes(), text.origin(), parts.start(), parts.end());
            map(level.part, text, depth);
        }
    }
}
