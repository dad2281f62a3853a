package io.voider.nat.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.nat.ice.NatReport.Mapping;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final InetSocketAddress REMOTE =
            new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString("192.0.2.7"), 50_000);

    private static String relayed(Mapping mine, Mapping theirs, boolean shareFamily) {
        Offer offer = new Offer(
                1,
                1,
                0,
                0,
                IceCredentials.next(new Random(1)),
                50,
                new NatReport(theirs),
                null,
                List.of(new Candidate(CandidateKind.RELAYED, REMOTE)));
        Pair pair = new Pair(new Base(0, Base.Kind.IPV4), REMOTE, CandidateKind.RELAYED, 0);
        PathStatus status =
                new Explanation(new NatReport(mine), offer, shareFamily, false, 61_234).of(pair, false, true);
        assertThat(status.state()).isEqualTo(PathStatus.State.RELAYED);
        return status.explanation();
    }

    @Test
    void aRelayedPathIsExplainedByTheSideThatIsInTheWay() {
        assertThat(relayed(Mapping.UDP_BLOCKED, Mapping.DEPENDENT, true)).contains("this network lets no UDP out");
        assertThat(relayed(Mapping.NONE, Mapping.UDP_BLOCKED, true)).contains("the other side's network lets no UDP");
        assertThat(relayed(Mapping.DEPENDENT, Mapping.DEPENDENT, true)).contains("both routers");
        assertThat(relayed(Mapping.DEPENDENT, Mapping.NONE, true)).contains(": this router gives each destination");
        assertThat(relayed(Mapping.NONE, Mapping.DEPENDENT, true)).contains("the other side's router gives");
        assertThat(relayed(Mapping.NONE, Mapping.NONE, true)).contains("a firewall on the way");
    }

    @Test
    void whoCanHelpItIsToldHow() {
        String remedy = "if this one sent UDP port 61234 to this machine";
        assertThat(relayed(Mapping.DEPENDENT, Mapping.DEPENDENT, true)).contains(remedy);
        assertThat(relayed(Mapping.DEPENDENT, Mapping.NONE, true)).contains(remedy);
        assertThat(relayed(Mapping.NONE, Mapping.DEPENDENT, true)).doesNotContain(remedy);
    }

    @Test
    void homesWithoutAFamilyInCommonAreToldSo() {
        assertThat(relayed(Mapping.UNKNOWN, Mapping.DEPENDENT, false))
                .contains("one home has only IPv4 and the other only IPv6");
    }

    @Test
    void aSearchThatHasNotEndedIsNoFailure() {
        PathStatus status = new Explanation(NatReport.UNKNOWN, null, true, true, 61_234).of(null, false, false);
        assertThat(status.state()).isEqualTo(PathStatus.State.FINDING);
        assertThat(status.explanation()).contains("has not been heard of yet");
    }
}
