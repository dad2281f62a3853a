package io.voider.sip.rewrite;

import io.netty.util.NetUtil;
import io.voider.sip.Ipv4Text;
import io.voider.sip.Parties;
import io.voider.sip.Scan;
import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;

/**
 * Decides about one host: an address of the parties is replaced by its twin, anything else stays.
 *
 * <p>There is one spelling of an IPv4 address that is mapped: dotted decimal without leading zeros, in plain bytes; a dot may
 * stand behind it, and it may be the end of an IPv6 address. If a host is one of the four addresses in any other spelling
 * (leading zeros, octal, escaped digits, an IPv6 address' own digits), it cannot be mapped so that it comes back the same. A
 * request is then refused, which tells its sender why; a response, an ACK, a BYE, whose loss would cost a call, keeps it.
 */
final class HostMapper {
    private final Twins twins;
    private final Edits edits;
    private final Disclosures disclosures;
    private Side from = Side.PHONE;
    private SipMessage message = new SipMessage();
    private int mapped;
    private int strays;
    private boolean leading;
    private boolean listening;

    HostMapper(Twins twins, Edits edits, Disclosures disclosures) {
        this.twins = twins;
        this.edits = edits;
        this.disclosures = disclosures;
    }

    /** Begins a message. */
    void begin(Parties parties, Side sender, SipMessage begun) {
        twins.of(parties);
        from = sender;
        message = begun;
        mapped = 0;
        strays = 0;
        leading = false;
        listening = false;
    }

    /** Whether the hosts to come are whom the receiver is asked to call, so that neighbours of the parties are mapped, too. */
    boolean isLeading() {
        return leading;
    }

    void leading(boolean now) {
        leading = now;
    }

    /** Whether the hosts to come are where the sender listens, so that a number of its own becomes what the receiver calls it. */
    void listening(boolean now) {
        listening = now;
    }

    int mapped() {
        return mapped;
    }

    int strays() {
        return strays;
    }

    /** Maps the host in {@code [start, end)}: a name, an IPv4 address, or an IPv6 address with or without brackets. */
    void map(Text text, int start, int end) {
        if (start < end && !maps(text, start, end)) {
            mapOther(text, start, end);
        }
    }

    private void mapOther(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        if (!maps(text, tail(bytes, start, end), addressEnd(bytes, start, end)) && !isVital()) {
            refuseOtherSpelling(text, start, end);
        }
    }

    /** Whether nobody would learn that the message was refused for a spelling, or could not do anything about it. */
    private boolean isVital() {
        if (!message.isRequest()) {
            return true;
        }
        SipMethod method = message.method();
        return method == SipMethod.ACK || method == SipMethod.BYE || method == SipMethod.CANCEL;
    }

    /** Maps {@code [start, end)} if it is dotted decimal as a whole; whether it is. */
    private boolean maps(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        if (start >= end || !Scan.isDigit(bytes[start])) {
            return false;
        }
        int found = twins.find(bytes, start, end);
        if (found != Twins.NOT_MAPPED) {
            replace(text, start, end, found);
            return true;
        }
        long address = Ipv4Text.parse(bytes, start, end);
        if (address == Ipv4Text.NONE) {
            return false;
        }
        mapOthers(text, start, end, (int) address);
        return true;
    }

    /** Where dotted decimal may begin: behind the last colon of an IPv6 address, or a bracket, else at the start. */
    private static int tail(byte[] bytes, int start, int end) {
        int tail = end;
        while (tail > start && bytes[tail - 1] != ':' && bytes[tail - 1] != '[') {
            tail--;
        }
        return tail;
    }

    private static int addressEnd(byte[] bytes, int start, int end) {
        int last = end - 1;
        boolean mark = last > start && (bytes[last] == '.' || (bytes[last] == ']' && bytes[start] == '['));
        return mark ? last : end;
    }

    /** An address that is none of the parties': of a neighbour's the first two octets are mapped. */
    private void mapOthers(Text text, int start, int end, int address) {
        if (listening && twins.isNumberOf(from, address)) {
            replace(text, start, end, Twins.own(from));
            return;
        }
        int net = leading ? twins.findNet(address) : Twins.NOT_MAPPED;
        if (net == Twins.NOT_MAPPED) {
            disclosures.note(text, start, end, address);
        } else {
            int netEnd = Scan.find(text.bytes(), Scan.find(text.bytes(), start, end, '.') + 1, end, '.');
            replace(text, start, netEnd, net);
        }
    }

    private void replace(Text text, int start, int end, int found) {
        if (!text.isLiteral(start, end)) {
            if (!isVital()) {
                throw refusal(text, start, "a mapped address with escaped digits");
            }
            return;
        }
        int twin = Twins.twin(found);
        int place = text.place(start);
        edits.replace(place, place + end - start, twin, twins.length(twin));
        mapped++;
        if (!Twins.isKnown(found, from)) {
            strays++;
        }
    }

    private void refuseOtherSpelling(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        byte first = bytes[start];
        if (Scan.isDigit(first) && LenientIpv4.find(twins, bytes, start, end) != Twins.NOT_MAPPED) {
            throw refusal(text, start, "a mapped address with leading zeros");
        }
        if (Scan.find(bytes, start, end, ':') < end) {
            refuseInsideIpv6(text, start, end);
        } else if (Scan.find(bytes, start, end, '%') < end) {
            Text plain = new Text();
            plain.unescape(text, start, end);
            if (LenientIpv4.find(twins, plain.bytes(), 0, plain.length()) != Twins.NOT_MAPPED) {
                throw refusal(text, start, "a mapped address with escaped digits");
            }
        }
    }

    private void refuseInsideIpv6(Text text, int start, int end) {
        byte[] bytes = text.bytes();
        int tail = tail(bytes, start, end);
        int tailEnd = bytes[end - 1] == ']' ? end - 1 : end;
        if (LenientIpv4.find(twins, bytes, tail, Math.max(tail, tailEnd)) != Twins.NOT_MAPPED) {
            throw refusal(text, start, "a mapped address inside an IPv6 address");
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(Scan.text(bytes, start, end));
        if (address == null || address.length != 16) {
            return;
        }
        int low = 0;
        for (int i = 12; i < 16; i++) {
            low = (low << 8) | (address[i] & 0xff);
        }
        if (twins.find(low) != Twins.NOT_MAPPED && holdsIpv4(address)) {
            throw refusal(text, start, "a mapped address inside an IPv6 address");
        }
    }

    /** Whether the IPv6 address is IPv4-mapped or IPv4-compatible (RFC 4291 section 2.5.5), or NAT64's (RFC 6052). */
    private static boolean holdsIpv4(byte[] address) {
        boolean nat64 =
                address[0] == 0 && address[1] == 0x64 && (address[2] & 0xff) == 0xff && (address[3] & 0xff) == 0x9b;
        boolean mapped = (address[10] & 0xff) == 0xff && (address[11] & 0xff) == 0xff;
        boolean compatible = address[10] == 0 && address[11] == 0;
        for (int i = nat64 ? 4 : 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return mapped || compatible;
    }

    private static SipRefusal refusal(Text text, int start, String reason) {
        return SipRefusal.address(start - text.origin(), reason);
    }
}
