package io.voider.nat.rendezvous.signup;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.SignUpOrder.Price;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many orders as may wait at once, in a process that has nothing else, and not much memory. */
class ManyOrdersTest {
    private static final int ORDERS = SignUpLimits.OPEN_ORDERS;
    private static final long MOST_BYTES = 64L << 20;
    private static final long PLACED = 1_000_000;
    /** The largest there is: to RSA of 4,096 bits, and signed by such a key. */
    private static final String MESSAGE = "m".repeat(2_300);

    @TempDir
    private Path directory;

    private static Octets hash(String what) {
        return Octets.of(what.getBytes(StandardCharsets.UTF_8)).sha256();
    }

    private static SignUpOrder order(int number) {
        return new SignUpOrder(
                hash("id" + number),
                hash("holder" + number),
                "s-0123456789abcd" + number % 10,
                hash("owner" + number),
                PLACED,
                0,
                null,
                new Price(
                        Octets.of(new byte[16]),
                        number,
                        "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxq" + number,
                        hash("script" + number),
                        120_000,
                        1,
                        PLACED + 10_800),
                MESSAGE);
    }

    /** The books are opened, and asked as a server asks them; prints what that takes. */
    public static final class Alone {
        private Alone() {}

        public static void main(String[] arguments) throws Exception {
            long before = used();
            SignUpBooks books = SignUpBooks.in(Path.of(arguments[0]));
            OrderBook book = books.book();
            long retained = used() - before;
            long tick = best(() -> {
                books.refresh();
                return book.due(PLACED);
            });
            long question = best(() -> PaymentWatch.Question.of(book, PLACED));
            long openOrders = best(() -> book.openOrders(PLACED));
            long block = best(() -> {
                book.apply(new SignUpChange.BlockFollowed(100, hash("block")));
                return book;
            });
            System.out.printf(
                    "%d %d %d %d %d %d%n", book.openOrders(PLACED), retained, tick, question, openOrders, block);
        }

        private static long used() throws InterruptedException {
            for (int i = 0; i < 3; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }

        private interface Asked {
            Object ask() throws IOException;
        }

        /** CPU time in ns, of the best of some. */
        private static long best(Asked asked) throws IOException {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 50; i++) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                if (asked.ask() == null) {
                    throw new IllegalStateException("no answer");
                }
                best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
            }
            return best;
        }
    }

    @Test
    void costNoMoreThan64MegabytesAndHardlyAnyTime() throws Exception {
        Path state = directory.resolve("state");
        try (SignUpBooks books = SignUpBooks.in(state)) {
            List<SignUpChange> placed = new ArrayList<>();
            for (int i = 0; i < ORDERS; i++) {
                placed.add(new SignUpChange.OrderPlaced(order(i)));
            }
            books.write(placed);
        }
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx160m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName(),
                        state.toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String[] figures = Files.readString(out).strip().split(" ");
        assertThat(figures).as(Files.readString(out)).hasSize(6);
        System.out.printf(
                "%s open orders: %.1f MB retained; CPU ms: tick %.2f, question %.2f, count %.2f, block %.2f%n",
                figures[0],
                Long.parseLong(figures[1]) / 1e6,
                Long.parseLong(figures[2]) / 1e6,
                Long.parseLong(figures[3]) / 1e6,
                Long.parseLong(figures[4]) / 1e6,
                Long.parseLong(figures[5]) / 1e6);
        assertThat(Integer.parseInt(figures[0])).isEqualTo(ORDERS);
        assertThat(Long.parseLong(figures[1])).as("bytes retained").isBetween(10L << 20, MOST_BYTES);
        for (int i = 2; i < figures.length; i++) {
            assertThat(Long.parseLong(figures[i])).as("CPU ns").isLessThan(200_000_000L);
        }
    }
}
