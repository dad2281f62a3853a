package io.voider.transport.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where somebody listens, as text: a host name, an IPv4 address or an IPv6 address in brackets, and a port.
 *
 * @param host without brackets; nothing is looked up
 * @param port 1…65535
 */
public record Endpoint(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;
    private static final int SHOWN_CHARACTERS = 64;
    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]{1,44})]|([^:\\[\\]]+)):([1-9][0-9]{0,4})");
    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*");

    /** @throws IllegalArgumentException if the host is no name or address, or the port is out of range */
    public Endpoint {
        boolean addressable =
                NAME.matcher(host).matches() || (host.indexOf(':') >= 0 && NetUtil.isValidIpV6Address(host));
        if (!addressable || port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "'" + printable(host) + "' with port " + port + " is no place to reach somebody at");
        }
    }

    /**
     * Reads {@code host:port} or {@code [address]:port}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Endpoint parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + printable(text) + "' is not host:port");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new Endpoint(host, Integer.parseInt(matcher.group(3)));
    }

    /** An address and its port. */
    public static Endpoint of(InetSocketAddress address) {
        return new Endpoint(address.getAddress().getHostAddress(), address.getPort());
    }

    /** Whether the host is an IPv4 or IPv6 address rather than a name. */
    public boolean isLiteral() {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    /**
     * The address that stands there.
     *
     * @throws IllegalArgumentException if it is a name: then nothing is looked up
     */
    public InetSocketAddress literal() {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address == null) {
            throw new IllegalArgumentException("'" + printable(host) + "' is a name, not an address");
        }
        return new InetSocketAddress(address, port);
    }

    /** The address that a name has at the moment, perhaps unresolved. Looking it up blocks. */
    public InetSocketAddress lookUp() {
        return isLiteral() ? literal() : new InetSocketAddress(host, port);
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String printable(String text) {
        String shortened = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
        return shortened.replaceAll("[^ -~…]", "?");
    }

    @Override
    public String toString() {
        return text();
    }
}
