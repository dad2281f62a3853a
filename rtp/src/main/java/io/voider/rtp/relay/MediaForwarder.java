package io.voider.rtp.relay;

import io.netty.buffer.ByteBuf;
import io.voider.rtp.gate.Admittance;
import io.voider.rtp.gate.MediaFlow;
import io.voider.rtp.gate.MediaGate.LegGate;
import io.voider.rtp.gate.Passage;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.Checksum;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.Udp;
import org.jspecify.annotations.Nullable;

/**
 * What one leg does with each packet: finds its passage, rewrites it in place, takes note of it. Pure: no clock, no channel.
 *
 * <p>Whole datagrams leave with the checksums that they came with; the channel that sends them computes both anew, because a
 * local sender's are unfinished. Fragments are complete when they come, and no single one holds what its checksum covers, so
 * the first one's is updated for the changed addresses (RFC 1624).
 */
public final class MediaForwarder {
    private static final int EXPEDITED_FORWARDING = 46;
    private static final int MINIMUM_TTL = 2;
    private static final int UDP_CHECKSUM = 6;

    private final LegGate gate;
    private final boolean expedite;
    private final Counters<RelayCounter> counters;
    private final FragmentTrail trail = new FragmentTrail();
    private final Udp firstPart = new Udp();
    private @Nullable MediaFlow flow;

    /** What is to become of a packet. */
    public enum Fate {
        /** No call's media. Untouched. */
        NOT_MEDIA,
        /** Rewritten; it goes to the leg of {@link #flow()}. */
        FORWARD,
        /** A call's media that must not go on; counted. */
        DROP
    }

    /** For the leg that {@code gate} is the view of; counts what it drops in {@code counters}. */
    public MediaForwarder(LegGate gate, RelayOptions options, Counters<RelayCounter> counters) {
        this.gate = gate;
        this.expedite = options.marking() == RelayOptions.Marking.EXPEDITE;
        this.counters = counters;
    }

    /** Where the packet just judged {@link Fate#FORWARD} belongs. */
    public MediaFlow flow() {
        MediaFlow current = flow;
        if (current == null) {
            throw new IllegalStateException("no packet was forwarded");
        }
        return current;
    }

    /** Judges, and rewrites, a whole UDP datagram whose headers are sound. */
    public Fate datagram(Ipv4 ip, Udp udp, long nowNanos) {
        MediaFlow match = gate.match(ip.source(), ip.destination(), udp.destinationPort());
        if (match == null) {
            return Fate.NOT_MEDIA;
        }
        if (!mayGoOn(ip)) {
            return Fate.DROP;
        }
        if (!admitted(match.admit(ip.buffer(), udp.payloadOffset(), udp.payloadLength(), nowNanos))) {
            return Fate.DROP;
        }
        translate(ip, match.passage());
        flow = match;
        return Fate.FORWARD;
    }

    /** Judges, and rewrites, a fragment whose IPv4 header is sound. */
    public Fate fragment(Ipv4 ip, long nowNanos) {
        if (ip.protocol() != Ipv4.PROTOCOL_UDP) {
            return Fate.NOT_MEDIA;
        }
        return ip.fragmentOffset() == 0 ? firstFragment(ip, nowNanos) : laterFragment(ip, nowNanos);
    }

    private Fate firstFragment(Ipv4 ip, long nowNanos) {
        if (ip.payloadLength() < Udp.HEADER_BYTES) {
            counters.increment(RelayCounter.DROPPED_FRAGMENT);
            return Fate.DROP;
        }
        Udp udp = firstPart.wrap(ip.buffer(), ip.payloadOffset());
        MediaFlow match = gate.match(ip.source(), ip.destination(), udp.destinationPort());
        if (match == null) {
            return Fate.NOT_MEDIA;
        }
        if (!mayGoOn(ip)) {
            return Fate.DROP;
        }
        int length = ip.payloadLength() - Udp.HEADER_BYTES;
        if (!admitted(match.admit(ip.buffer(), udp.payloadOffset(), length, nowNanos))) {
            return Fate.DROP;
        }
        trail.passed(ip.source(), ip.destination(), ip.identification(), match, nowNanos);
        Passage passage = match.passage();
        updateChecksum(ip.buffer(), udp.offset() + UDP_CHECKSUM, udp.checksum(), passage);
        translate(ip, passage);
        flow = match;
        return Fate.FORWARD;
    }

    private Fate laterFragment(Ipv4 ip, long nowNanos) {
        MediaFlow followed = trail.follow(ip.source(), ip.destination(), ip.identification(), nowNanos);
        if (followed == null) {
            return Fate.NOT_MEDIA;
        }
        Passage passage = followed.passage();
        if (gate.match(ip.source(), ip.destination(), passage.port()) != followed) {
            return Fate.NOT_MEDIA;
        }
        if (!mayGoOn(ip) || !admitted(followed.admitFragment(nowNanos))) {
            return Fate.DROP;
        }
        translate(ip, passage);
        counters.increment(RelayCounter.FORWARDED_FRAGMENTS);
        flow = followed;
        return Fate.FORWARD;
    }

    private boolean admitted(Admittance admittance) {
        return switch (admittance) {
            case ADMITTED -> true;
            case FOREIGN -> {
                counters.increment(RelayCounter.DROPPED_FOREIGN);
                yield false;
            }
            case OVER_RATE -> {
                counters.increment(RelayCounter.DROPPED_OVER_RATE);
                yield false;
            }
        };
    }

    private boolean mayGoOn(Ipv4 ip) {
        if (ip.headerLength() != Ipv4.HEADER_BYTES) {
            counters.increment(RelayCounter.DROPPED_OPTIONS);
            return false;
        }
        if (ip.timeToLive() < MINIMUM_TTL) {
            counters.increment(RelayCounter.DROPPED_TTL);
            return false;
        }
        return true;
    }

    private void translate(Ipv4 ip, Passage passage) {
        ip.source(passage.translatedSource());
        ip.destination(passage.translatedDestination());
        ip.timeToLive(ip.timeToLive() - 1);
        if (expedite) {
            ip.dscp(EXPEDITED_FORWARDING);
        }
    }

    private static void updateChecksum(ByteBuf buffer, int at, int checksum, Passage passage) {
        if (checksum == 0) {
            return;
        }
        int updated = Checksum.updateWord(checksum, passage.source(), passage.translatedSource());
        updated = Checksum.updateWord(updated, passage.destination(), passage.translatedDestination());
        buffer.setShort(at, updated == 0 ? 0xffff : updated);
    }
}
