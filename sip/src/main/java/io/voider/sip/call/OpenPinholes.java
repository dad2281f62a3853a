package io.voider.sip.call;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pinholes of one call. It is never told what to open or to close: it is told what ought to be open, and makes it so.
 * What ought to be open is a function of the call's state alone, so nothing can be left behind.
 *
 * <p>Each call tells of its own. Calls that share a port each open and close it; whoever lets packets through counts them.
 */
final class OpenPinholes {
    private final Call call;
    private final int bound;
    private List<Pinhole> open = List.of();

    OpenPinholes(Call call, int bound) {
        this.call = call;
        this.bound = bound;
    }

    List<Pinhole> list() {
        return open;
    }

    /** Opens and closes until exactly the wanted ones are open; false if there are too many, and the last stay shut. */
    boolean become(List<Pinhole> wanted, CallListener listener) {
        List<Pinhole> target = new ArrayList<>();
        boolean fits = true;
        for (Pinhole pinhole : wanted) {
            Pinhole same = find(target, pinhole);
            if (same != null) {
                target.set(target.indexOf(same), same.sharedWith(pinhole));
            } else if (target.size() < bound) {
                target.add(pinhole);
            } else {
                fits = false;
                break;
            }
        }
        List<Pinhole> before = open;
        open = List.copyOf(target);
        for (Pinhole pinhole : before) {
            if (find(open, pinhole) == null) {
                listener.accept(new CallAction.Closed(call, pinhole));
            }
        }
        for (Pinhole pinhole : open) {
            Pinhole known = find(before, pinhole);
            if (known == null) {
                listener.accept(new CallAction.Opened(call, pinhole));
            } else if (!known.describedAs(pinhole)) {
                listener.accept(new CallAction.Redescribed(call, pinhole));
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
