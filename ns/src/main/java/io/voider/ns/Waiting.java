package io.voider.ns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Waiting that an interrupt does not cut short: half of a kernel operation is worse than a late answer. The interrupt is
 * kept for whoever looks next.
 */
final class Waiting {

    private Waiting() {}

    /** The future's value, or its failure: unchecked as it is, {@code IOException} wrapped, others in a completion's. */
    static <T extends @Nullable Object> T uninterruptibly(CompletableFuture<T> future) {
        return uninterruptibly((Callable<T>) future::get);
    }

    static <T extends @Nullable Object> T uninterruptibly(Callable<T> wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.call();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unchecked(e.getCause());
                } catch (Exception e) {
                    throw unchecked(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (failure instanceof IOException io) {
            return new UncheckedIOException(io);
        }
        return new CompletionException(failure);
    }
}
