package io.voider.sip.rewrite;

import io.voider.sip.AddressSpan;
import io.voider.sip.ParameterSpan;
import io.voider.sip.Scan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipRefusal;
import io.voider.sip.Treatment;
import io.voider.sip.UriSpan;
import io.voider.sip.ViaSpan;

/** Finds the hosts in header field values and URIs and hands them to the {@link HostMapper}. */
final class ValueMapper {
    private static final byte[] RECEIVED = Scan.of("received");
    private static final byte[] MADDR = Scan.of("maddr");

    private final HostMapper hosts;
    private final Levels levels;

    ValueMapper(HostMapper hosts, Levels levels) {
        this.hosts = hosts;
        this.levels = levels;
    }

    /** Maps a header field's value in {@code [start, end)} as its row in the table says. */
    void value(Treatment treatment, Text text, int start, int end, int depth) {
        switch (treatment) {
            case HOPS -> hops(text, start, end, depth);
            case ADDRESSES -> addresses(text, start, end, depth);
            case TARGETS -> targets(text, start, end, depth);
            case WARNINGS -> warnings(text, start, end);
            case LENGTH, KEPT -> {
                // nothing in it is an address
            }
        }
    }

    private void hops(Text text, int start, int end, int depth) {
        ViaSpan via = levels.at(depth, start - text.origin()).vias.wrap(text.bytes(), start, end);
        while (via.next()) {
            hosts.map(text, via.hostStart(), via.hostEnd());
            ParameterSpan parameters = via.parameters();
            while (parameters.next()) {
                if (parameters.named(RECEIVED) || parameters.named(MADDR)) {
                    parameterHost(text, parameters);
                }
            }
        }
    }

    private void addresses(Text text, int start, int end, int depth) {
        AddressSpan address = levels.at(depth, start - text.origin()).addresses.wrap(text.bytes(), start, end);
        while (address.next()) {
            if (address.hasUri()) {
                uri(text, address.uriStart(), address.uriEnd(), depth);
            }
        }
    }

    private void targets(Text text, int start, int end, int depth) {
        boolean before = hosts.isLeading();
        hosts.leading(true);
        addresses(text, start, end, depth);
        hosts.leading(before);
    }

    /** Maps the agent of each {@code code SP agent SP "text"}: the word before the quoted string. */
    private void warnings(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        int i = Scan.skipCommas(bytes, start, end);
        while (i < end) {
            int agent = Scan.skipWhite(bytes, Scan.digitsEnd(bytes, i, end), end);
            hosts.map(text, agent, Scan.hostEnd(bytes, agent, end));
            while (i < end && bytes[i] != ',') {
                int quoted = bytes[i] == '"' ? Scan.quotedEnd(bytes, i, end) : i + 1;
                i = quoted < 0 ? end : quoted;
            }
            i = Scan.skipCommas(bytes, i, end);
        }
    }

    /** Maps the URI in {@code [start, end)}: its host, {@code maddr}, and the header fields that it carries. */
    void uri(Text text, int start, int end, int depth) {
        Level level = levels.at(depth, start - text.origin());
        UriSpan uri = level.uri.wrap(text.bytes(), start, end);
        hosts.map(text, uri.hostStart(), uri.hostEnd());
        boolean more = uri.parametersStart() < end;
        if (more && (uri.kind() == UriSpan.Kind.SIP || uri.kind() == UriSpan.Kind.BARE)) {
            uriParameters(text, level.parameters, uri.parametersStart(), uri.headersStart());
            uriHeaders(text, uri.headersStart() + 1, end, depth + 1);
        }
    }

    private void uriParameters(Text text, ParameterSpan parameters, int start, int end) {
        parameters.wrap(text.bytes(), start, end, '\0');
        while (parameters.next()) {
            if (parameters.named(MADDR)) {
                parameterHost(text, parameters);
            }
        }
    }

    /** Maps the host that a parameter's value is, in quotes or not, with a port behind it or not. */
    private void parameterHost(Text text, ParameterSpan parameter) {
        int start = parameter.valueStart();
        int end = parameter.valueEnd();
        if (start < 0 || start == end) {
            return;
        }
        byte[] bytes = text.bytes();
        if (bytes[start] == '"') {
            start++;
            end = Scan.find(bytes, start, end, '"');
        }
        int colon = Scan.find(bytes, start, end, ':');
        boolean port = colon < end && Scan.digitsEnd(bytes, colon + 1, end) == end;
        hosts.map(text, start, port ? colon : end);
    }

    /** Maps {@code name=value&name=value}, escapes resolved, each by its own row in the table of header fields. */
    private void uriHeaders(Text text, int start, int end, int depth) {
        byte[] bytes = text.bytes();
        int header = start;
        while (header < end) {
            int headerEnd = Scan.find(bytes, header, end, '&');
            int equals = Scan.find(bytes, header, headerEnd, '=');
            if (equals < headerEnd) {
                uriHeader(text, header, equals, headerEnd, depth);
            }
            header = headerEnd + 1;
        }
    }

    /** What is wrong inside is told at the header's place, since inside is a copy with offsets of its own. */
    private void uriHeader(Text text, int start, int equals, int end, int depth) {
        if (text.isCopy()) {
            mapUriHeader(text, start, equals, end, depth);
            return;
        }
        try {
            mapUriHeader(text, start, equals, end, depth);
        } catch (SipRefusal inside) {
            throw inside.movedTo(start - text.origin());
        }
    }

    private void mapUriHeader(Text text, int start, int equals, int end, int depth) {
        Level level = levels.at(depth, start - text.origin());
        level.headerName.unescape(text, start, equals);
        SipHeader header = SipHeader.of(level.headerName.bytes(), 0, level.headerName.length());
        if (header == null || !header.treatment().mapped()) {
            return;
        }
        Text value = level.headerValue;
        value.unescape(text, equals + 1, end);
        value(header.treatment(), value, 0, value.length(), depth);
    }
}
