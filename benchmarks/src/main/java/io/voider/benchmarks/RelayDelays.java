package io.voider.benchmarks;

import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What JMH's results tell of each relay: one-way delay in µs over all rounds, the median and the 99th percentile. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class RelayDelays {
    public double wireP50Micros;
    public double wireP99Micros;
    public double kernelForwardingP50Micros;
    public double kernelForwardingP99Micros;
    public double nftablesP50Micros;
    public double nftablesP99Micros;
    public double nettyP50Micros;
    public double nettyP99Micros;
    public double voiderP50Micros;
    public double voiderP99Micros;

    void put(String way, Histogram delays) {
        double median = RtpLatency.micros(delays, 50);
        double tail = RtpLatency.micros(delays, 99);
        switch (way) {
            case RelayPaths.WIRE -> {
                wireP50Micros = median;
                wireP99Micros = tail;
            }
            case RelayPaths.KERNEL -> {
                kernelForwardingP50Micros = median;
                kernelForwardingP99Micros = tail;
            }
            case RelayPaths.NFTABLES -> {
                nftablesP50Micros = median;
                nftablesP99Micros = tail;
            }
            case RelayPaths.NETTY -> {
                nettyP50Micros = median;
                nettyP99Micros = tail;
            }
            case RelayPaths.VOIDER -> {
                voiderP50Micros = median;
                voiderP99Micros = tail;
            }
            default -> throw new IllegalArgumentException("no figures are kept of " + way);
        }
    }
}
