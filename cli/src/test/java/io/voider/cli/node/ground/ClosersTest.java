package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosersTest {
    private final List<String> closed = new ArrayList<>();
    private final Closers closers = new Closers();

    @Test
    void givesBackInTheReverseOrder() {
        closers.add("the interface", () -> closed.add("interface"));
        closers.add("the lines", () -> closed.add("lines"));
        closers.close();
        assertThat(closed).containsExactly("lines", "interface");
    }

    @Test
    void whatCannotBeGivenBackDoesNotKeepTheRest() {
        closers.add("the interface", () -> closed.add("interface"));
        closers.add("the lines", () -> {
            throw new IOException("they will not end");
        });
        closers.close();
        assertThat(closed).containsExactly("interface");
    }

    @Test
    void neitherAnErrorNorAnInterruptionKeepsTheRest() {
        closers.add("the interface", () -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            closed.add("interface");
        });
        closers.add("the lines", () -> {
            throw new InterruptedException();
        });
        closers.add("the calls", () -> {
            throw new NoClassDefFoundError("io/voider/Gone");
        });
        closers.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).containsExactly("interface");
    }

    @Test
    void givesEverythingBackOnce() {
        closers.add("the interface", () -> closed.add("interface"));
        closers.close();
        closers.close();
        assertThat(closed).containsExactly("interface");
    }
}
