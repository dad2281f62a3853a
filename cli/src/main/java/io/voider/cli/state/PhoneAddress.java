package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.netty.util.NetUtil;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone's own IPv4 address: the first usable one of a /30 out of 172.16.0.0 … 172.28.255.252. The second usable one is
 * its gateway, which is the node.
 *
 * @param value the address as an unsigned 32-bit number in network order
 */
public record PhoneAddress(int value) {
    /** How long the prefix of a phone's own little network is. */
    public static final int PREFIX_LENGTH = 30;

    private static final int LOWEST = 0xAC10_0001;
    private static final int HIGHEST = 0xAC1C_FFFD;
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    /** @throws StateException if the address is outside the range or not the first usable one of its /30 */
    public PhoneAddress {
        StateException.require(
                Integer.compareUnsigned(value, LOWEST) >= 0 && Integer.compareUnsigned(value, HIGHEST) <= 0,
                NetUtil.intToIpAddress(value) + " is no phone's address: phones live in 172.16.0.0 … 172.28.255.255");
        StateException.require(
                (value & 3) == 1,
                NetUtil.intToIpAddress(value) + " is not the first usable address of its /30; "
                        + NetUtil.intToIpAddress((value & ~3) | 1) + " is");
    }

    /**
     * Reads {@code "172.16.5.1"}.
     *
     * @throws StateException if the text is no such address
     */
    @JsonCreator
    public static PhoneAddress parse(String text) {
        Matcher parts = DOTTED.matcher(text);
        StateException.require(parts.matches(), "'" + text + "' is not an IPv4 address");
        int value = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(parts.group(i));
            StateException.require(octet <= 255, "'" + text + "' is not an IPv4 address");
            value = value << 8 | octet;
        }
        return new PhoneAddress(value);
    }

    /** One of the 212,992 addresses, each as likely as another. */
    public static PhoneAddress random(RandomGenerator random) {
        return new PhoneAddress(LOWEST + 4 * random.nextInt((HIGHEST - LOWEST) / 4 + 1));
    }

    /** The address in the next /30; behind the last comes the first. */
    PhoneAddress next() {
        return value == HIGHEST ? new PhoneAddress(LOWEST) : new PhoneAddress(value + 4);
    }

    /** The node's own address towards this phone. */
    public int gateway() {
        return value + 1;
    }

    /** The gateway in dotted form. */
    public String gatewayText() {
        return NetUtil.intToIpAddress(gateway());
    }

    @JsonValue
    @Override
    public String toString() {
        return NetUtil.intToIpAddress(value);
    }
}
