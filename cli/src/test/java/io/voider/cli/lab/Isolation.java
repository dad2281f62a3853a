package io.voider.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.world.Await;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Proves, in a lab of three homes with a call from bob to alice in it, what cannot be reached from inside the namespaces. An
 * {@link Intruder} stands in each in turn, and taps on all wires of the lab watch for what they send.
 */
final class Isolation implements AutoCloseable {
    private static final List<Integer> SOME_PORTS =
            List.of(7, 22, 53, 80, 123, 443, 1194, 3478, 5060, 5061, 7443, 10_000);
    private static final List<Integer> ALL_PORTS =
            IntStream.rangeClosed(1, 65_535).boxed().toList();
    private static final String FRIENDS_PHONE = "172.29.2.1";
    private static final String GATEWAY = "172.16.0.2";
    private static final byte[] DNS_QUESTION =
            HexFormat.of().parseHex("123401000001000000000000" + "06766f69646572" + "0000010001");
    private static final byte[] TIME_QUESTION = Arrays.copyOf(new byte[] {0x23}, 48);
    private static final int ROUNDS = 8;
    private static final int SETTLE_MILLIS = 400;
    private static final long VOICE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** The LAN, the routers, the VPS, other homes, and an address that nobody in the lab has. */
    private static final Set<String> OUTSIDE = Set.of(
            "192.168.1.1", "192.168.1.2", "203.0.113.1", "203.0.113.2", "203.0.113.10", "203.0.113.18", "8.8.8.8");

    private static final Set<String> TUNNEL_ADDRESSES =
            Set.of("172.31.0.1", "172.31.0.2", "172.31.0.3", "172.29.1.1", "172.29.2.1", "172.29.3.1");

    private final Map<String, Tap> taps = new LinkedHashMap<>();
    private final Tap endOfTheTunnel;
    private final Tap voice;

    Isolation() throws Exception {
        for (String home : List.of("alice", "bob", "carol")) {
            taps.put(home + "'s phone", Tap.at("vlab." + home + "-phone", "eth0", Intruder.FILTER));
            taps.put(home + "'s LAN", Tap.at("vlab." + home, "eth0", Intruder.FILTER));
        }
        for (int router = 1; router <= 3; router++) {
            taps.put("router " + router, Tap.at("vlab.r" + router, "wan", Intruder.FILTER));
        }
        endOfTheTunnel = Tap.at("vl1.1", "tun0", Intruder.FILTER);
        taps.put("alice's tunnel", endOfTheTunnel);
        taps.put("bob's tunnel", Tap.at("vl2.2", "tun0", Intruder.FILTER));
        taps.put("carol's tunnel", Tap.at("vl3.2", "tun0", Intruder.FILTER));
        voice = Tap.at(
                "vlab.alice-phone", "eth0", "udp and dst host 172.16.0.1 and udp[8] = 0x80 and udp[9] & 0x7f = 0");
    }

    /** Shows that the taps see and the intruder can reach what nothing forbids. */
    void assertThatTheScanFindsWhatIsThere() throws Exception {
        try (Intruder intruder = new Intruder("vlab.alice")) {
            intruder.knock("0.0.0.0", Set.of("203.0.113.2"), List.of(9));
            assertThat(intruder.connect(Set.of("203.0.113.2"))).contains("203.0.113.2:7443");
        }
        assertThat(seen().get("router 1")).contains("udp 203.0.113.2:9", "tcp 203.0.113.2:7443");
    }

    /** A phone reaches the phone of a friend at the ports of their call, and nothing else. */
    void assertThatAPhoneReachesOnlyLines() throws Exception {
        Set<String> notLines = plus(plus(OUTSIDE, TUNNEL_ADDRESSES), Set.of("10.1.1.9", "10.3.3.1", "10.200.1.1"));
        try (Intruder intruder = new Intruder("vlab.bob-phone")) {
            intruder.knock("0.0.0.0", notLines, SOME_PORTS);
            intruder.knock("0.0.0.0", Set.of("10.2.1.1"), plus(SOME_PORTS, mediaPorts()));
            assertThat(intruder.connect(plus(OUTSIDE, TUNNEL_ADDRESSES)))
                    .as("connections out of the phone's namespace")
                    .isEmpty();
            assertThat(intruder.ping(OUTSIDE)).as("pinged from the phone").isEmpty();
        }
        Map<String, Set<String>> seen = seen();
        assertThat(seen.remove("bob's phone")).as("what they sent").isNotEmpty();
        // The call's own ports go the whole way, for what is sent begins as voice does.
        String media = "172.29.1.1:";
        assertThat(seen.remove("bob's tunnel")).allMatch(each -> isMedia(each, media));
        assertThat(seen.remove("alice's tunnel")).allMatch(each -> isMedia(each, media));
        assertThat(seen.remove("alice's phone")).isNotEmpty().allMatch(each -> isMedia(each, "172.16.0.1:"));
        assertNowhereElse(seen);
    }

    /** At its gateway a phone finds what is there for it, and nothing else: what the kernel has is silent. */
    void assertThatTheGatewayAnswersOnlyAsItsServices() throws Exception {
        try (Intruder intruder = new Intruder("vlab.bob-phone")) {
            assertThat(intruder.answers(GATEWAY, DNS_QUESTION, ALL_PORTS))
                    .as("ports at which a name is known")
                    .containsExactly(53);
            assertThat(intruder.answers(GATEWAY, TIME_QUESTION, ALL_PORTS))
                    .as("ports at which the time is known, or that say that this is no question for a name")
                    .containsExactly(53, 123);
            assertThat(intruder.connect(Set.of(GATEWAY)))
                    .as("connections to the gateway")
                    .containsExactly(GATEWAY + ":5060", GATEWAY + ":80");
            assertThat(intruder.ping(Set.of(GATEWAY)))
                    .as("pinged at the gateway")
                    .isEmpty();
        }
        Map<String, Set<String>> seen = seen();
        seen.remove("bob's phone");
        assertNowhereElse(seen);
    }

    /** A friend's end of a tunnel, with whatever they may put into it, reaches none of the other's networks. */
    void assertThatAFriendsTunnelEndsAtTheExchange() throws Exception {
        try (Intruder intruder = new Intruder("vl2.2")) {
            Set<String> targets = plus(plus(OUTSIDE, TUNNEL_ADDRESSES), Set.of("172.16.0.1", "172.16.0.2", "10.1.3.1"));
            speakForThePhone(intruder, () -> {
                intruder.knock(FRIENDS_PHONE, targets, SOME_PORTS);
                assertThat(intruder.connect(targets))
                        .as("connections through the tunnel")
                        .allMatch(each -> each.endsWith(":5060"));
                assertThat(intruder.ping(OUTSIDE))
                        .as("pinged through the tunnel")
                        .isEmpty();
            });
        }
        Map<String, Set<String>> seen = seen();
        assertThat(seen.remove("bob's tunnel")).as("what they sent").isNotEmpty();
        assertThat(seen.remove("alice's tunnel")).as("what arrived at its end").isNotEmpty();
        assertNowhereElse(seen);
    }

    /** A friend in a call sends to each port of the phone that they talk with: only those of the call let them in. */
    void assertThatAFriendReachesOnlyTheCallsPorts() throws Exception {
        List<Integer> untried = new ArrayList<>(ALL_PORTS);
        try (Intruder intruder = new Intruder("vl2.2")) {
            speakForThePhone(intruder, () -> {
                for (int round = 0; round < ROUNDS && !untried.isEmpty(); round++) {
                    intruder.knock(FRIENDS_PHONE, Set.of("172.29.1.1"), List.copyOf(untried));
                    Thread.sleep(SETTLE_MILLIS);
                    Set<String> arrived = endOfTheTunnel.seen();
                    untried.removeIf(port -> arrived.contains("udp 172.29.1.1:" + port));
                }
            });
        }
        assertThat(untried)
                .as("ports at which nothing arrived at the end of the tunnel")
                .isEmpty();
        Map<String, Set<String>> seen = seen();
        seen.remove("bob's tunnel");
        seen.remove("alice's tunnel");
        assertThat(seen.remove("alice's phone")).isNotEmpty().allMatch(each -> isMedia(each, "172.16.0.1:"));
        assertNowhereElse(seen);
    }

    /** Whoever has taken over the program at the tunnel's end at home is in the same cell. */
    void assertThatTheTunnelsOwnEndIsACell() throws Exception {
        try (Intruder intruder = new Intruder("vl1.1")) {
            routeEverythingIntoTheTunnel(intruder.namespace());
            Set<String> targets = plus(OUTSIDE, Set.of("172.16.0.1", "172.16.0.2", "10.1.2.1", "10.1.3.1"));
            intruder.knock("0.0.0.0", targets, SOME_PORTS);
            assertThat(intruder.connect(targets))
                    .as("connections out of the cell")
                    .isEmpty();
            assertThat(intruder.ping(targets)).as("pinged out of the cell").isEmpty();
        }
        Map<String, Set<String>> seen = seen();
        assertThat(seen.remove("alice's tunnel")).as("what they sent").isNotEmpty();
        assertNowhereElse(seen);
    }

    private interface Deed {
        void happen() throws Exception;
    }

    /** They are the friend's exchange themselves, and have its phone's address in the tunnel for so long. */
    private static void speakForThePhone(Intruder intruder, Deed deed) throws Exception {
        intruder.namespace().addresses().add("tun0", FRIENDS_PHONE + "/32");
        // With the last address of an interface the kernel drops its routes.
        routeEverythingIntoTheTunnel(intruder.namespace());
        try {
            deed.happen();
        } finally {
            intruder.namespace().addresses().remove("tun0", FRIENDS_PHONE + "/32");
        }
    }

    private static void routeEverythingIntoTheTunnel(Namespace namespace) {
        namespace.routes().replace(Route.to("0.0.0.0/0").dev("tun0"));
    }

    /** The ports at which alice's phone hears voice now, and those beside them. */
    private Set<Integer> mediaPorts() throws Exception {
        voice.forget();
        assertThat(Await.until(VOICE_NANOS, () -> !voice.seen().isEmpty()))
                .as("there is a call, and voice in it")
                .isTrue();
        return voice.seen().stream()
                .map(each -> Integer.parseInt(each.substring(each.lastIndexOf(':') + 1)))
                .flatMap(port -> IntStream.rangeClosed(port - 4, port + 5).boxed())
                .collect(Collectors.toSet());
    }

    private boolean isMedia(String destination, String address) {
        return voice.seen().stream()
                .map(each -> Integer.parseInt(each.substring(each.lastIndexOf(':') + 1)))
                .anyMatch(port -> destination.equals("udp " + address + port)
                        || destination.equals("udp " + address + (port + 1)));
    }

    private static void assertNowhereElse(Map<String, Set<String>> seen) {
        assertThat(seen)
                .allSatisfy((place, destinations) ->
                        assertThat(destinations).as("seen at %s", place).isEmpty());
    }

    /** What was seen where since the last time. */
    private Map<String, Set<String>> seen() throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
        Map<String, Set<String>> all = new LinkedHashMap<>();
        taps.forEach((place, tap) -> {
            all.put(place, tap.seen());
            tap.forget();
        });
        return all;
    }

    private static <T> Set<T> plus(Collection<T> some, Collection<T> more) {
        Set<T> all = some.stream().collect(Collectors.toSet());
        all.addAll(more);
        return all;
    }

    @Override
    public void close() {
        taps.values().forEach(Tap::close);
        voice.close();
    }
}
