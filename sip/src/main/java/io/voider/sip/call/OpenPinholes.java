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
                // What the caller sends to one port goes to the phone that named it first, and to no other.
                target.set(target.indexOf(same), same.reachesSame(pinhole) ? same.sharedWith(pinhole) : same);
            } else if (target.size() < bound) {
                target.add(pinhole);
            } else {
                fits = false;
                break;
            }
        }
        List<Pinhole> before = open;
        open = List.copyOf(target);
        tell(before, listener);
        return fits;
    }

    private void tell(List<Pinhole> before, CallListener listener) {
        List<Pinhole> closed = new ArrayList<>(before);
        closed.removeIf(pinhole -> stays(open, pinhole) != null);
        List<Pinhole> opened = new ArrayList<>();
        List<Pinhole> redescribed = new ArrayList<>();
        for (Pinhole pinhole : open) {
            Pinhole known = stays(before, pinhole);
            if (known == null) {
                opened.add(pinhole);
            } else if (!known.describedAs(pinhole)) {
                redescribed.add(pinhole);
            }
        }
        if (!closed.isEmpty()) {
            listener.accept(new CallAction.Closed(call, closed));
        }
        if (!opened.isEmpty()) {
            listener.accept(new CallAction.Opened(call, opened));
        }
        if (!redescribed.isEmpty()) {
            listener.accept(new CallAction.Redescribed(call, redescribed));
        }
    }

    private static @Nullable Pinhole stays(List<Pinhole> pinholes, Pinhole wanted) {
        Pinhole known = find(pinholes, wanted);
        return known != null && known.reachesSame(wanted) ? known : null;
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
