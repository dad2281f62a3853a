package io.voider.cli.exchange.proxy;

import io.netty.util.NetUtil;
import io.voider.cli.state.GatewayNames;
import io.voider.cli.state.PhoneLine;
import io.voider.sip.AddressSpan;
import io.voider.sip.MediaType;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a phone's message besides what its call's view says, and once that is done: what concerns the gateway alone is taken
 * off (the Route that names it, RFC 3261 section 16.4, and credentials for it, section 22.3), whom a REFER or a redirection names by
 * number or name at the gateway gets the whole number, and wherever else the gateway's address stands, the phone's own takes its place.
 * None of these comes back.
 *
 * @param meant whom a user part at the gateway means
 */
record Outgoing(PhoneLine phone, Function<String, Optional<Meant>> meant) {
    /**
     * Notes what becomes of it.
     *
     * @return what a REFER or redirection names at the gateway that nobody has: elsewhere it would be somebody else. Null if there is none
     */
    @Nullable
    String map(SipMessage message, Patches patches) {
        boolean redirects = message.statusCode() / 100 == 3;
        boolean refers = message.isRequest() && message.method() == SipMethod.REFER;
        for (int i = 0; i < message.headerCount(); i++) {
            SipHeader header = message.header(i);
            if (header == SipHeader.ROUTE) {
                route(message, i, patches);
            } else if (header == SipHeader.AUTHORIZATION || header == SipHeader.PROXY_AUTHORIZATION) {
                if (DigestRealm.isOurs(message.headerValue(i))) {
                    patches.remove(i);
                }
            } else if (header != null && isAddress(header)) {
                boolean target = (redirects && header == SipHeader.CONTACT) || (refers && header == SipHeader.REFER_TO);
                String nobody = addresses(message, i, target, patches);
                if (nobody != null) {
                    return nobody;
                }
            }
        }
        body(message, patches);
        return null;
    }

    private static boolean isAddress(SipHeader header) {
        boolean addresses = header.treatment() == Treatment.ADDRESSES || header.treatment() == Treatment.TARGETS;
        return addresses && header != SipHeader.FROM && header != SipHeader.TO;
    }

    /** Leaves out the values that name the gateway. */
    private void route(SipMessage message, int index, Patches patches) {
        AddressSpan span = new AddressSpan().wrap(message.array(), message.valueStart(index), message.valueEnd(index));
        List<String> others = new ArrayList<>();
        boolean ours = false;
        int from = message.valueStart(index);
        while (span.next()) {
            boolean gateway = span.hasUri() && isGateway(patches.text(span.uriStart(), span.uriEnd()));
            ours |= gateway;
            if (!gateway) {
                others.add(patches.text(span.displayStart(), span.entryEnd()));
            }
        }
        if (ours && others.isEmpty()) {
            patches.remove(index);
        } else if (ours) {
            patches.replace(from, message.valueEnd(index), String.join(", ", others));
        }
    }

    private boolean isGateway(String uri) {
        return Spelling.of(uri)
                .map(spelling -> GatewayNames.isGateway(spelling.host(), phone.address()))
                .orElse(false);
    }

    /** The field's addresses; returns whom a target names that nobody is, or null. */
    private @Nullable String addresses(SipMessage message, int index, boolean target, Patches patches) {
        int start = message.valueStart(index);
        int end = message.valueEnd(index);
        StringBuilder value = new StringBuilder();
        AddressSpan span = new AddressSpan().wrap(message.array(), start, end);
        int copied = start;
        while (span.next()) {
            if (!span.hasUri()) {
                continue;
            }
            String uri = patches.text(span.uriStart(), span.uriEnd());
            String written = target ? numbered(uri) : isGateway(uri) ? own(uri) : uri;
            if (written == null) {
                return uri;
            }
            value.append(patches.text(copied, span.uriStart())).append(written);
            copied = span.uriEnd();
        }
        value.append(patches.text(copied, end));
        patches.replace(start, end, withoutGateway(value.toString()));
        return null;
    }

    /** A target at the gateway by its whole number; null if nobody has it. */
    private @Nullable String numbered(String uri) {
        Optional<String> local = LocalNumber.of(uri);
        if (local.isPresent()) {
            return meant.apply(local.get()).map(found -> "sip:" + found).orElse(null);
        }
        String whole = Spelling.withScheme(uri);
        Spelling spelling = Spelling.of(whole).orElse(null);
        if (spelling == null || !GatewayNames.isGateway(spelling.host(), phone.address())) {
            return uri;
        }
        return Optional.ofNullable(spelling.plainUser())
                .flatMap(meant)
                .map(found -> new UriSwap(
                                spelling.user(),
                                spelling.host(),
                                found.extension(),
                                found.number().toString())
                        .swap(whole))
                .orElse(null);
    }

    private String own(String uri) {
        return Spelling.of(uri)
                .map(spelling -> UriSwap.ofHosts(
                                spelling.host(), phone.address().toString())
                        .swap(uri))
                .orElse(uri);
    }

    /** Bodies that say who talks to whom (RFC 4235, RFC 3863, RFC 3420). */
    private void body(SipMessage message, Patches patches) {
        MediaType type = message.bodyEnd() > message.bodyStart() ? message.contentType() : null;
        if (type == null || !(type.subtype().endsWith("xml") || type.subtype().equals("sipfrag"))) {
            return;
        }
        String body = patches.text(message.bodyStart(), message.bodyEnd());
        String without = withoutGateway(body);
        int length = message.indexOf(SipHeader.CONTENT_LENGTH);
        if (!without.equals(body)) {
            if (length >= 0) {
                patches.replace(
                        message.valueStart(length), message.valueEnd(length), Integer.toString(without.length()));
            }
            patches.replace(message.bodyStart(), message.bodyEnd(), without);
        }
    }

    /** The text with the phone's own address wherever the gateway's stands. */
    private String withoutGateway(String text) {
        String gateway = phone.address().gatewayText();
        String own = NetUtil.intToIpAddress(phone.address().value());
        int at = text.indexOf(gateway);
        if (at < 0) {
            return text;
        }
        StringBuilder without = new StringBuilder();
        int copied = 0;
        for (; at >= 0; at = text.indexOf(gateway, at + gateway.length())) {
            int behind = at + gateway.length();
            boolean longer = (behind < text.length() && Character.isDigit(text.charAt(behind)))
                    || (at > 0 && Character.isDigit(text.charAt(at - 1)) && !isEscaped(text, at));
            without.append(text, copied, at).append(longer ? gateway : own);
            copied = behind;
        }
        return without.append(text, copied, text.length()).toString();
    }

    /** Whether the two characters before are the digits of an escape, as in {@code %40}. */
    private static boolean isEscaped(String text, int at) {
        return at >= 3 && text.charAt(at - 3) == '%';
    }
}
