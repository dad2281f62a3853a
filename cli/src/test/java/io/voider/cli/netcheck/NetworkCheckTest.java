package io.voider.cli.netcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.ice.NatReport;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkCheckTest {
    @Test
    void addressesAreWrittenAsPeopleWriteThem() throws Exception {
        List<InetAddress> own =
                List.of(InetAddress.getByName("fd00:0:0:0:0:0:0:1"), InetAddress.getByName("192.0.2.7"));
        NetworkCheck.Report report = NetworkCheck.report(own, List.of("203.0.113.7:3478"), NatReport.Mapping.NONE);
        assertThat(report.addresses()).containsExactly("fd00::1", "192.0.2.7");
    }
}
