package io.voider.nat.portmap;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http URL on the gateway. Its host is written as the gateway's address and is never anything else: a URL that leads
 * elsewhere, in whatever spelling, is refused, so that no answer can make us fetch from a third party.
 *
 * @param target path and query, in visible ASCII, as it stands in a request line
 */
record GatewayUrl(InetSocketAddress server, String target) {
    static final int MAX_LENGTH = 512;
    private static final int HTTP_PORT = 80;
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?i:http)://(\\d{1,3}(?:\\.\\d{1,3}){3})(?::(\\d{1,5}))?(/[!-~&&[^#]]*)?");
    private static final Pattern RELATIVE = Pattern.compile("/(?!/)[!-~&&[^#]]*|[!-~&&[^#:/]][!-~&&[^#:]]*");

    /**
     * @throws PortMapException if {@code text} is not an http URL with an address for a host, or the host is not
     *     {@code gateway}
     */
    static GatewayUrl parse(String text, InetAddress gateway) throws PortMapException {
        Matcher parts = text.length() > MAX_LENGTH ? null : ABSOLUTE.matcher(text);
        if (parts == null || !parts.matches()) {
            throw new PortMapException("not an http URL with an IPv4 address");
        }
        byte[] host = NetUtil.createByteArrayFromIpAddressString(parts.group(1));
        if (host == null || !Arrays.equals(host, gateway.getAddress())) {
            throw new PortMapException("a URL at " + parts.group(1) + ", not at the gateway");
        }
        int port = parts.group(2) == null ? HTTP_PORT : Integer.parseInt(parts.group(2));
        if (port < 1 || port > 65_535) {
            throw new PortMapException("a URL with port " + port);
        }
        String target = parts.group(3) == null ? "/" : parts.group(3);
        return new GatewayUrl(new InetSocketAddress(gateway, port), target);
    }

    /**
     * What {@code reference}, found in the document at this URL, names (RFC 3986 section 5.2, without dot segments).
     *
     * @throws PortMapException if that is not a URL on the gateway
     */
    GatewayUrl resolve(String reference) throws PortMapException {
        if (reference.length() > MAX_LENGTH || !RELATIVE.matcher(reference).matches()) {
            return parse(reference, server.getAddress());
        }
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        return new GatewayUrl(server, reference.startsWith("/") ? reference : directory + reference);
    }
}
