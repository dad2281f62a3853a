package io.voider.sip.oracle;

import io.netty.buffer.ByteBufUtil;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipUri;
import io.voider.sip.Via;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a message says, part by part, in words that do not depend on who read it: letters' case is gone where it means
 * nothing (schemes, hosts, transports).
 */
record Reading(SortedMap<String, String> parts) {
    private static final List<SipHeader> LISTS = List.of(SipHeader.CONTACT, SipHeader.ROUTE, SipHeader.RECORD_ROUTE);

    /** Our own reading. */
    static Reading of(SipMessage message) {
        Writer writer = new Writer();
        if (message.isRequest()) {
            writer.put("method", message.methodName());
            writer.put("request URI", uri(message.requestUri()));
        } else {
            writer.put("status", message.statusCode());
            writer.put("phrase", message.reasonPhrase());
        }
        writer.put("Call-ID", message.callId());
        writer.put("CSeq", message.cseq().number() + " " + message.cseq().methodName());
        if (message.contentLength() > 0) {
            writer.put("body", body(ByteBufUtil.getBytes(message.body())));
        }
        writer.put("From", address(message.from()));
        writer.put("To", address(message.to()));
        int hop = 0;
        for (Via via : message.vias()) {
            writer.put("Via " + hop++, via(via));
        }
        message.addresses(SipHeader.REFER_TO).stream()
                .limit(1)
                .forEach(target -> writer.put("Refer-To", address(target.displayName(), uri(target.uri()), null)));
        for (SipHeader list : LISTS) {
            int entry = 0;
            for (NameAddress address : message.addresses(list)) {
                writer.put(list.fieldName() + " " + entry++, address(address));
            }
        }
        return writer.reading();
    }

    private static String uri(SipUri uri) {
        return uri.isSip() ? uri(uri.scheme(), uri.user(), uri.host(), uri.port()) : uri(uri.text());
    }

    private static String address(NameAddress address) {
        return address(address.displayName(), uri(address.uri()), address.tag());
    }

    private static String via(Via via) {
        return via(
                via.transport(),
                via.host(),
                via.port(),
                via.branch(),
                via.parameters().value("received"));
    }

    /** A sip or sips URI; without a port it is -1. */
    static String uri(String scheme, @Nullable String user, String host, int port) {
        return lower(scheme) + ":" + Objects.requireNonNullElse(user, "") + "@" + lower(host) + ":" + port;
    }

    /** Any other URI. */
    static String uri(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : lower(text.substring(0, colon)) + text.substring(colon);
    }

    static String body(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    static String address(String displayName, String uri, @Nullable String tag) {
        return '"' + displayName.replaceAll("\\s", "") + "\" <" + uri + "> tag " + tag;
    }

    static String via(String transport, String host, int port, @Nullable String branch, @Nullable String received) {
        return lower(transport) + " " + lower(host) + ":" + port + " branch " + branch + " received " + received;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Collects parts. */
    static final class Writer {
        private final SortedMap<String, String> parts = new TreeMap<>();

        void put(String part, Object value) {
            parts.put(part, value.toString());
        }

        Reading reading() {
            return new Reading(parts);
        }
    }

    /** Each part that the two readings do not have alike. */
    List<String> differences(Reading other) {
        TreeMap<String, String> all = new TreeMap<>(other.parts);
        all.putAll(parts);
        return all.keySet().stream()
                .filter(part -> !Objects.equals(parts.get(part), other.parts.get(part)))
                .map(part -> part + ": " + parts.get(part) + " | " + other.parts.get(part))
                .toList();
    }
}
