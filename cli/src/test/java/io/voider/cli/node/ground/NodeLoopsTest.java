package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
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
    void anErrorInATaskOfALoopIsADeath() throws InterruptedException {
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            loops.signalling().execute(() -> {
                throw new StackOverflowError("too deep");
            });
            assertThat(deaths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .contains("signalling")
                    .contains("too deep");
        }
    }

    @Test
    void anErrorInATimerOfALoopIsADeath() throws InterruptedException {
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            Object unused = loops.carrying()
                    .schedule(
                            () -> {
                                throw new NoClassDefFoundError("io/voider/Gone");
                            },
                            1,
                            TimeUnit.MILLISECONDS);
            assertThat(deaths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .contains("carrying")
                    .contains("io/voider/Gone");
        }
    }

    @Test
    void anExceptionInARepeatedTaskCostsThatOneTimeAndNoMore() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        try (NodeLoops loops = new NodeLoops(deaths::add)) {
            Object unused = loops.signalling()
                    .scheduleAtFixedRate(
                            () -> {
                                thrice.countDown();
                                throw new IllegalStateException("one call cannot be ended");
                            },
                            0,
                            1,
                            TimeUnit.MILLISECONDS);
            assertThat(thrice.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(deaths).isEmpty();
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
