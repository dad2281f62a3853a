package io.voider.sip.rewrite;

import io.voider.sip.Scan;
import io.voider.sip.sdp.SdpLines;

/**
 * Finds the addresses in a session description: {@code c=}, {@code o=}, {@code a=rtcp} (RFC 3605), {@code a=candidate} and
 * {@code a=remote-candidates} (RFC 8839). Every other line stays, and so does one of these that is not built as its document
 * says.
 */
final class SdpMapper {
    private static final byte[] IN = Scan.of("in");
    private static final byte[] IP4 = Scan.of("ip4");
    private static final byte[] IP6 = Scan.of("ip6");
    private static final byte[] RTCP = Scan.of("rtcp:");
    private static final byte[] CANDIDATE = Scan.of("candidate:");
    private static final byte[] REMOTE_CANDIDATES = Scan.of("remote-candidates:");
    private static final byte[] RELATED_ADDRESS = Scan.of("raddr");

    /** In a candidate: foundation, component, transport, priority, address. */
    private static final int WORDS_BEFORE_ADDRESS = 4;
    /** And after the address: port, "typ", type. */
    private static final int WORDS_AFTER_ADDRESS = 3;

    private final HostMapper hosts;
    private int wordStart;
    private int wordEnd;

    SdpMapper(HostMapper hosts) {
        this.hosts = hosts;
    }

    void map(Text text, SdpLines lines, int start, int end) {
        lines.wrap(text.bytes(), start, end);
        while (lines.next()) {
            switch (lines.type()) {
                case 'c' -> connection(text, lines.valueStart(), lines.valueEnd());
                case 'o' -> origin(text, lines.valueStart(), lines.valueEnd());
                case 'a' -> attribute(text, lines.valueStart(), lines.valueEnd());
                default -> {
                    // no address
                }
            }
        }
    }

    /** IN SP IP4 SP address, behind which a multicast address has /ttl. */
    private void connection(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        if (!word(bytes, start, end) || !Scan.equalIgnoringCase(bytes, wordStart, wordEnd, IN)) {
            return;
        }
        if (!word(bytes, wordEnd, end) || !isAddressType(bytes)) {
            return;
        }
        if (word(bytes, wordEnd, end)) {
            hosts.map(text, wordStart, Scan.find(bytes, wordStart, wordEnd, '/'));
        }
    }

    private boolean isAddressType(byte[] bytes) {
        return Scan.equalIgnoringCase(bytes, wordStart, wordEnd, IP4)
                || Scan.equalIgnoringCase(bytes, wordStart, wordEnd, IP6);
    }

    /** The last three words are network type, address type, address; a user name with spaces in it moves them. */
    private void origin(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        int type = lastWord(bytes, start, lastWord(bytes, start, lastWord(bytes, start, end)));
        connection(text, type, end);
    }

    private static int lastWord(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && isSpace(bytes[i - 1])) {
            i--;
        }
        while (i > start && !isSpace(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    private void attribute(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        if (start == end) {
            return;
        }
        if (bytes[start] == 'r' && Scan.startsIgnoringCase(bytes, start, end, RTCP)) {
            if (word(bytes, start + RTCP.length, end)) {
                connection(text, wordEnd, end);
            }
        } else if (bytes[start] == 'c' && Scan.startsIgnoringCase(bytes, start, end, CANDIDATE)) {
            candidate(text, start + CANDIDATE.length, end);
        } else if (bytes[start] == 'r' && Scan.startsIgnoringCase(bytes, start, end, REMOTE_CANDIDATES)) {
            remoteCandidates(text, start + REMOTE_CANDIDATES.length, end);
        }
    }

    private void candidate(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        words(bytes, start, end, WORDS_BEFORE_ADDRESS + 1);
        hosts.map(text, wordStart, wordEnd);
        words(bytes, wordEnd, end, WORDS_AFTER_ADDRESS);
        while (word(bytes, wordEnd, end)) {
            boolean related = Scan.equalIgnoringCase(bytes, wordStart, wordEnd, RELATED_ADDRESS);
            if (word(bytes, wordEnd, end) && related) {
                hosts.map(text, wordStart, wordEnd);
            }
        }
    }

    /** Component, address, port, and again. */
    private void remoteCandidates(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        wordEnd = start;
        while (wordEnd < end) {
            words(bytes, wordEnd, end, 2);
            hosts.map(text, wordStart, wordEnd);
            word(bytes, wordEnd, end);
        }
    }

    /** Goes to word number {@code count} from {@code start} on; it is empty if there are not as many. */
    private void words(byte[] bytes, int start, int end, int count) {
        wordEnd = start;
        for (int i = 0; i < count; i++) {
            word(bytes, wordEnd, end);
        }
    }

    private boolean word(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && isSpace(bytes[i])) {
            i++;
        }
        wordStart = i;
        while (i < end && !isSpace(bytes[i])) {
            i++;
        }
        wordEnd = i;
        return wordEnd > wordStart;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
