package io.voider.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.nat.portmap.RouterPortStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said of the router's port. */
class RouterPortReportTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final InetAddress ROUTER = NetUtil.createInetAddressFromIpAddressString("192.168.1.1");

    private static RouterPortReport of(RouterPortStatus status) {
        return RouterPortReport.of("10.1.2.1", "bob", status, NOW);
    }

    @Test
    void aMappingHasItsProtocolItsAddressAndItsBeginning() {
        RouterPortReport report = of(new RouterPortStatus(
                ROUTER,
                40_002,
                true,
                List.of(new RouterPortStatus.Mapping(
                        "PCP", new InetSocketAddress("198.51.100.4", 40_102), TimeUnit.MINUTES.toNanos(3)))));
        assertThat(report)
                .isEqualTo(new RouterPortReport(
                        "10.1.2.1",
                        "bob",
                        List.of(new RouterPortReport.PortMappingReport(
                                "PCP", "198.51.100.4:40102", NOW.minusSeconds(180))),
                        null));
    }

    @Test
    void whereThereIsNoneItSaysWhy() {
        assertThat(of(new RouterPortStatus(ROUTER, 40_002, false, List.of())).why())
                .isEqualTo("the router 192.168.1.1 has answered neither PCP, NAT-PMP nor UPnP: one of them can be"
                        + " switched on there, or UDP port 40002 can be forwarded to this machine by hand");
        assertThat(of(new RouterPortStatus(ROUTER, 40_002, true, List.of())).why())
                .startsWith("the router 192.168.1.1 answers, but maps no port");
        assertThat(RouterPortReport.of("10.1.2.1", "bob", null, NOW).why()).startsWith("no router is asked");
    }
}
