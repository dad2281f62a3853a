package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipConnectionsTest {
    private static final LineId BOB = LineId.friend(2);
    private static final LineId CAROL = LineId.friend(3);

    private final SipConnections connections = new SipConnections();

    private static SipConnections.Opener from(LineId friend) {
        return new SipConnections.Opener(Network.tunnel(friend.exchange()), friend.number());
    }

    private List<EmbeddedChannel> fill(LineId friend) {
        List<EmbeddedChannel> admitted = new ArrayList<>();
        EmbeddedChannel next = new EmbeddedChannel();
        while (connections.admit(next, from(friend), Set.of(friend))) {
            admitted.add(next);
            next = new EmbeddedChannel();
        }
        return admitted;
    }

    @Test
    void oneFriendsIdleConnectionsLeaveRoomForTheOthers() {
        assertThat(fill(BOB)).hasSize(32);
        assertThat(fill(CAROL)).hasSize(32);
    }

    @Test
    void allFriendsTogetherLeaveRoomForThePhones() {
        for (int number = 2; number < 32; number++) {
            fill(LineId.friend(number));
        }
        assertThat(connections.size()).isEqualTo(384);
        SipConnections.Opener phone = new SipConnections.Opener(Network.PHONES, 0xAC10_0001);
        assertThat(connections.admit(new EmbeddedChannel(), phone, Set.of(BOB))).isTrue();
    }

    @Test
    void whoseConnectionIsClosedMayOpenAnother() {
        fill(BOB).get(0).close();
        assertThat(connections.admit(new EmbeddedChannel(), from(BOB), Set.of(BOB)))
                .isTrue();
    }

    @Test
    void aLineThatIsCutOffKeepsNoConnectionWhoeverOpenedIt() {
        List<EmbeddedChannel> bobs = fill(BOB);
        EmbeddedChannel fromPhone = new EmbeddedChannel();
        connections.admit(fromPhone, new SipConnections.Opener(Network.PHONES, 0xAC10_0001), Set.of(BOB));
        EmbeddedChannel carols = new EmbeddedChannel();
        connections.admit(carols, from(CAROL), Set.of(CAROL));
        connections.cutOff(BOB);
        assertThat(bobs).noneMatch(EmbeddedChannel::isOpen);
        assertThat(fromPhone.isOpen()).isFalse();
        assertThat(carols.isOpen()).isTrue();
        assertThat(connections.size()).isEqualTo(1);
    }

    @Test
    void aLineWhoseOtherEndWasRestartedKeepsNoConnectionThroughItsTunnel() {
        List<EmbeddedChannel> bobs = fill(BOB);
        EmbeddedChannel brought = new EmbeddedChannel();
        connections.addOpened(brought, Set.of(BOB));
        EmbeddedChannel fromPhone = new EmbeddedChannel();
        connections.admit(fromPhone, new SipConnections.Opener(Network.PHONES, 0xAC10_0001), Set.of(BOB));
        EmbeddedChannel carols = new EmbeddedChannel();
        connections.admit(carols, from(CAROL), Set.of(CAROL));
        connections.restarted(BOB);
        assertThat(bobs).noneMatch(EmbeddedChannel::isOpen);
        assertThat(brought.isOpen()).isFalse();
        assertThat(fromPhone.isOpen()).as("whoever waits there is answered").isTrue();
        assertThat(carols.isOpen()).isTrue();
        connections.restarted(CAROL);
        assertThat(carols.isOpen()).isFalse();
    }
}
