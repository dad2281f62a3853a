package io.voider.transport.tunnel;

import io.voider.transport.openvpn.TunnelState;
import io.voider.transport.openvpn.TunnelTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What a listener was told, and waiting for it. */
public final class Story implements TunnelListener {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final List<TunnelTransition> transitions = new ArrayList<>();
    private final Set<Integer> friends = new HashSet<>();

    @Override
    public synchronized void changed(TunnelTransition transition) {
        transitions.add(transition);
        notifyAll();
    }

    @Override
    public synchronized void friend(int number, boolean up, String reason) {
        if (up) {
            friends.add(number);
        } else {
            friends.remove(number);
        }
        notifyAll();
    }

    synchronized List<TunnelTransition> transitions() {
        return List.copyOf(transitions);
    }

    synchronized TunnelState state() {
        return transitions.isEmpty()
                ? TunnelState.STOPPED
                : transitions.get(transitions.size() - 1).to();
    }

    public synchronized Set<Integer> friends() {
        return Set.copyOf(friends);
    }

    /** Waits until that state is the last one. */
    void await(TunnelState state) throws InterruptedException {
        awaitThat(() -> state() == state, "state " + state);
    }

    /** Waits until a transition to that state is there which is not among the first {@code known}; gives it. */
    synchronized TunnelTransition awaitAfter(int known, TunnelState state) throws InterruptedException {
        awaitThat(() -> transitions.stream().skip(known).anyMatch(t -> t.to() == state), "a transition to " + state);
        return transitions.stream()
                .skip(known)
                .filter(t -> t.to() == state)
                .findFirst()
                .orElseThrow();
    }

    synchronized void awaitThat(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(what + " did not come; what came: " + transitions + " friends " + friends);
            }
            wait(1 + left / 1_000_000);
        }
    }
}
