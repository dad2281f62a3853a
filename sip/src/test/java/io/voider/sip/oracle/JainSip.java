package io.voider.sip.oracle;

import gov.nist.javax.sip.address.GenericURI;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.AddressParametersHeader;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sip.address.Address;
import javax.sip.address.URI;
import javax.sip.header.Header;
import javax.sip.header.ReferToHeader;
import org.jspecify.annotations.Nullable;

/** How JAIN-SIP reads a message. */
final class JainSip {
    private static final List<String> LISTS = List.of("Contact", "Route", "Record-Route");
    /** It leaves them as they are in display names. */
    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)");

    private JainSip() {}

    /** Its reading, or null if it finds the message, or a part of it that it reads, broken. */
    static @Nullable Reading read(byte[] message) {
        try {
            SIPMessage parsed = new StringMsgParser().parseSIPMessage(message, true, false, JainSip::refuse);
            return parsed == null ? null : reading(parsed);
        } catch (ParseException | RuntimeException refused) {
            // JAIN-SIP's parsers also throw what the JVM throws at ends of strings.
            return null;
        }
    }

    private static void refuse(ParseException why, SIPMessage message, Class<?> header, String text, String whole)
            throws ParseException {
        throw why;
    }

    private static Reading reading(SIPMessage message) {
        Reading.Writer writer = new Reading.Writer();
        if (message instanceof SIPRequest request) {
            writer.put("method", request.getMethod());
            writer.put("request URI", uri(request.getRequestURI()));
        } else if (message instanceof SIPResponse response) {
            writer.put("status", response.getStatusCode());
            writer.put("phrase", Objects.requireNonNullElse(response.getReasonPhrase(), ""));
        }
        writer.put("Call-ID", message.getCallId().getCallId());
        writer.put(
                "CSeq",
                message.getCSeq().getSeqNumber() + " " + message.getCSeq().getMethod());
        byte[] body = message.getRawContent();
        if (body != null && body.length > 0) {
            writer.put("body", Reading.body(body));
        }
        writer.put(
                "From",
                address(message.getFrom().getAddress(), message.getFrom().getTag()));
        writer.put("To", address(message.getTo().getAddress(), message.getTo().getTag()));
        int hop = 0;
        for (Via via : message.getViaHeaders()) {
            writer.put(
                    "Via " + hop++,
                    Reading.via(
                            via.getTransport(),
                            via.getHost(),
                            via.getPort(),
                            via.getBranch(),
                            stripped(via.getReceived())));
        }
        Header target = message.getHeader("Refer-To");
        if (target instanceof ReferToHeader refer) {
            writer.put("Refer-To", address(refer.getAddress(), null));
        }
        for (String name : LISTS) {
            int entry = 0;
            for (Iterator<SIPHeader> headers = message.getHeaders(name); headers.hasNext(); ) {
                if (headers.next() instanceof AddressParametersHeader header
                        && !header.getAddress().isWildcard()) {
                    writer.put(name + " " + entry++, address(header.getAddress(), header.getParameter("tag")));
                }
            }
        }
        return writer.reading();
    }

    private static String address(Address address, @Nullable String tag) {
        String name = Objects.requireNonNullElse(address.getDisplayName(), "");
        return Reading.address(QUOTED_PAIR.matcher(name).replaceAll("$1"), uri(address.getURI()), tag);
    }

    private static String uri(URI uri) {
        return uri instanceof SipUri sip
                ? Reading.uri(sip.getScheme(), unescaped(sip.getUser()), sip.getHost(), sip.getPort())
                : Reading.uri(((GenericURI) uri).toString());
    }

    private static @Nullable String stripped(@Nullable String text) {
        return text == null ? null : text.strip();
    }

    private static @Nullable String unescaped(@Nullable String user) {
        return user == null ? null : URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
