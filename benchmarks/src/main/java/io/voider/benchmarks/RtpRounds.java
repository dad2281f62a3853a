package io.voider.benchmarks;

import io.voider.ns.Namespace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * A comparison of several ways in rounds: each way gets its short slice in every round, so that all see the same machine. Needs
 * root (and nft).
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

    final Wiring wiring = new Wiring();

    private int warmUps;
    private int last;
    private int rounds;

    /** Raises the namespaces. */
    @Setup
    public void raise(BenchmarkParams benchmark) throws Exception {
        warmUps = benchmark.getWarmup().getCount();
        last = warmUps + benchmark.getMeasurement().getCount();
        Namespace.host();
        try {
            wire();
        } catch (Exception | Error failure) {
            wiring.close();
            throw failure;
        }
    }

    /** Takes them down and prints the table. */
    @TearDown
    public void takeDown() {
        wiring.close();
        print();
    }

    /** Says that another round begins, and whether it counts: the first are to warm up. */
    final boolean begin() {
        return ++rounds > warmUps;
    }

    /** Whether the round that has begun is the last. */
    final boolean isLast() {
        return rounds == last;
    }

    /** Makes the ways that are compared. */
    void wire() throws Exception {
        RelayPaths.add(wiring);
    }

    abstract void print();
}
