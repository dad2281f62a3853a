package io.voider.nat.portmap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * The search for an Internet gateway (UPnP Device Architecture 1.1 section 1.3): a request in the shape of HTTP in one
 * datagram, and an answer that says where the device is described.
 *
 * <pre>
 *   M-SEARCH * HTTP/1.1                          HTTP/1.1 200 OK
 *   HOST: 239.255.255.250:1900                   ST: urn:schemas-upnp-org:device:InternetGatewayDevice:2
 *   MAN: "ssdp:discover"                         LOCATION: http://192.168.1.1:5000/rootDesc.xml
 *   MX: 1                                        …
 *   ST: urn:schemas-upnp-org:device:InternetGatewayDevice:2
 * </pre>
 */
final class Ssdp {
    static final int MAX_BYTES = 2_048;
    private static final int MAX_LINES = 64;
    private static final String GATEWAY_DEVICE = "urn:schemas-upnp-org:device:InternetGatewayDevice:";

    private Ssdp() {}

    /** One search for each version: old devices answer only to theirs. */
    static List<byte[]> searches() {
        return List.of(search(2), search(1));
    }

    private static byte[] search(int version) {
        String text = "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
                + GATEWAY_DEVICE + version + "\r\n\r\n";
        return text.getBytes(ISO_8859_1);
    }

    /**
     * Where the device that answered is described.
     *
     * @throws PortMapException if this is no answer of a gateway device, or the place is not on {@code gateway}
     */
    static GatewayUrl read(ByteBuf datagram, InetAddress gateway) throws PortMapException {
        if (datagram.readableBytes() > MAX_BYTES) {
            throw new PortMapException("SSDP answer of " + datagram.readableBytes() + " bytes");
        }
        String[] lines = datagram.toString(ISO_8859_1).split("\r\n", MAX_LINES + 1);
        if (!lines[0].matches("HTTP/1\\.[01] 200( .*)?") || lines.length > MAX_LINES) {
            throw new PortMapException("not an SSDP answer");
        }
        if (!header(lines, "st").startsWith(GATEWAY_DEVICE)) {
            throw new PortMapException("an SSDP answer of another device");
        }
        return GatewayUrl.parse(header(lines, "location"), gateway);
    }

    private static String header(String[] lines, String name) throws PortMapException {
        String found = null;
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0
                    && lines[i].substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                if (found != null) {
                    throw new PortMapException("an SSDP answer with two of " + name);
                }
                found = lines[i].substring(colon + 1).strip();
            }
        }
        if (found == null) {
            throw new PortMapException("an SSDP answer without " + name);
        }
        return found;
    }
}
