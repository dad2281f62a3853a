package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.cli.state.Friend;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DialPlanProperties {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final int PHONE_ONE = PhoneAddress.parse("172.16.0.1").value();
    private static final int PHONE_TWO = PhoneAddress.parse("172.28.255.253").value();

    /** Two phones; friends 2 (revoked), 3 and 4; exchanges 2 and 3, where this node is number 9 and 3. */
    private static State state() {
        State state = State.of(
                        "alice",
                        "eth1",
                        List.of(
                                new PhoneLine(1, PhoneAddress.parse("172.16.0.1")),
                                new PhoneLine(2, PhoneAddress.parse("172.28.255.253"))),
                        "seed",
                        null,
                        Settings.DEFAULT)
                .inviting("two", null, 1, NOW)
                .inviting("three", null, 1, NOW)
                .inviting("four", null, 1, NOW)
                .revoking("two", NOW)
                .joining("bob", 9, 1, NOW)
                .joining("carol", 3, 1, NOW);
        for (Friend friend : state.friends()) {
            if (friend.invited()) {
                state = state.replacing(new Friend(
                        friend.number(),
                        friend.name(),
                        NOW,
                        null,
                        true,
                        friend.reader(),
                        friend.access(),
                        friend.wanPort()));
            }
        }
        return state;
    }

    private final DialPlan plan = new DialPlan(state());

    @Provide
    Arbitrary<Integer> addresses() {
        Arbitrary<Integer> octet =
                Arbitraries.oneOf(Arbitraries.integers().between(0, 5), Arbitraries.of(9, 10, 172, 29, 253, 254, 255));
        Arbitrary<Integer> any = octet.list().ofSize(2).map(o -> o.get(0) << 8 | o.get(1));
        return Arbitraries.oneOf(
                any.map(low -> 10 << 24 | low),
                Combinators.combine(octet, any).as((i, low) -> 10 << 24 | i << 16 | low),
                any.map(low -> (172 << 8 | 29) << 16 | low),
                Arbitraries.of(PHONE_ONE, PHONE_TWO),
                Arbitraries.integers());
    }

    private Stream<Network> networks() {
        return IntStream.rangeClosed(0, 3).mapToObj(Network::new);
    }

    @Property
    void whatComesBackIsBetweenTheSameParties(@ForAll("addresses") int source, @ForAll("addresses") int destination) {
        networks()
                .forEach(in -> plan.parties(in, source, destination).ifPresent(parties -> {
                    Side from = parties.sideOf(source);
                    Side to = from.other();
                    assertThat(parties.own(from)).isEqualTo(source);
                    assertThat(parties.seen(to)).isEqualTo(destination);
                    assertThat(Network.of(parties, from)).isEqualTo(in);
                    assertThat(plan.parties(Network.of(parties, to), parties.own(to), parties.seen(from)))
                            .contains(parties);
                    assertThat(parties.sideOf(parties.own(to))).isEqualTo(to);
                }));
    }

    @Property
    void nothingLeavesUnderAStrangersName(@ForAll("addresses") int source, @ForAll("addresses") int destination) {
        plan.parties(Network.PHONES, source, destination)
                .ifPresent(parties -> assertThat(source).isIn(PHONE_ONE, PHONE_TWO));
        networks()
                .forEach(in -> plan.parties(in, source, destination)
                        .filter(parties -> !parties.isPlain())
                        .ifPresent(parties -> assertThat(parties.phone()).isIn(PHONE_ONE, PHONE_TWO)));
    }

    @Example
    void dialsAsTheTableSays() {
        assertThat(out("172.16.0.1", "10.1.3.7")).isEqualTo("172.29.1.1 172.29.3.7");
        assertThat(out("172.28.255.253", "10.1.3.7")).isEqualTo("172.29.1.2 172.29.3.7");
        assertThat(out("172.16.0.1", "10.2.1.1")).isEqualTo("172.29.9.1 172.29.1.1");
        assertThat(out("172.16.0.1", "10.2.5.1")).isEqualTo("172.29.9.1 172.29.5.1");
        assertThat(out("172.16.0.1", "10.1.1.2")).isEqualTo("10.1.1.1 172.28.255.253");
    }

    @Example
    void knowsWhoIsNobody() {
        for (String number : List.of(
                "10.1.2.1",
                "10.1.5.1",
                "10.4.1.1",
                "10.2.9.1",
                "10.0.1.1",
                "10.1.1.0",
                "10.2.1.255",
                "10.1.1.1",
                "11.2.1.1")) {
            assertThat(plan.parties(Network.PHONES, PHONE_ONE, address(number)))
                    .as(number)
                    .isEmpty();
        }
        assertThat(plan.parties(Network.PHONES, address("172.16.0.5"), address("10.1.3.1")))
                .isEmpty();
    }

    @Example
    void letsNobodyThroughWhoIsNotInvited() {
        assertThat(plan.parties(Network.tunnel(1), address("172.29.2.1"), address("172.29.1.1")))
                .isEmpty();
        assertThat(plan.parties(Network.tunnel(1), address("172.29.3.1"), address("172.29.1.3")))
                .isEmpty();
        assertThat(plan.parties(Network.tunnel(1), address("172.29.1.1"), address("172.29.1.1")))
                .isEmpty();
        assertThat(plan.parties(Network.tunnel(2), address("172.29.9.1"), address("172.29.9.1")))
                .isEmpty();
        assertThat(plan.parties(Network.tunnel(2), address("172.29.1.1"), address("172.29.4.1")))
                .isEmpty();
    }

    @Example
    void letsFriendsCallEachOtherOnlyWhenBothMay() {
        assertThat(plan.parties(Network.tunnel(1), address("172.29.3.1"), address("172.29.4.1")))
                .isPresent();
        DialPlan strict = new DialPlan(state().revoking("four", NOW).inviting("five", null, 1, NOW));
        assertThat(strict.parties(Network.tunnel(1), address("172.29.3.1"), address("172.29.4.1")))
                .isEmpty();
        assertThat(strict.parties(Network.tunnel(1), address("172.29.3.1"), address("172.29.5.1")))
                .isEmpty();
    }

    private String out(String source, String destination) {
        Parties parties = plan.parties(Network.PHONES, address(source), address(destination))
                .orElseThrow();
        Side from = parties.sideOf(address(source));
        return NetUtil.intToIpAddress(parties.seen(from)) + " " + NetUtil.intToIpAddress(parties.own(from.other()));
    }

    private static int address(String dotted) {
        int value = 0;
        for (String octet : dotted.split("\\.", -1)) {
            value = value << 8 | Integer.parseInt(octet);
        }
        return value;
    }
}
