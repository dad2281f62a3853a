package io.voider.cli.state;

import io.voider.transport.identity.HandoverException;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Register;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link Registrar} works on: the state as it is on the disk, the register and the invitations that go with it, and
 * those who are cut off although that could not be written down yet. What comes of it all, a {@link Change}, is told to
 * whoever follows.
 *
 * <p>Belongs to one thread, but for {@link #current} and {@link #follow}.
 */
final class Books {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);

    final Register register;
    private final Home home;
    private final Clock clock;
    private final List<Consumer<Change>> followers = new CopyOnWriteArrayList<>();
    private final Map<Integer, Membership> memberships = new TreeMap<>();
    private final Map<Integer, String> unreadable = new TreeMap<>();
    private final SortedSet<Integer> cutOff = new TreeSet<>();
    private State written;
    private volatile Change current;
    private volatile @Nullable Thread owner;

    Books(Home home, State state, Register register, Clock clock) {
        this.home = home;
        this.written = state;
        this.register = register;
        this.clock = clock;
        readInvitations();
        this.current = change();
    }

    /** The state as it is on the disk. */
    State written() {
        return written;
    }

    Change current() {
        return current;
    }

    void follow(Consumer<Change> follower) {
        followers.add(follower);
    }

    /** Of somebody whose invitation was begun or whose revocation was, nothing is left; both are written register first. */
    void finishInterrupted() {
        for (int number : List.copyOf(register.friends().keySet())) {
            if (written.friend(number).filter(Friend::invited).isEmpty()) {
                register.withdraw(number);
            }
        }
        for (Friend friend : written.friends()) {
            boolean certified = register.friends().containsKey(friend.number())
                    || register.unreadable().containsKey(friend.number());
            if (friend.invited() && !certified) {
                LOG.warn("{} has no certificate here and counts as revoked", friend.name());
                cutOff.add(friend.number());
            }
        }
        try {
            register.writeWithdrawn();
            if (!cutOff.isEmpty()) {
                commit(written);
            }
        } catch (IOException e) {
            LOG.warn("what was interrupted cannot be finished yet: {}", Failure.words(e));
        }
        publish();
    }

    private void readInvitations() {
        for (JoinedExchange exchange : written.exchanges()) {
            try {
                memberships.put(exchange.index(), Membership.by(Invitation.load(home.invitation(exchange.index()))));
            } catch (HandoverException | IOException e) {
                unreadable.put(
                        exchange.index(),
                        "the invitation " + home.invitation(exchange.index()) + " cannot be used (" + Failure.words(e)
                                + "): leave " + exchange.name() + " and join again");
            }
        }
    }

    void confine(Thread thread) {
        owner = thread;
    }

    /** To be called before any change. */
    void mine() {
        Thread only = owner;
        if (only != null && only != Thread.currentThread()) {
            throw new IllegalStateException("the books belong to " + only.getName() + ", not to "
                    + Thread.currentThread().getName());
        }
    }

    /** A membership goes with the next state, or no longer does. */
    void put(int index, @Nullable Membership membership) {
        unreadable.remove(index);
        if (membership == null) {
            memberships.remove(index);
        } else {
            memberships.put(index, membership);
        }
    }

    /** A friend is cut off, before that is written down. */
    void cutOff(int number) {
        cutOff.add(number);
        register.withdraw(number);
        publish();
    }

    /** Writes the state that names whatever was written before it, and tells. Who was cut off is so in it, come what may. */
    void commit(State next) throws IOException {
        State saved = withoutCutOff(next);
        home.save(saved);
        written = saved;
        cutOff.clear();
        publish();
    }

    /** Tells whoever follows. */
    void publish() {
        Change change = change();
        current = change;
        for (Consumer<Change> follower : followers) {
            try {
                follower.accept(change);
            } catch (RuntimeException e) {
                LOG.error("a change is on the disk, and could not be followed", e);
            }
        }
    }

    private Change change() {
        return new Change(
                withoutCutOff(written),
                register.roll(),
                memberships,
                new Change.Unreadable(register.unreadable(), unreadable));
    }

    private State withoutCutOff(State whole) {
        State next = whole;
        for (int number : cutOff) {
            Friend friend = next.friend(number).filter(Friend::invited).orElse(null);
            if (friend != null) {
                next = next.revoking(friend.name(), clock.instant());
            }
        }
        return next;
    }
}
