package io.voider.sip.rewrite;

import io.voider.sip.Scan;
import io.voider.sip.SipMessage;
import io.voider.sip.Treatment;

/**
 * Finds the addresses in bodies that are lines of {@code Name: value}: the mailbox that a message summary names (RFC 3842),
 * and in a report of voice quality who spoke with whom and from where (RFC 6035).
 */
final class FieldsMapper {
    private static final byte[][] URIS = {
        Scan.of("message-account"), Scan.of("localid"), Scan.of("remoteid"), Scan.of("origid"),
    };
    private static final byte[][] ENDPOINTS = {Scan.of("localaddr"), Scan.of("remoteaddr")};
    private static final byte[] IP = Scan.of("ip=");

    private final HostMapper hosts;
    private final ValueMapper values;

    FieldsMapper(HostMapper hosts, ValueMapper values) {
        this.hosts = hosts;
        this.values = values;
    }

    void map(SipMessage lines, Text text, int depth) {
        for (int i = 0; i < lines.headerCount(); i++) {
            if (lines.header(i) != null) {
                continue;
            }
            if (isNamed(lines, i, URIS)) {
                values.value(Treatment.ADDRESSES, text, lines.valueStart(i), lines.valueEnd(i), depth);
            } else if (isNamed(lines, i, ENDPOINTS)) {
                endpoint(text, lines.valueStart(i), lines.valueEnd(i));
            }
        }
    }

    private static boolean isNamed(SipMessage lines, int i, byte[][] names) {
        for (byte[] name : names) {
            if (Scan.equalIgnoringCase(lines.array(), lines.nameStart(i), lines.nameEnd(i), name)) {
                return true;
            }
        }
        return false;
    }

    /** {@code IP=address PORT=number SSRC=number}. */
    private void endpoint(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        if (Scan.startsIgnoringCase(bytes, start, end, IP)) {
            int host = start + IP.length;
            hosts.map(text, host, Scan.hostEnd(bytes, host, end));
        }
    }
}
