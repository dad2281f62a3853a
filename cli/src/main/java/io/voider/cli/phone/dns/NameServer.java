package io.voider.cli.phone.dns;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.cli.state.GatewayNames;
import io.voider.nat.limit.Rate;
import io.voider.nat.limit.SourceRates;
import io.voider.transport.count.Counters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers phones that ask for names (DNS: RFC 1035). It knows the node's own, which mean the phone's gateway, and says of all others
 * at once that there are none, so that a phone does not wait: there is no way out of its wire anyway, and nobody to ask.
 *
 * <pre>
 *    0 id   2 QR (1 answer), opcode (4 bits), AA, TC, RD; RA, Z (3), rcode (4)   4 questions   6 answers   8, 10 other records
 *   12 the question: labels of a length and as many bytes, a zero, type, class
 * </pre>
 *
 * <p>An answer is the question's header and question, and at most one record of {@value #RECORD_BYTES} bytes: nothing for whoever
 * would send floods by other people's servers. Not thread-safe.
 */
public final class NameServer {
    /** What stands behind a question's name in the answer: name, type, class, time to live, length, address. */
    static final int RECORD_BYTES = 16;

    private static final int HEADER_BYTES = 12;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 255;
    private static final int ANSWER = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int ADDRESS = 1;
    private static final int INTERNET = 1;
    /** From here on types are for whole zones and for anything (RFC 1035, section 3.2.3). */
    private static final int FIRST_QUERY_TYPE = 251;

    private static final int LAST_QUERY_TYPE = 255;
    private static final int TIME_TO_LIVE_SECONDS = 60;
    /** The question's name, which begins behind the header. */
    private static final int POINTER = 0xc00c;

    private static final Rate OF_A_PHONE = new Rate(10, 40);
    private static final int MOST_PHONES = 254;

    /** Response codes (RFC 1035, section 4.1.1). */
    private static final int NO_ERROR = 0;

    private static final int FORMAT_ERROR = 1;
    private static final int NO_SUCH_NAME = 3;
    private static final int NOT_IMPLEMENTED = 4;
    private static final int REFUSED = 5;

    /** A question: its name, and where it ends. */
    private record Question(String name, int type, int kind, int end) {}

    private final SourceRates rates = new SourceRates(OF_A_PHONE, MOST_PHONES);
    private final Counters<PhoneServiceCounter> counters;

    public NameServer(Counters<PhoneServiceCounter> counters) {
        this.counters = counters;
    }

    /**
     * Answers a phone's question.
     *
     * @param query the UDP payload
     * @param phone the phone's number, for its rate
     * @param gateway what the node's own names mean to it
     * @return null if nothing is to be said; the reason was counted
     */
    public byte @Nullable [] answer(byte[] query, int phone, int gateway, long nowNanos) {
        if (query.length < HEADER_BYTES || (query[2] & 0x80) != 0) {
            counters.increment(PhoneServiceCounter.DNS_MALFORMED);
            return null;
        }
        if (!rates.take(phone, 1, nowNanos)) {
            counters.increment(PhoneServiceCounter.DNS_OVER_RATE);
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(query);
        if ((header.getShort(2) & OPCODE) != 0) {
            counters.increment(PhoneServiceCounter.DNS_REFUSED);
            return answer(query, HEADER_BYTES, NOT_IMPLEMENTED);
        }
        boolean one = header.getShort(4) == 1 && header.getInt(6) == 0;
        Question question = one ? question(query) : null;
        if (question == null) {
            counters.increment(PhoneServiceCounter.DNS_MALFORMED);
            return answer(query, HEADER_BYTES, FORMAT_ERROR);
        }
        return answer(query, question, gateway);
    }

    private byte[] answer(byte[] query, Question question, int gateway) {
        boolean forZones = question.type >= FIRST_QUERY_TYPE && question.type <= LAST_QUERY_TYPE;
        if (question.kind != INTERNET || forZones) {
            counters.increment(PhoneServiceCounter.DNS_REFUSED);
            return answer(query, question.end, REFUSED);
        }
        if (!GatewayNames.has(question.name)) {
            counters.increment(PhoneServiceCounter.DNS_UNKNOWN);
            return answer(query, question.end, NO_SUCH_NAME);
        }
        counters.increment(PhoneServiceCounter.DNS_KNOWN);
        byte[] none = answer(query, question.end, NO_ERROR);
        if (question.type != ADDRESS) {
            return none;
        }
        return ByteBuffer.allocate(none.length + RECORD_BYTES)
                .put(none)
                .putShort((short) POINTER)
                .putShort((short) ADDRESS)
                .putShort((short) INTERNET)
                .putInt(TIME_TO_LIVE_SECONDS)
                .putShort((short) Integer.BYTES)
                .putInt(gateway)
                .putShort(6, (short) 1)
                .array();
    }

    /** The query's first bytes as an answer without records. */
    private static byte[] answer(byte[] query, int length, int code) {
        int kept = ByteBuffer.wrap(query).getShort(2) & (OPCODE | RECURSION_DESIRED);
        int flags = kept | ANSWER | AUTHORITATIVE | code;
        return ByteBuffer.allocate(length)
                .put(query, 0, length)
                .putShort(2, (short) flags)
                .putShort(4, (short) (length > HEADER_BYTES ? 1 : 0))
                .putShort(6, (short) 0)
                .putInt(8, 0)
                .array();
    }

    /** Null if there is none that can be read. A name that points elsewhere has no place in a question. */
    private static @Nullable Question question(byte[] query) {
        StringBuilder name = new StringBuilder();
        int at = HEADER_BYTES;
        while (at < query.length && query[at] != 0) {
            int length = query[at] & 0xff;
            if (length > LONGEST_LABEL || at + length >= query.length || at + length - HEADER_BYTES >= LONGEST_NAME) {
                return null;
            }
            String label = new String(query, at + 1, length, StandardCharsets.ISO_8859_1);
            name.append(name.isEmpty() ? "" : ".").append(label.toLowerCase(Locale.ROOT));
            at += 1 + length;
        }
        int end = at + 1 + 2 * Short.BYTES;
        if (end > query.length) {
            return null;
        }
        ByteBuffer numbers = ByteBuffer.wrap(query);
        return new Question(name.toString(), numbers.getShort(at + 1) & 0xffff, numbers.getShort(at + 3) & 0xffff, end);
    }
}
