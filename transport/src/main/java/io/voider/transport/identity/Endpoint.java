package io.voider.transport.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where somebody listens, as text: a host name, an IPv4 address or an IPv6 address in brackets, and a port.
 *
 * @param host without brackets; nothing is resolved
 * @param port 1…65535
 */
public record Endpoint(String host, int port) {
    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9a-f:.]{2,45})]|([^:\\[\\]]+)):([1-9][0-9]{0,4})");
    private static final Pattern HOST = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

    /** @throws HandoverException if the host is no name or address, or the port is out of range */
    public Endpoint {
        HandoverException.require(
                (HOST.matcher(host).matches() || IPV6.matcher(host).matches()) && port >= 1 && port <= 65535,
                "'" + printable(host) + "' with port " + port + " is no place to reach somebody at");
    }

    /**
     * Reads {@code host:port} or {@code [address]:port}.
     *
     * @throws HandoverException if it is anything else
     */
    public static Endpoint parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        HandoverException.require(matcher.matches(), "'" + printable(text) + "' is not host:port");
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new Endpoint(host, Integer.parseInt(matcher.group(3)));
    }

    private static String printable(String text) {
        String shortened = text.length() > 64 ? text.substring(0, 64) + "…" : text;
        return shortened.replaceAll("[^ -~…]", "?");
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
