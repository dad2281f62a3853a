package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pinholes of one call. It is never told what to open or to close: it is told what ought to be open, and makes it so.
 * What ought to be open is a function of the call's state alone, so nothing can be left behind.
 */
final class OpenPinholes {
    /** How many calls of the same parties use each pinhole, so that it opens with the first and closes with the last. */
    static final class Shares {
        private record Share(Parties parties, Side sender, int port) {}

        private final Map<Share, Integer> counts = new HashMap<>();

        private boolean first(Parties parties, Pinhole pinhole) {
            return counts.merge(new Share(parties, pinhole.sender(), pinhole.port()), 1, Integer::sum) == 1;
        }

        private boolean last(Parties parties, Pinhole pinhole) {
            return counts.compute(
                            new Share(parties, pinhole.sender(), pinhole.port()),
                            (share, count) -> count == null || count == 1 ? null : Integer.valueOf(count - 1))
                    == null;
        }

        int size() {
            return counts.size();
        }
    }

    private final Call call;
    private final Shares shares;
    private final int bound;
    private List<Pinhole> open = List.of();

    OpenPinholes(Call call, Shares shares, int bound) {
        this.call = call;
        this.shares = shares;
        this.bound = bound;
    }

    List<Pinhole> list() {
        return open;
    }

    /** Opens and closes until exactly the wanted ones are open; false if there are too many, and the last stay shut. */
    boolean become(List<Pinhole> wanted, CallSink sink) {
        List<Pinhole> target = new ArrayList<>();
        boolean fits = true;
        for (Pinhole pinhole : wanted) {
            if (find(target, pinhole) == null) {
                if (target.size() == bound) {
                    fits = false;
                    break;
                }
                target.add(pinhole);
            }
        }
        List<Pinhole> before = open;
        open = List.copyOf(target);
        for (Pinhole pinhole : before) {
            if (find(open, pinhole) == null && shares.last(call.parties(), pinhole)) {
                sink.accept(new CallAction.Closed(call, pinhole));
            }
        }
        for (Pinhole pinhole : open) {
            Pinhole known = find(before, pinhole);
            if (known == null) {
                if (shares.first(call.parties(), pinhole)) {
                    sink.accept(new CallAction.Opened(call, pinhole));
                }
            } else if (!known.rtpMaps().equals(pinhole.rtpMaps())) {
                sink.accept(new CallAction.Redescribed(call, pinhole));
            }
        }
        return fits;
    }

    private static @Nullable Pinhole find(List<Pinhole> pinholes, Pinhole wanted) {
        for (Pinhole pinhole : pinholes) {
            if (pinhole.coincides(wanted)) {
                return pinhole;
            }
        }
        return null;
    }
}
