package io.voider.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A comparison of the ways through a relay ({@link RtpPaths}) in rounds: each way gets its short slice in every round, so that
 * all see the same machine. Needs root (and nft).
 *
 * <p>JMH's own figure is the time of a whole round and of no interest; the table printed at the end is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx256m", "-Dio.netty.machineId=02:00:00:ff:fe:00:00:01"})
public abstract class RtpRounds {
    static final long SLICE_NANOS = 400_000_000L;

    final RtpTraffic traffic = new RtpTraffic();

    @SuppressWarnings("NullAway.Init") // made in @Setup
    RtpPaths paths;

    /** Raises the namespaces. */
    @Setup
    public void raise() throws Exception {
        paths = new RtpPaths();
    }

    /** Takes them down and prints the table. */
    @TearDown
    public void takeDown() {
        paths.close();
        print();
    }

    abstract void print();
}
