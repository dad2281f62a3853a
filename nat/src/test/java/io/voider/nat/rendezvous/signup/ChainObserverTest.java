package io.voider.nat.rendezvous.signup;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.bitcoin.BitcoinNetwork;
import io.voider.nat.rendezvous.signup.bitcoin.BlockOutput;
import io.voider.nat.rendezvous.signup.bitcoin.ChainSource;
import io.voider.nat.rendezvous.signup.bitcoin.ChainStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChainObserverTest {
    private static final int PATIENCE_SECONDS = 60;

    private final List<SignUpChange> written = new ArrayList<>();

    /** Answers when it is let. */
    private static final class Slow implements ChainSource {
        private final ChainStep answer;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch let = new CountDownLatch(1);

        Slow(ChainStep answer) {
            this.answer = answer;
        }

        @Override
        public BitcoinNetwork network() {
            return BitcoinNetwork.REGTEST;
        }

        @Override
        public ChainStep next(int height, @Nullable Octets hash, Set<Octets> watched, long nowSeconds) {
            asked.countDown();
            try {
                let.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            return answer;
        }

        @Override
        public List<BlockOutput> waiting(Set<Octets> watched) {
            return List.of();
        }

        @Override
        public void close() {
            // Nothing goes on.
        }
    }

    private final class Books implements ChainObserver.Bookkeeper {
        private final OrderBook book = new OrderBook();

        @Override
        public <T> Future<T> submit(Callable<T> work) {
            try {
                return CompletableFuture.completedFuture(work.call());
            } catch (Exception failed) {
                return CompletableFuture.failedFuture(failed);
            }
        }

        @Override
        public OrderBook book() {
            return book;
        }

        @Override
        public void write(List<SignUpChange> changes) {
            written.addAll(changes);
        }
    }

    private void whatTheFormerSays(ChainStep answer) throws InterruptedException {
        Slow former = new Slow(answer);
        Slow present = new Slow(new ChainStep.Still());
        try (ChainObserver observer =
                new ChainObserver(new Books(), Clocks.system(), new ScheduledThreadPoolExecutor(1))) {
            observer.watch(new PaymentWatch(former));
            observer.start();
            assertThat(former.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            observer.watch(new PaymentWatch(present));
            former.let.countDown();
            assertThat(present.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(observer.trouble()).isEqualTo("the chain has not been looked at yet");
            assertThat(written).isEmpty();
        }
    }

    @Test
    void whatAFormerChainAnswersSaysNothingOfTheOneThatIsToBeLookedAt() throws InterruptedException {
        whatTheFormerSays(new ChainStep.Still());
    }

    @Test
    void noBlockOfAFormerChainIsWritten() throws InterruptedException {
        whatTheFormerSays(new ChainStep.Begun(7, Octets.of(new byte[32])));
    }
}
