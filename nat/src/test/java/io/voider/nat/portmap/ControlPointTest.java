package io.voider.nat.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ControlPointTest implements ControlPoint.Outputs {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int PORT = 41_641;

    private final List<byte[]> searches = new ArrayList<>();
    private final List<UpnpCall> calls = new ArrayList<>();
    private final List<@Nullable InetSocketAddress> mapped = new ArrayList<>();
    private final ControlPoint point =
            new ControlPoint(this, new Random(5), SimulatedGateway.ADDRESS, SimulatedGateway.ip("192.168.1.7"), PORT);

    @Override
    public void search(byte[] datagram) {
        searches.add(datagram);
    }

    @Override
    public void call(UpnpCall call) {
        calls.add(call);
    }

    @Override
    public void mapped(@Nullable InetSocketAddress outside) {
        mapped.add(outside);
    }

    /** Answers whatever is asked from call number {@code done} on, until nothing is. */
    private void serve(long now, SimulatedGateway gateway, int done) {
        for (int i = done; i < calls.size(); i++) {
            point.answered(now, calls.get(i), gateway.answer(calls.get(i)));
        }
    }

    private void meet(SimulatedGateway gateway) {
        point.start(0);
        point.receive(Unpooled.wrappedBuffer(gateway.searchAnswer()));
        serve(1, gateway, 0);
    }

    private static InetSocketAddress outside(int port) {
        return new InetSocketAddress(SimulatedGateway.ip("203.0.113.9"), port);
    }

    private List<String> actions() {
        return calls.stream()
                .map(call -> call.soapAction().replaceAll(".*#|\"", ""))
                .toList();
    }

    @Test
    void searchesForBothVersionsAndMapsThePortOnAFirst() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        meet(gateway);
        assertThat(new String(searches.get(0), StandardCharsets.US_ASCII))
                .startsWith("M-SEARCH * HTTP/1.1\r\n")
                .contains("\r\nMAN: \"ssdp:discover\"\r\n", "InternetGatewayDevice:2\r\n")
                .endsWith("\r\n\r\n");
        assertThat(new String(searches.get(1), StandardCharsets.US_ASCII)).contains("InternetGatewayDevice:1\r\n");
        assertThat(actions()).containsExactly("", "GetExternalIPAddress", "AddPortMapping");
        assertThat(mapped).containsExactly(outside(PORT));
        assertThat(gateway.mappings).containsEntry(PORT, "192.168.1.7:" + PORT);
        assertThat(point.deadline()).isEqualTo(1 + 3_600 * SECOND);
    }

    @Test
    void letsASecondChooseThePortWhereOursIsTaken() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_2);
        gateway.mappings.put(PORT, "192.168.1.20:5000");
        meet(gateway);
        assertThat(actions()).containsExactly("", "GetExternalIPAddress", "AddAnyPortMapping");
        assertThat(mapped).containsExactly(outside(PORT + 1));
    }

    @Test
    void triesAnotherPortWhereAFirstRefusesOurs() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        gateway.mappings.put(PORT, "192.168.1.20:5000");
        meet(gateway);
        assertThat(mapped).hasSize(1).doesNotContain(outside(PORT));
        assertThat(gateway.mappings).hasSize(2);
    }

    @Test
    void takesALeaseWithoutEndWhereTheRouterKnowsNoOther() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        gateway.onlyPermanentLeases = true;
        meet(gateway);
        assertThat(mapped).containsExactly(outside(PORT));
        point.timeout(3_601 * SECOND);
        point.timeout(100_000 * SECOND);
        assertThat(mapped).hasSize(1);
    }

    @Test
    void usesTheServiceThatIsConnected() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        gateway.outside = "0.0.0.0";
        meet(gateway);
        assertThat(calls).extracting(UpnpCall::target).containsExactly("/rootDesc.xml", "/ctl/IPConn", "/ctl/PPP");
        assertThat(mapped).isEmpty();
        assertThat(point.deadline()).isEqualTo(1 + 600 * SECOND);
    }

    @Test
    void renewsAtHalfTheLeaseAndFollowsAnotherOutsideAddress() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        meet(gateway);
        gateway.outside = "203.0.113.77";
        int before = calls.size();
        point.timeout(3_601 * SECOND);
        serve(3_601 * SECOND, gateway, before);
        assertThat(mapped).endsWith(new InetSocketAddress(SimulatedGateway.ip("203.0.113.77"), PORT));
        assertThat(point.deadline()).isEqualTo((3_601 + 3_600) * SECOND);
    }

    @Test
    void asksAgainWhenTheRouterMayHaveForgottenButNotAtOnce() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        meet(gateway);
        gateway.mappings.clear();
        int before = calls.size();
        point.refresh(20 * SECOND);
        assertThat(calls).hasSize(before);
        point.refresh(40 * SECOND);
        serve(40 * SECOND, gateway, before);
        assertThat(gateway.mappings).containsKey(PORT);
        assertThat(point.deadline()).isEqualTo((40 + 3_600) * SECOND);
    }

    @Test
    void saysWhenTheLeaseIsOverAndNobodyRenewsIt() {
        meet(new SimulatedGateway(SimulatedGateway.IGD_1));
        point.timeout(3_601 * SECOND);
        point.answered(3_602 * SECOND, calls.get(calls.size() - 1), UpnpAnswer.none());
        assertThat(mapped).hasSize(1);
        point.timeout(7_201 * SECOND);
        assertThat(mapped).hasSize(2).endsWith((InetSocketAddress) null);
    }

    @Test
    void givesTheMappingBackAtTheEnd() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_2);
        meet(gateway);
        int before = calls.size();
        point.close();
        assertThat(actions().subList(before, calls.size())).containsExactly("DeletePortMapping");
        assertThat(gateway.answer(calls.get(before)).isSuccess()).isTrue();
        assertThat(gateway.mappings).isEmpty();
        assertThat(point.deadline()).isEqualTo(Alarm.NEVER);
    }

    @Test
    void restsWhenNobodyAnswersOrTheRouterRefuses() {
        point.start(0);
        for (int i = 0; i < 3; i++) {
            point.timeout(point.deadline());
        }
        assertThat(searches).hasSize(6);
        long rested = point.deadline();
        assertThat(rested).isEqualTo((7 + 600) * SECOND);
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        gateway.refusal = 606;
        point.timeout(rested);
        point.receive(Unpooled.wrappedBuffer(gateway.searchAnswer()));
        serve(rested, gateway, 0);
        assertThat(mapped).isEmpty();
        assertThat(point.deadline()).isEqualTo(rested + 600 * SECOND);
    }

    @Test
    void asksNobodyButTheGateway() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        point.start(0);
        for (String elsewhere : List.of("http://192.168.1.2:5000/a.xml", "http://router/a.xml", "file:///etc/passwd")) {
            point.receive(Unpooled.wrappedBuffer(gateway.searchAnswer(elsewhere)));
        }
        assertThat(calls).isEmpty();
        point.receive(Unpooled.wrappedBuffer(gateway.searchAnswer()));
        byte[] description = gateway.description("http://203.0.113.1/ctl").getBytes(StandardCharsets.UTF_8);
        point.answered(2, calls.get(0), UpnpAnswer.read(200, description));
        assertThat(calls).extracting(UpnpCall::target).containsExactly("/rootDesc.xml", "/ctl/PPP");
        assertThat(calls).allMatch(call -> call.server().getAddress().equals(SimulatedGateway.ADDRESS));
    }

    @Test
    void ignoresWhatWasNotAskedForOrComesTwice() {
        SimulatedGateway gateway = new SimulatedGateway(SimulatedGateway.IGD_1);
        point.receive(Unpooled.wrappedBuffer(gateway.searchAnswer()));
        assertThat(calls).isEmpty();
        meet(gateway);
        point.receive(Unpooled.wrappedBuffer(gateway.searchAnswer()));
        point.answered(2, calls.get(2), SimulatedGateway.fault(718));
        assertThat(calls).hasSize(3);
        assertThat(mapped).containsExactly(outside(PORT));
    }
}
