package io.voider.nat.rendezvous.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.transport.address.Endpoint;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A rendezvous that would like the node to send to others. */
class AnnouncedServersTest {
    private static final String OWN = "203.0.113.5";

    private final List<String> stun = new ArrayList<>();
    private final List<String> turn = new ArrayList<>();
    private final Counters<IntroductionCounter> counts = new Counters<>(IntroductionCounter.class);
    private final Correspondence correspondence = new Correspondence(
            Set.of(),
            Optional.empty(),
            Request.instance(1, new SplittableRandom(2)),
            new SplittableRandom(1),
            new Observer(),
            counts);
    private final Link link = new Link();

    private final class Observer implements RendezvousListener {
        @Override
        public void connected(Endpoint server, InetSocketAddress observed, List<InetSocketAddress> stunServers) {
            stunServers.forEach(each -> stun.add(Endpoint.of(each).text()));
        }

        @Override
        public void disconnected(Endpoint server, String reason, long retryMillis) {}

        @Override
        public void presence(Correspondent who, boolean up) {}

        @Override
        public void ready(Correspondent who) {}

        @Override
        public void received(Correspondent who, Octets payload) {}

        @Override
        public void relay(RelayCredentials credentials) {
            turn.addAll(credentials.uris());
        }
    }

    private static final class Link implements Correspondence.Link {
        @Override
        public Endpoint server() {
            return Endpoint.parse(OWN + ":7443");
        }

        @Override
        public InetAddress address() {
            return Endpoint.parse(OWN + ":7443").literal().getAddress();
        }

        @Override
        public void send(Request request) {}

        @Override
        public void close(String reason, boolean waitLong) {}
    }

    private void welcome(String... servers) {
        correspondence.connected(link);
        correspondence.received(link, new Notice.Welcome(Notice.VERSION, "198.51.100.7:4711", List.of(servers)), 0);
    }

    private void relay(String... uris) {
        correspondence.received(link, new Notice.Relay(new RelayCredentials(List.of(uris), "1:a", "p", 3600)), 0);
    }

    private static String turnAt(String address) {
        return "turn:" + address + "?transport=udp";
    }

    @Test
    void itsOwnAddressIsBelieved() {
        welcome(OWN + ":3478", OWN + ":3479");
        relay(turnAt(OWN + ":3478"), "turn:" + OWN + ":3478?transport=tcp");
        assertThat(stun).containsExactly(OWN + ":3478", OWN + ":3479");
        assertThat(turn).hasSize(2);
    }

    @Test
    void publicAddressesOfOthersAreBelievedUpToAStatedNumber() {
        welcome("8.8.8.1:3478", "8.8.8.2:3478", "8.8.8.3:3478", "8.8.8.4:3478", "8.8.8.5:3478", "8.8.8.6:3478");
        assertThat(stun).containsExactly("8.8.8.1:3478", "8.8.8.2:3478", "8.8.8.3:3478", "8.8.8.4:3478");
        relay(turnAt("8.8.8.7:3478"));
        assertThat(turn).as("the number is for all that it ever names").isEmpty();
        stun.clear();
        welcome("8.8.8.9:3478", "8.8.8.1:3478");
        assertThat(stun).containsExactly("8.8.8.1:3478");
    }

    @Test
    void whatNoFriendsCandidateMayBeIsRefusedAndSoArePrivateAddresses() {
        String[] refused = {
            "127.0.0.1:3478",
            "10.0.0.1:3478",
            "172.16.0.1:3478",
            "192.168.1.1:3478",
            "169.254.1.1:3478",
            "224.0.0.1:3478",
            "255.255.255.255:3478",
            "0.0.0.0:3478",
            "100.64.0.1:3478",
            "[::1]:3478",
            "[fe80::1]:3478",
            "[fd00::1]:3478",
            "[ff02::1]:3478",
            "8.8.8.8:53",
            OWN + ":53",
            "[::ffff:127.0.0.1]:3478",
            "[2002:7f00:1::]:3478"
        };
        for (String each : refused) {
            welcome(each);
            relay(turnAt(each));
        }
        assertThat(stun).isEmpty();
        assertThat(turn).isEmpty();
        assertThat(counts.count(IntroductionCounter.REFUSED_SERVER)).isEqualTo(2L * refused.length);
    }

    @Test
    void whatIsNoUriOfARelayIsLeftOut() {
        welcome();
        relay(
                "turn:relay.example:3478?transport=udp",
                "turn:" + OWN + ":99999?transport=udp",
                "http://" + OWN + ":3478/");
        assertThat(turn).isEmpty();
    }
}
