package io.voider.benchmarks;

import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What JMH's results tell of each way from phone to phone: one-way delay in µs over all rounds, the median and the 99th percentile. */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class PhoneDelays {
    public double routersP50Micros;
    public double routersP99Micros;
    public double openvpnP50Micros;
    public double openvpnP99Micros;
    public double voiderP50Micros;
    public double voiderP99Micros;

    void put(String way, Histogram delays) {
        double median = RtpLatency.micros(delays, 50);
        double tail = RtpLatency.micros(delays, 99);
        switch (way) {
            case PhonePaths.ROUTERS -> {
                routersP50Micros = median;
                routersP99Micros = tail;
            }
            case PhonePaths.OPENVPN -> {
                openvpnP50Micros = median;
                openvpnP99Micros = tail;
            }
            case PhonePaths.VOIDER -> {
                voiderP50Micros = median;
                voiderP99Micros = tail;
            }
            default -> throw new IllegalArgumentException("no figures are kept of " + way);
        }
    }
}
