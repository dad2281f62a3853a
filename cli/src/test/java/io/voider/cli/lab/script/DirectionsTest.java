package io.voider.cli.lab.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectionsTest {
    private static final List<Directions.Place> HOMES =
            List.of(new Directions.Place(Path.of("/tmp/lab/alice/node"), "vlab.alice-phone"));

    @Test
    void whoseLabCameToACallCanDisturbIt() {
        assertThat(Directions.text(true, HOMES, Path.of("/tmp/lab")))
                .contains("with a call in it", "/tmp/lab/alice/node status", "ip netns exec vlab.alice-phone", "fault");
    }

    @Test
    void nothingIsSaidOfACallThatNeverWas() {
        assertThat(Directions.text(false, HOMES, Path.of("/tmp/lab")))
                .contains("there is no call in it", "/tmp/lab/alice/node status")
                .doesNotContain("with a call in it", "fault");
    }
}
