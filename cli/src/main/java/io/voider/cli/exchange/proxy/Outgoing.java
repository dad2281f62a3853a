package io.voider.cli.exchange.proxy;

import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.LineId;
import io.voider.cli.state.PhoneLine;
import io.voider.sip.AddressSpan;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What becomes of a phone's message besides what its call's view says: what concerns the gateway alone is taken off (the Route that
 * names it, RFC 3261 section 16.4, and credentials for it, section 22.3), and whom a REFER or a redirection names by number or name
 * at the gateway gets the whole number. None of these comes back.
 */
record Outgoing(PhoneLine phone, Directory directory, Predicate<LineId> up) {
    void map(SipMessage message, Patches patches) {
        boolean redirects = message.statusCode() / 100 == 3;
        for (int i = 0; i < message.headerCount(); i++) {
            SipHeader header = message.header(i);
            if (header == SipHeader.ROUTE && isOurs(message, i)) {
                patches.remove(i);
            } else if (header == SipHeader.AUTHORIZATION || header == SipHeader.PROXY_AUTHORIZATION) {
                if (DigestRealm.isOurs(message.headerValue(i))) {
                    patches.remove(i);
                }
            }
        }
        targets(message, redirects ? SipHeader.CONTACT : SipHeader.REFER_TO, patches);
    }

    /** A Route that names the gateway and nobody else. */
    private boolean isOurs(SipMessage message, int index) {
        AddressSpan span = new AddressSpan().wrap(message.array(), message.valueStart(index), message.valueEnd(index));
        boolean ours = span.next() && span.hasUri() && isGateway(text(message, span.uriStart(), span.uriEnd()));
        return ours && !span.next();
    }

    private boolean isGateway(String uri) {
        return Spelling.of(uri)
                .map(spelling -> spelling.host().equals(phone.address().gatewayText()))
                .orElse(false);
    }

    private void targets(SipMessage message, SipHeader header, Patches patches) {
        int index = message.indexOf(header);
        List<NameAddress> read = message.addresses(header);
        Iterator<NameAddress> next = read.iterator();
        while (index >= 0) {
            AddressSpan span =
                    new AddressSpan().wrap(message.array(), message.valueStart(index), message.valueEnd(index));
            while (span.next()) {
                if (span.hasUri()) {
                    target(span, next.next().uri(), message, patches);
                }
            }
            index = message.indexOf(header, index + 1);
        }
    }

    private void target(AddressSpan span, SipUri read, SipMessage message, Patches patches) {
        String uri = text(message, span.uriStart(), span.uriEnd());
        String user = read.user();
        if (user == null || !isGateway(uri)) {
            return;
        }
        Optional<DialledNumber> number = directory.find(user, up);
        Spelling.of(uri)
                .flatMap(spelling ->
                        number.map(found -> new UriSwap(spelling.user(), spelling.host(), null, found.toString())))
                .ifPresent(swap -> patches.replace(span.uriStart(), span.uriEnd(), swap.swap(uri)));
    }

    private static String text(SipMessage message, int start, int end) {
        return new String(message.array(), start, end - start, StandardCharsets.ISO_8859_1);
    }
}
