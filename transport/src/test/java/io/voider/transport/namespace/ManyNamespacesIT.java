package io.voider.transport.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.disk.JavaProgram;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ManyNamespacesIT {

    @Test
    @Timeout(120)
    void fiftyNamespacesAreServedByTwoLoopsAndLeaveNothing() throws Exception {
        serve(50);
    }

    @Test
    @Tag("soak")
    @Timeout(300)
    void fiveHundredNamespacesFitInFourHundredMegabytes() throws Exception {
        ManyNamespaces.Figures figures = serve(500);
        assertThat(figures.peakMegabytes()).isLessThan(400);
        // A third of this on two idle cores.
        assertThat(figures.openMillis()).isLessThan(30_000);
    }

    private static ManyNamespaces.Figures serve(int count) throws Exception {
        List<String> command = JavaProgram.command(ManyNamespaces.class, List.of(), Integer.toString(count));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).isNotNull();
            assertThat(program.waitFor()).isZero();
            ManyNamespaces.Figures figures = ManyNamespaces.Figures.parse(line);
            System.out.println(figures);
            assertThat(figures.active()).isEqualTo(2 * count);
            assertThat(figures.descriptorsLeft()).isLessThanOrEqualTo(0);
            return figures;
        } finally {
            program.destroyForcibly().waitFor();
        }
    }
}
