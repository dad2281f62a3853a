package io.voider.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final Deque<Runnable> signalling = new ArrayDeque<>();
    private final Deque<Runnable> carrying = new ArrayDeque<>();
    private final List<String> complaints = new ArrayList<>();
    private int fed;

    private Watchdog watchdog(Executor books) {
        Map<String, Executor> threads = new LinkedHashMap<>();
        threads.put("signalling", signalling::add);
        threads.put("carrying-0", carrying::add);
        threads.put("books", books);
        return new Watchdog(threads, () -> fed++, complaints::add);
    }

    @Test
    void isFedOnceEverybodyHasAnswered() {
        Watchdog watchdog = watchdog(Runnable::run);
        watchdog.ask();
        signalling.remove().run();
        assertThat(fed).isZero();
        carrying.remove().run();
        assertThat(fed).isOne();
    }

    @Test
    void aThreadThatStandsIsNamedOnceAndGivenNothingMore() {
        Watchdog watchdog = watchdog(Runnable::run);
        watchdog.ask();
        signalling.remove().run();
        watchdog.ask();
        watchdog.ask();
        assertThat(complaints).containsExactly("the watchdog waits for carrying-0");
        assertThat(carrying).hasSize(1);
        assertThat(signalling).isEmpty();
        assertThat(fed).isZero();
    }

    @Test
    void isFedAgainWhenTheThreadMovesAgain() {
        Watchdog watchdog = watchdog(Runnable::run);
        watchdog.ask();
        signalling.remove().run();
        watchdog.ask();
        carrying.remove().run();
        watchdog.ask();
        signalling.remove().run();
        watchdog.ask();
        assertThat(fed).isOne();
        assertThat(complaints).hasSize(2);
    }

    @Test
    void aThreadThatHasEndedNeverAnswers() {
        Watchdog watchdog = watchdog(task -> {
            throw new RejectedExecutionException("ended");
        });
        watchdog.ask();
        signalling.remove().run();
        carrying.remove().run();
        watchdog.ask();
        assertThat(fed).isZero();
        assertThat(complaints).containsExactly("the watchdog waits for books");
    }
}
