package io.voider.cli.node.ground;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Has things done on other threads. */
public final class Elsewhere {
    private Elsewhere() {}

    /** Does {@code task} there. What it throws is the future's failure: a checked exception within a {@link CompletionException}. */
    public static <T extends @Nullable Object> CompletableFuture<T> on(Executor executor, Callable<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
