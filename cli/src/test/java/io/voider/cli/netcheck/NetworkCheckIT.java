package io.voider.cli.netcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Namespace;
import io.voider.ns.Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkCheckIT {
    @Test
    void aNodeInANamespaceOfItsOwnIsAskedForThere() {
        try (Namespace place = Namespace.anonymous("there")) {
            place.links().createVeth("wan", "router");
            place.links().up("wan");
            place.links().up("router");
            place.addresses().add("wan", Prefix.parse("198.18.0.7/24"));
            NetworkCheck.Report report = NetworkCheck.run(List.of("198.18.0.1:3478", "198.18.0.1:3479"), place);
            assertThat(report.addresses()).containsExactly("198.18.0.7");
            assertThat(report.reachable()).isFalse();
        }
    }
}
