package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeLoopsTest {
    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();

    @Test
    void aLoopThatEndsIsADeath() throws InterruptedException {
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            loops.carrying().shutdownGracefully(0, 0, TimeUnit.SECONDS);
            assertThat(deaths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("carrying");
        }
    }

    @Test
    void anErrorOnTheBooksThreadIsADeath() throws InterruptedException {
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            loops.books().execute(() -> {
                throw new OutOfMemoryError("direct memory");
            });
            assertThat(deaths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .contains("books")
                    .contains("direct memory");
        }
    }

    @Test
    void anExceptionThereIsNone() {
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            loops.following().execute(() -> {
                throw new IllegalStateException("one line cannot be set up");
            });
            loops.followAndWait(Executors.callable(loops::requireFollowing));
            assertThat(deaths).isEmpty();
        }
    }

    @Test
    void closingIsNoDeath() {
        NodeLoops loops = new NodeLoops(deaths::add);
        loops.close();
        loops.carrying().terminationFuture().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(deaths).isEmpty();
    }

    @Test
    void whatBelongsToOneThreadSaysSoToOthers() {
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            assertThatThrownBy(loops::requireFollowing).hasMessageContaining("voider-following");
        }
    }
}
