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
    private final Edits edits;
    private final ValueMapper values;
    private final SdpMapper sdp;
    private final XmlMapper xml;
    private final FieldsMapper fields;
    private final Levels levels;
    private final SipDecoder decoder;
    private final int mostParts;

    MessageMapper(Edits edits, HostMapper hosts, SipLimits limits) {
        this.edits = edits;
        this.levels = new Levels(limits);
        this.values = new ValueMapper(hosts, levels);
        this.sdp = new SdpMapper(hosts, values);
        this.xml = new XmlMapper(values);
        this.fields = new FieldsMapper(hosts, values);
        this.decoder = new SipDecoder(limits);
        this.mostParts = limits.parts();
    }

    /** Maps {@code message}, which lies in {@code text}: start line, header fields, body, and the length of the body. */
    void map(SipMessage message, Text text, int depth) {
        if (message.isRequest()) {
            values.uri(text, message.requestUriStart(), message.requestUriEnd(), depth);
        }
        int length = Edits.NO_PLACE;
        for (int i = 0; i < message.headerCount(); i++) {
            SipHeader header = message.header(i);
            if (header == null || header.treatment() == Treatment.KEPT) {
                continue;
            }
            if (header.treatment() == Treatment.LENGTH) {
                length = edits.reserve(message.valueStart(i), message.valueEnd(i), length);
            } else {
                boolean redirects = header == SipHeader.CONTACT && message.statusCode() / 100 == 3;
                Treatment treatment = redirects ? Treatment.TARGETS : header.treatment();
                values.value(treatment, text, message.valueStart(i), message.valueEnd(i), depth);
            }
        }
        int before = edits.growth();
        body(message, text, depth);
        int grown = edits.growth() - before;
        if (message.contentLength() >= 0 && grown != 0) {
            fillLength(message, length, grown, text);
        }
    }

    /** In a part of a body a length may count less than there is; then the part may become shorter than nothing. */
    private void fillLength(SipMessage message, int place, int grown, Text text) {
        int length = message.contentLength() + grown;
        if (length < 0) {
            throw SipRefusal.syntax(
                    message.bodyStart() - text.origin(), "Content-Length of a part counts less than the part has");
        }
        edits.fill(place, text.bytes(), length);
    }

    private void body(SipMessage message, Text text, int depth) {
        int start = message.bodyStart();
        int end = message.bodyEnd();
        switch (BodyKind.of(message)) {
            case SDP -> sdp.map(text, levels.at(depth, start - text.origin()).lines, start, end, depth);
            case MULTIPART -> multipart(message, text, depth + 1);
            case FRAGMENT -> fragment(text, start, end, depth + 1);
            case XML -> xml.map(text, start, end, depth);
            case FIELDS -> fields(text, start, end, depth + 1);
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

    private void fields(Text text, int start, int end, int depth) {
        SipMessage lines = levels.at(depth, start - text.origin()).part;
        decoder.decodeFragment(lines, text.bytes(), text.origin(), start, end);
        fields.map(lines, text, depth);
    }

    /** Without a boundary nobody can tell the parts, so nothing in them is read. */
    private void multipart(SipMessage message, Text text, int depth) {
        Level level = levels.at(depth, message.bodyStart() - text.origin());
        if (!level.boundary.find(message)) {
            return;
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
