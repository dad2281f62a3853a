package io.voider.cli.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessUseTest {
    private static final String STATUS = "Name:\tjava\nVmRSS:\t  204800 kB\nThreads:\t31\n";

    @Test
    void aCommandMayHaveAnyName() throws IOException {
        String stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 9 0 0 0 1234 66 0 0 20 0 31 0 500 9999 51200 1 1";
        assertThat(ProcessUse.of(stat, STATUS, 5)).isEqualTo(new ProcessUse(13, 204_800L * 1_024, 5, 31));
    }

    @Test
    void whatIsNotAsExpectedIsSaid() {
        assertThatThrownBy(() -> ProcessUse.of("7 (x) S", STATUS, 5)).isInstanceOf(IOException.class);
        String stat = "7 (x) S 1 7 7 0 -1 4194304 9 0 0 0 1234 66 0 0 20";
        assertThatThrownBy(() -> ProcessUse.of(stat, "Name:\tjava\n", 5)).isInstanceOf(IOException.class);
    }

    @Test
    void thisProcessHasMemoryFilesAndThreads() {
        ProcessUse now = ProcessUse.now();
        assertThat(now.residentBytes()).isGreaterThan(1 << 20);
        assertThat(now.openFiles()).isPositive();
        assertThat(now.threads()).isPositive();
        assertThat(now.cpuSeconds()).isPositive();
    }
}
