package io.voider.cli.node.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.phone.dhcp.PhoneLease;
import io.voider.ns.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseFileTest {
    private static final List<PhoneLease> LEASES = List.of(
            new PhoneLease(1, MacAddress.parse("00:0b:82:00:00:01"), "Grandstream GXP1610", "phone", false),
            new PhoneLease(2, MacAddress.parse("02:00:00:00:00:02"), "", "\"", true));

    @TempDir
    private Path directory;

    @Test
    void readsWhatItWrote() throws IOException {
        LeaseFile file = new LeaseFile(directory.resolve("leases.json"));
        assertThat(file.read()).isEmpty();
        file.write(LEASES);
        assertThat(file.read()).isEqualTo(LEASES);
        file.write(List.of());
        assertThat(file.read()).isEmpty();
    }

    @Test
    void goesOnWithoutOneThatCannotBeRead() throws IOException {
        Path path = directory.resolve("leases.json");
        for (String damaged : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"schema\":2,\"leases\":[]}",
                "{\"schema\":1,\"leases\":null}",
                "{\"schema\":1,\"leases\":[null]}",
                "{\"schema\":1,\"leases\":[{\"phone\":1,\"mac\":\"x\",\"vendorClass\":\"\",\"hostName\":\"\",\"released\":true}]}")) {
            Files.writeString(path, damaged);
            assertThat(new LeaseFile(path).read()).as(damaged).isEmpty();
        }
    }
}
