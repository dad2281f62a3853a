package io.voider.cli.exchange;

import io.netty.util.NetUtil;

/**
 * What one dials: {@code 10.i.s.p}.
 *
 * @param exchange i: 1 my own exchange, 2…254 one that I joined
 * @param subscriber s: 1 the exchange's owner, 2…254 a friend of the owner's
 * @param phone p: 1…254, the phone at that home; 0 for all of them
 */
public record DialledNumber(int exchange, int subscriber, int phone) {
    /** The phone of a number that means all phones of a home. */
    static final int ALL_PHONES = 0;

    private static final int DIALLED = 10;
    private static final int IN_TUNNEL = 172 << 8 | 29;

    /** @throws IllegalArgumentException if one of the first two is not 1…254, or the last not 0…254 */
    public DialledNumber {
        if (!isOctet(exchange) || !isOctet(subscriber) || !isPhone(phone)) {
            throw new IllegalArgumentException("10." + exchange + "." + subscriber + "." + phone
                    + " cannot be dialled: each number is 1…254, or 0 for all phones");
        }
    }

    /** Whether an IPv4 address is one that can be dialled. */
    public static boolean isDialled(int address) {
        return address >>> 24 == DIALLED
                && isOctet(address >>> 16 & 255)
                && isOctet(address >>> 8 & 255)
                && isPhone(address & 255);
    }

    /** Whether an IPv4 address is somebody's inside a tunnel. */
    static boolean isInTunnel(int address) {
        return address >>> 16 == IN_TUNNEL && isOctet(address >>> 8 & 255) && isPhone(address & 255);
    }

    /**
     * Reads an address that was dialled.
     *
     * @throws IllegalArgumentException if it cannot be dialled
     */
    public static DialledNumber dialled(int address) {
        if (!isDialled(address)) {
            throw new IllegalArgumentException(NetUtil.intToIpAddress(address) + " cannot be dialled");
        }
        return new DialledNumber(address >>> 16 & 255, address >>> 8 & 255, address & 255);
    }

    /** Who has that address inside the tunnel of exchange {@code index}. */
    static DialledNumber inTunnel(int index, int address) {
        return new DialledNumber(index, address >>> 8 & 255, address & 255);
    }

    /** Whether it is a phone of one's own home. */
    public boolean isAtHome() {
        return exchange == DialPlan.OWN && subscriber == DialPlan.OWN;
    }

    /** The address that a phone dials. */
    public int address() {
        return DIALLED << 24 | exchange << 16 | subscriber << 8 | phone;
    }

    /** The address inside the exchange's tunnel, {@code 172.29.s.p}. */
    public int tunnelAddress() {
        return IN_TUNNEL << 16 | subscriber << 8 | phone;
    }

    @Override
    public String toString() {
        return NetUtil.intToIpAddress(address());
    }

    private static boolean isPhone(int value) {
        return value == ALL_PHONES || isOctet(value);
    }

    private static boolean isOctet(int value) {
        return value >= 1 && value <= 254;
    }
}
