package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.state.State;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is behind which line, on the numbers of {@link Board}'s exchange. */
class DialPlanTest {
    private static final Network ERINS = Network.tunnel(2);

    private final DialPlan plan = new DialPlan(Board.state());

    private static int address(String dotted) {
        return Board.address(dotted);
    }

    @Test
    void anAddressIsBehindTheLineThatItsNetworkCallsItBy() {
        assertThat(plan.lineOf(Network.PHONES, address("10.1.2.1"))).contains(LineId.friend(2));
        assertThat(plan.lineOf(Network.PHONES, address("10.2.1.1"))).contains(LineId.joined(2));
        assertThat(plan.lineOf(Network.PHONES, address("10.2.5.1"))).contains(LineId.joined(2));
        assertThat(plan.lineOf(Network.PHONES, address("10.1.9.1"))).isEmpty();
        assertThat(plan.lineOf(Network.PHONES, address(Board.PHONE))).isEmpty();
        assertThat(plan.lineOf(Board.FRIENDS, address(Board.CAROL))).contains(LineId.friend(3));
        assertThat(plan.lineOf(Board.FRIENDS, address("10.1.3.1"))).isEmpty();
        assertThat(plan.lineOf(ERINS, address("172.29.5.1"))).contains(LineId.joined(2));
        assertThat(plan.lineOf(ERINS, address("172.29.9.1")))
                .as("alice herself")
                .isEmpty();
    }

    @Test
    void aPacketConcernsTheLinesOfBothItsEnds() {
        assertThat(plan.lines(Board.FRIENDS, address(Board.BOB), address(Board.CAROL)))
                .isEqualTo(Set.of(LineId.friend(2), LineId.friend(3)));
        assertThat(plan.lines(Network.PHONES, address(Board.PHONE), address("10.1.2.1")))
                .isEqualTo(Set.of(LineId.friend(2)));
        assertThat(plan.lines(Network.PHONES, address("10.1.2.1"), address(Board.PHONE)))
                .isEqualTo(Set.of(LineId.friend(2)));
    }

    /** A call must be the same one whoever sends. */
    @Test
    void whicheverOfTwoPhonesCallsThePartiesAreTheSame() {
        Parties out = plan.parties(Network.PHONES, address(Board.PHONE), address("10.1.1.2"))
                .orElseThrow();
        Parties back = plan.parties(Network.PHONES, address(Board.OTHER_PHONE), address("10.1.1.1"))
                .orElseThrow();
        assertThat(out).isEqualTo(back);
        assertThat(out.own(Side.PHONE)).as("the lower number").isEqualTo(address(Board.PHONE));
        assertThat(plan.parties(Network.PHONES, address(Board.PHONE), address("10.1.1.1")))
                .as("itself")
                .isEmpty();
        assertThat(plan.parties(Network.PHONES, address(Board.PHONE), address("10.1.1.3")))
                .isEmpty();
    }

    @Test
    void whicheverOfTwoFriendsCallsItIsTheLineOfTheLowerNumber() {
        Parties out = plan.parties(Board.FRIENDS, address(Board.CAROL), address(Board.BOB))
                .orElseThrow();
        assertThat(out)
                .isEqualTo(plan.parties(Board.FRIENDS, address(Board.BOB), address(Board.CAROL))
                        .orElseThrow());
        assertThat(LineId.ofNumber(out.line())).isEqualTo(LineId.friend(2));
        assertThat(out.own(Side.PHONE)).isEqualTo(address(Board.BOB));
        assertThat(out.peer()).isEqualTo(address(Board.CAROL));
    }

    @Test
    void phonesAnswerByThemselvesOnlyWhomTheSettingNames() {
        State state = Board.state();
        assertThat(plan.mayAnswerAutomatically(LineId.friend(2))).isFalse();
        assertThat(plan.mayAnswerAutomatically(LineId.joined(2))).isFalse();
        DialPlan allowing = new DialPlan(
                state.with(state.settings().with("allow-auto-answer", "Bob").with("allow-auto-answer", "erin")));
        assertThat(allowing.mayAnswerAutomatically(LineId.friend(2))).isTrue();
        assertThat(allowing.mayAnswerAutomatically(LineId.friend(3))).isFalse();
        assertThat(allowing.mayAnswerAutomatically(LineId.friend(99))).isFalse();
        assertThat(allowing.mayAnswerAutomatically(LineId.joined(2))).isTrue();
        assertThat(allowing.mayAnswerAutomatically(LineId.joined(3))).isFalse();
    }

    @Test
    void thereAre255Networks() {
        assertThat(List.of(Network.PHONES, Network.tunnel(254)))
                .extracting(Network::toString)
                .containsExactly("the phones' side", "tunnel 254");
        assertThatThrownBy(() -> Network.tunnel(255)).hasMessage("network 255, must be 0 to 254");
        assertThatThrownBy(() -> new Network(-1)).hasMessage("network -1, must be 0 to 254");
    }
}
