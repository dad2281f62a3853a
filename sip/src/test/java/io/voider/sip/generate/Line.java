package io.voider.sip.generate;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * The two address pairs of a call, as dotted decimals: the phone is {@code phone} to itself and {@code me} in the
 * tunnel; the other party is {@code dialled} to the phone and {@code peer} in the tunnel.
 */
public record Line(String phone, String me, String dialled, String peer) {
    /** The line of most tests: subscriber 5 calls the owner of the exchange that the caller joined second. */
    public static final Line USUAL = new Line("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");

    /** Any line that the dial plan allows; the look-alikes of {@link Hosts} are never one of its addresses. */
    public static Arbitrary<Line> any() {
        Arbitrary<Integer> number = Arbitraries.integers().between(1, 254);
        Arbitrary<Integer> block = Arbitraries.integers().between(0, 13 * 256 * 64 - 1);
        return Combinators.combine(block, number, number, number, number, number)
                .as(Line::of)
                .filter(line ->
                        !line.me.equals(line.peer) && !Hosts.STRANGERS.stream().anyMatch(line::owns));
    }

    private static Line of(int block, int namespace, int me, int myPhone, int peer, int itsPhone) {
        int net = block * 4 + 1;
        return new Line(
                "172." + (16 + (net >> 16)) + "." + (net >> 8 & 255) + "." + (net & 255),
                "172.29." + me + "." + myPhone,
                "10." + namespace + "." + peer + "." + itsPhone,
                "172.29." + peer + "." + itsPhone);
    }

    /** Whether a text may hold a number that one of the two has at another home. */
    public boolean isNumberedIn(String text) {
        return numberElsewhere(me).matcher(text).find()
                || numberElsewhere(peer).matcher(text.replace(dialled, "")).find();
    }

    private static Pattern numberElsewhere(String inTunnel) {
        return Pattern.compile("10\\.\\d{1,3}" + Pattern.quote(inTunnel.substring("172.29".length())) + "(?!\\d)");
    }

    /** Its own addresses, and the numbers of these two parties at other homes. */
    private boolean owns(String address) {
        return isNumber(address, me)
                || isNumber(address, peer)
                || address.equals(phone)
                || address.equals(me)
                || address.equals(dialled)
                || address.equals(peer);
    }

    private static boolean isNumber(String address, String inTunnel) {
        return address.startsWith("10.") && address.endsWith(inTunnel.substring("172.29".length()));
    }
}
