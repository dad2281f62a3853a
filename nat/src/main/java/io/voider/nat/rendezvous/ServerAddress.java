package io.voider.nat.rendezvous;

import io.netty.util.NetUtil;

/**
 * A host (name, IPv4 address, or IPv6 address without brackets) and a port. Its text has brackets around an IPv6
 * address: {@code [2001:db8::1]:7443}.
 */
public record ServerAddress(String host, int port) {
    public ServerAddress {
        if (host.isEmpty() || host.length() > 253 || !host.matches("[0-9A-Za-z.:_-]+")) {
            throw new IllegalArgumentException("not a host name or address: \"" + host + "\"");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be 1 to 65535, but is " + port);
        }
    }

    /** Reads {@code host:port} or {@code [address]:port}. @throws IllegalArgumentException if it is neither */
    public static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("expected host:port, but got \"" + text + "\"");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("write an IPv6 address in brackets: \"" + text + "\"");
        }
        try {
            return new ServerAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("port is not a number in \"" + text + "\"", notANumber);
        }
    }

    /** Whether the host is an IPv4 or IPv6 address rather than a name. */
    public boolean isLiteral() {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    public String text() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    @Override
    public String toString() {
        return text();
    }
}
