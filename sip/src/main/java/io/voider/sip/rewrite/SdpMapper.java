package io.voider.sip.rewrite;

import io.voider.sip.Ipv4Text;
import io.voider.sip.Scan;
import io.voider.sip.sdp.SdpLines;

/**
 * Finds the addresses in a session description: {@code c=}, {@code o=}, {@code u=}, and the attributes of {@link AddressAttribute}.
 * Every other line stays, and so does one of these that is not built as its document says.
 */
final class SdpMapper {
    private static final byte[] IN = Scan.of("in");
    private static final byte[] IP = Scan.of("ip");
    private static final byte[] RELATED_ADDRESS = Scan.of("raddr");

    /** In a candidate: foundation, component, transport, priority, address. */
    private static final int WORDS_BEFORE_ADDRESS = 4;
    /** And after the address: port, "typ", type. */
    private static final int WORDS_AFTER_ADDRESS = 3;

    private final HostMapper hosts;
    private final ValueMapper values;
    private int wordStart;
    private int wordEnd;

    SdpMapper(HostMapper hosts, ValueMapper values) {
        this.hosts = hosts;
        this.values = values;
    }

    void map(Text text, SdpLines lines, int start, int end, int depth) {
        lines.wrap(text.bytes(), start, end);
        while (lines.next()) {
            switch (lines.type()) {
                case 'c' -> connection(text, lines.valueStart(), lines.valueEnd());
                case 'o' -> origin(text, lines.valueStart(), lines.valueEnd());
                case 'u' -> values.uri(text, lines.valueStart(), lines.valueEnd(), depth);
                case 'a' -> attribute(text, lines.valueStart(), lines.valueEnd(), depth);
                default -> {
                    // no address
                }
            }
        }
    }

    /** IN SP IP4 SP address, where phones forget one word or another. */
    private void connection(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        boolean any = word(bytes, start, end);
        if (any && Scan.equalIgnoringCase(bytes, wordStart, wordEnd, IN)) {
            any = word(bytes, wordEnd, end);
        }
        if (any && isAddressType(bytes)) {
            any = word(bytes, wordEnd, end);
        }
        if (any) {
            hosts.listening(true);
            host(text);
            hosts.listening(false);
        }
    }

    /** IP4, IP6, and what is meant to be one of them. */
    private boolean isAddressType(byte[] bytes) {
        return Scan.startsIgnoringCase(bytes, wordStart, wordEnd, IP);
    }

    /** Maps the word, behind which a multicast address has /ttl, and which some give a port. */
    private void host(Text text) {
        byte[] bytes = text.bytes();
        int end = Scan.hostEnd(bytes, wordStart, wordEnd);
        if (end < wordEnd && !Ipv4Text.starts(bytes, wordStart, wordEnd)) {
            end = Scan.find(bytes, wordStart, wordEnd, '/');
        }
        hosts.map(text, wordStart, end);
    }

    /**
     * The last words are network type, address type, address; a user name with spaces in it moves them. Where the types, or one, are
     * forgotten, an address stands behind IN or the version.
     */
    private void origin(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        int addressType = lastWord(bytes, start, lastWord(bytes, start, end));
        word(bytes, addressType, end);
        boolean typed = isAddressType(bytes);
        boolean forgotten = wordStart < wordEnd
                && (Scan.isDigit(bytes[wordStart]) || Scan.equalIgnoringCase(bytes, wordStart, wordEnd, IN));
        boolean any = word(bytes, wordEnd, end);
        if (any && (typed || (forgotten && Ipv4Text.starts(bytes, wordStart, wordEnd)))) {
            host(text);
        }
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

    private void attribute(Text text, int from, int end, int depth) {
        int start = Scan.skipWhite(text.bytes(), from, end);
        AddressAttribute attribute = AddressAttribute.in(text.bytes(), start, end);
        if (attribute != null) {
            value(attribute, text, start + attribute.length(), end, depth);
        }
    }

    private void value(AddressAttribute attribute, Text text, int start, int end, int depth) {
        byte[] bytes = text.bytes();
        switch (attribute) {
            case RTCP, CONNECTION_CAPABILITY -> {
                if (word(bytes, start, end)) {
                    connection(text, wordEnd, end);
                }
            }
            case CANDIDATE -> candidate(text, start, end);
            case REMOTE_CANDIDATES,
                    VISITED_REALM,
                    SECONDARY_REALM,
                    SOURCE_FILTER,
                    ALTERNATIVE_CONNECTIVITY,
                    ALTERNATIVE,
                    OLD_MEDIA_ADDRESS -> {
                wordEnd = start;
                while (word(bytes, wordEnd, end)) {
                    host(text);
                }
            }
            case PATH -> {
                wordEnd = start;
                while (word(bytes, wordEnd, end)) {
                    values.uri(text, wordStart, wordEnd, depth);
                }
            }
        }
    }

    private void candidate(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        words(bytes, start, end, WORDS_BEFORE_ADDRESS + 1);
        hosts.listening(true);
        hosts.map(text, wordStart, wordEnd);
        hosts.listening(false);
        words(bytes, wordEnd, end, WORDS_AFTER_ADDRESS);
        while (word(bytes, wordEnd, end)) {
            boolean related = Scan.equalIgnoringCase(bytes, wordStart, wordEnd, RELATED_ADDRESS);
            if (word(bytes, wordEnd, end) && related) {
                hosts.map(text, wordStart, wordEnd);
            }
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
