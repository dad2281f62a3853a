package io.voider.cli.exchange.proxy;

import io.voider.sip.AddressSpan;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a call reads on the phone's wire, and how at the switchboard. {@link #map} turns a message of the call from one into the other:
 * the Request-URI, and in From, To and the fields that say who somebody is, the phone itself and the other party, each in its places.
 * Every other byte stays. It is its own inverse: mapped twice, a message is what it was; but for the Request-URI of a request in a
 * dialog, and of one to the phone, which nobody reads back.
 *
 * @param self how the phone's own address is written, or null if both write it alike
 * @param other how the other party's is, or null
 * @param target the Request-URI with which the other party begins, and the phone's own contact in place of it; or what the phone dials
 *     where that is no SIP URI, and the one in place of it; or null
 * @param entries whole addresses of the other party's, with another display name on the phone's wire; none of their texts, and of
 *     what {@code other} makes of them, is there twice
 */
record CallView(
        @Nullable UriSwap self,
        @Nullable UriSwap other,
        @Nullable TextSwap target,
        List<TextSwap> entries) {
    /** Nothing reads otherwise. */
    static final CallView SAME = new CallView(null, null, null, List.of());

    /** Who sent it, in the words of whoever sent it. */
    private static final Set<SipHeader> IDENTITIES = EnumSet.of(
            SipHeader.P_ASSERTED_IDENTITY,
            SipHeader.P_PREFERRED_IDENTITY,
            SipHeader.ADDITIONAL_IDENTITY,
            SipHeader.REMOTE_PARTY_ID,
            SipHeader.REFERRED_BY,
            SipHeader.DIVERSION,
            SipHeader.REPLY_TO);

    CallView {
        entries = List.copyOf(entries);
    }

    /** How much text it is, in bytes. */
    int length() {
        int length = 0;
        for (UriSwap swap : new UriSwap[] {self, other}) {
            length += swap == null ? 0 : swap.length();
        }
        for (TextSwap entry : entries) {
            length += entry.phone().length() + entry.text().length();
        }
        return target == null
                ? length
                : length + target.phone().length() + target.text().length();
    }

    boolean isSame() {
        return self == null && other == null && target == null && entries.isEmpty();
    }

    /** The same with one whole address more, unless it would be ambiguous: as where only one of its two texts can be swapped. */
    CallView with(TextSwap entry) {
        boolean same = entry.phone().equals(swapped(other, entry.text()));
        boolean half = entry.phone().equals(swapped(other, entry.phone()))
                != entry.text().equals(swapped(other, entry.text()));
        boolean taken = entries.stream()
                .anyMatch(before -> before.has(entry.phone())
                        || before.has(entry.text())
                        || before.has(swapped(other, entry.phone()))
                        || before.has(swapped(other, entry.text())));
        if (same || half || taken) {
            return this;
        }
        List<TextSwap> more = new ArrayList<>(entries);
        more.add(entry);
        return new CallView(self, other, target, more);
    }

    /**
     * Notes what becomes of a message.
     *
     * @param fromPhone whether it is one that the phone sends, be it as the phone writes it or as the switchboard gets it
     */
    void map(SipMessage message, boolean fromPhone, Patches patches) {
        map(message, fromPhone, null, patches);
    }

    /**
     * Notes what becomes of a request to the phone. Who calls keeps no display name but the one of the book and the entries': what it
     * calls itself nobody vouches for. This is not undone.
     *
     * @param name what the book calls the other party, or null: then it keeps what it calls itself
     */
    void mapTo(SipMessage request, @Nullable String name, Patches patches) {
        map(request, false, name, patches);
    }

    private void map(SipMessage message, boolean fromPhone, @Nullable String name, Patches patches) {
        boolean request = message.isRequest();
        if (request) {
            int start = message.requestUriStart();
            int end = message.requestUriEnd();
            String uri = patches.text(start, end);
            patches.replace(start, end, fromPhone ? dialled(uri, message.toTag() != null) : contact(message, uri));
        }
        for (int i = 0; i < message.headerCount(); i++) {
            SipHeader header = message.header(i);
            String shown = header != null && Incoming.NAMED.contains(header) ? name : null;
            if (header == SipHeader.FROM) {
                addresses(message, i, fromPhone == request, shown, patches);
            } else if (header == SipHeader.TO) {
                addresses(message, i, fromPhone != request, null, patches);
            } else if (header != null && IDENTITIES.contains(header)) {
                addresses(message, i, fromPhone, shown, patches);
            }
        }
    }

    /** In a dialog it is the other party's contact, as the switchboard has it, but for the ACK of what was refused. */
    private String dialled(String uri, boolean inDialog) {
        if (other == null) {
            return target != null && target.phone().equals(uri) ? target.text() : uri;
        }
        return inDialog ? other.resolved(uri) : other.swap(uri);
    }

    private String contact(SipMessage request, String uri) {
        return target != null && isAtTarget(request, uri) ? target.phone() : uri;
    }

    /**
     * Whether a request to the phone has the Request-URI with which the other party began, and so none that the phone gave it. In a
     * dialog there is the phone's Contact (RFC 3261 section 12.2.1.1), but in the ACK of what it refused (section 17.1.1.3).
     */
    boolean isAtTarget(SipMessage request, String uri) {
        boolean outside = request.toTag() == null || request.method() == SipMethod.ACK;
        return target != null && outside && target.text().equals(uri);
    }

    private void addresses(SipMessage message, int index, boolean own, @Nullable String name, Patches patches) {
        AddressSpan span = new AddressSpan().wrap(message.array(), message.valueStart(index), message.valueEnd(index));
        while (span.next()) {
            if (span.hasUri()) {
                int start = span.displayStart();
                int end = span.parametersStart();
                String entry = patches.text(start, end);
                String mapped = own ? swapped(self, entry) : swappedEntry(entry);
                boolean stripped = name != null
                        && !Incoming.isCalled(patches.text(start, span.displayEnd()), name)
                        && !isNamed(entry);
                patches.replace(start, end, stripped ? bare(swapped(other, entry)) : mapped);
            }
        }
    }

    /** Whether From is as the phone alone reads it, in a message that leaves for the other party. */
    boolean isAsPhoneReads(SipMessage message) {
        int index = message.indexOf(SipHeader.FROM);
        AddressSpan span = new AddressSpan().wrap(message.array(), message.valueStart(index), message.valueEnd(index));
        if (!span.next() || !span.hasUri()) {
            return false;
        }
        int start = span.displayStart();
        String entry = new String(message.array(), start, span.parametersStart() - start, StandardCharsets.ISO_8859_1);
        return entries.stream().anyMatch(whole -> whole.phone().equals(entry));
    }

    private boolean isNamed(String entry) {
        String otherwise = swapped(other, entry);
        return entries.stream().anyMatch(whole -> whole.has(entry) || whole.has(otherwise));
    }

    /** An address without its display name. */
    private static String bare(String entry) {
        byte[] bytes = entry.getBytes(StandardCharsets.ISO_8859_1);
        AddressSpan span = new AddressSpan().wrap(bytes, 0, bytes.length);
        return span.next() && span.hasUri() ? "<" + entry.substring(span.uriStart(), span.uriEnd()) + ">" : entry;
    }

    /** Where a whole address has another display name, four texts stand for each other two by two. */
    private String swappedEntry(String entry) {
        for (TextSwap whole : entries) {
            if (whole.has(entry)) {
                return whole.swap(entry);
            }
            String otherwise = swapped(other, entry);
            if (whole.has(otherwise)) {
                return swapped(other, whole.swap(otherwise));
            }
        }
        return swapped(other, entry);
    }

    /** A display name and a URI with the URI swapped. */
    static String swapped(@Nullable UriSwap swap, String entry) {
        byte[] bytes = entry.getBytes(StandardCharsets.ISO_8859_1);
        AddressSpan span = new AddressSpan().wrap(bytes, 0, bytes.length);
        if (swap == null || !span.next() || !span.hasUri()) {
            return entry;
        }
        return entry.substring(0, span.uriStart())
                + swap.swap(entry.substring(span.uriStart(), span.uriEnd()))
                + entry.substring(span.uriEnd());
    }
}
