package io.voider.sip.rewrite;

import io.netty.util.NetUtil;
import io.voider.sip.Ipv4Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The two pairs of addresses of one line and one phone:
 *
 * <pre>
 *   phone side              tunnel side
 *   phone    A   ◄──►   B   me
 *   dialled  C   ◄──►   D   peer
 * </pre>
 *
 * <p>Each address has one twin, and is its twin's twin. That is why mapping a message twice gives it back, whatever
 * addresses it held.
 */
public final class Mapping {
    /** What {@link #find} says of any other address. */
    static final int NOT_MAPPED = -1;

    private static final int PHONE = 0;
    private static final int ME = 1;
    private static final int DIALLED = 2;
    private static final int PEER = 3;
    private static final List<String> NAMES = List.of("phone", "me", "dialled", "peer");

    private final int[] addresses;
    private final byte[][] texts = new byte[4][];

    private Mapping(int... addresses) {
        this.addresses = addresses;
        for (int i = 0; i < addresses.length; i++) {
            for (int k = 0; k < i; k++) {
                if (addresses[i] == addresses[k]) {
                    throw new IllegalArgumentException(NAMES.get(k) + " and " + NAMES.get(i) + " are both "
                            + NetUtil.intToIpAddress(addresses[i]) + ", the four addresses must be distinct");
                }
            }
            texts[i] = NetUtil.intToIpAddress(addresses[i]).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * A mapping of four addresses as 32-bit numbers, most significant byte first.
     *
     * @throws IllegalArgumentException if two of them are the same
     */
    public static Mapping of(int phone, int me, int dialled, int peer) {
        return new Mapping(phone, me, dialled, peer);
    }

    /**
     * A mapping of four addresses in dotted decimal.
     *
     * @throws IllegalArgumentException if one is not an IPv4 address without leading zeros, or two are the same
     */
    public static Mapping parse(String phone, String me, String dialled, String peer) {
        return new Mapping(
                address("phone", phone), address("me", me), address("dialled", dialled), address("peer", peer));
    }

    private static int address(String name, String text) {
        long address = Ipv4Text.parse(text);
        if (address == Ipv4Text.NONE) {
            throw new IllegalArgumentException(name + " is " + text + ", must be an IPv4 address like 172.16.0.1");
        }
        return (int) address;
    }

    /** The phone's own address. */
    public int phone() {
        return addresses[PHONE];
    }

    /** The phone's address in the tunnel. */
    public int me() {
        return addresses[ME];
    }

    /** The address that was dialled. */
    public int dialled() {
        return addresses[DIALLED];
    }

    /** The dialled phone's address in the tunnel. */
    public int peer() {
        return addresses[PEER];
    }

    /** Which of the four an address is, or {@link #NOT_MAPPED}. */
    int find(int address) {
        for (int i = 0; i < addresses.length; i++) {
            if (addresses[i] == address) {
                return i;
            }
        }
        return NOT_MAPPED;
    }

    /** The twin's number of address number {@code found}. */
    static int twin(int found) {
        return found ^ 1;
    }

    /** Whether address number {@code found} is one of the side that a message going {@code direction} comes from. */
    static boolean isHome(int found, Direction direction) {
        boolean phoneSide = found == PHONE || found == DIALLED;
        return phoneSide == (direction == Direction.OUT);
    }

    /** Address number {@code found} in dotted decimal. */
    byte[] text(int found) {
        return texts[found];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mapping mapping && Arrays.equals(addresses, mapping.addresses);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(addresses);
    }

    @Override
    public String toString() {
        return "phone " + NetUtil.intToIpAddress(phone()) + " as " + NetUtil.intToIpAddress(me()) + ", dialled "
                + NetUtil.intToIpAddress(dialled()) + " as " + NetUtil.intToIpAddress(peer());
    }
}
