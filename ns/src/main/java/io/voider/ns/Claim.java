package io.voider.ns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The sole right to everything in the kernel that bears an owner's name: namespaces {@code OWNER.x}, interfaces {@code
 * OWNER.x} in the JVM's own namespace, and processes started in those namespaces.
 *
 * <p>Whoever holds the claim knows that the owner before them is dead, and that what still bears the name is left over: to
 * be taken over or removed. Nothing has to be written down for that, so there is no moment at which a killed process leaves
 * something that the next cannot find:
 *
 * <ul>
 *   <li>The claim is a file lock, which the kernel drops when the process ends, however it ends.
 *   <li>A namespace's name is taken before there is a namespace; the name alone tells whose it is.
 *   <li>A process carries its namespace's name in its environment ({@code VOIDER_NAMESPACE}) from birth, so it is found even if
 *       the namespace never had a name.
 *   <li>Owners hold no dot, so one owner's names never begin with another's.
 * </ul>
 *
 * <p>Not found, for nobody could: interfaces with another name in the JVM's own namespace (make them in a namespace of
 * yours at once, as {@link Links#createVeth(String, String, Namespace)} can), and sysctls set there.
 */
public final class Claim implements AutoCloseable {

    /** With a dot and at least four characters behind it, still an interface's name. */
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_-]{1,10}");

    private final String owner;
    private final ClaimLock lock;
    private final Set<String> mine = new HashSet<>();

    private Claim(String owner, ClaimLock lock) {
        this.owner = owner;
        this.lock = lock;
    }

    /**
     * Claims everything that bears {@code owner}'s name.
     *
     * @param owner 1 to 10 letters, digits, hyphens, underscores
     * @throws KernelException with {@code EBUSY} if a process that lives has the claim
     */
    public static Claim take(String owner) {
        if (!OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException("not an owner (1 to 10 letters, digits, - and _): " + owner);
        }
        return new Claim(owner, ClaimLock.take(owner));
    }

    /** {@code OWNER.suffix}: what a thing of ours is to be called. */
    public String name(String suffix) {
        return owner + "." + suffix;
    }

    /** Makes the namespace {@code OWNER.suffix}; see {@link Namespace#create}. */
    public Namespace create(String suffix) {
        return own(suffix, Namespace::create);
    }

    /** Makes a namespace without a name, whose processes are found again all the same; see {@link Namespace#anonymous}. */
    public Namespace anonymous(String suffix) {
        return own(suffix, Namespace::anonymous);
    }

    /** Opens a namespace that was left over; from now on it counts as ours. */
    public Namespace takeOver(Leftover leftover) {
        if (leftover.what() != Leftover.What.NAMESPACE || !isOwned(leftover.name())) {
            throw new IllegalArgumentException("no namespace of " + owner + "'s to take over: " + leftover);
        }
        return own(leftover.name().substring(owner.length() + 1), Namespace::open);
    }

    private Namespace own(String suffix, Function<String, Namespace> opening) {
        String name = name(suffix);
        Namespace namespace = opening.apply(name);
        synchronized (mine) {
            mine.add(name);
        }
        return namespace;
    }

    private boolean isOwned(String name) {
        return name.startsWith(owner + ".");
    }

    private boolean isLeftover(String name) {
        synchronized (mine) {
            return isOwned(name) && !mine.contains(name);
        }
    }

    /** What bears the owner's name and was not made or taken over through this claim. */
    public List<Leftover> leftovers() {
        Map<String, List<Long>> processes = Children.byNamespaceName(this::isLeftover);
        List<Leftover> found = new ArrayList<>();
        for (String name : NamespaceDirectory.names()) {
            if (isLeftover(name)) {
                boolean whole = NamespaceDirectory.inode(name).isPresent();
                Set<Long> inside = new HashSet<>(Children.inNamespace(NamespaceDirectory.inode(name)));
                List<Long> marked = processes.remove(name);
                inside.addAll(marked == null ? List.of() : marked);
                found.add(new Leftover(
                        whole ? Leftover.What.NAMESPACE : Leftover.What.HALF_MADE_NAME, name, List.copyOf(inside)));
            }
        }
        processes.forEach((name, pids) -> found.add(new Leftover(Leftover.What.ORPHANS, name, List.copyOf(pids))));
        try (Namespace host = Namespace.host()) {
            for (Link link : host.links().list()) {
                if (isOwned(link.name())) {
                    found.add(new Leftover(Leftover.What.LINK, link.name(), List.of()));
                }
            }
        }
        return found;
    }

    /**
     * Removes all {@link #leftovers}: ends their processes, takes away their names and interfaces. A network card that was
     * moved into a namespace comes back to the machine's own.
     *
     * @return what was removed
     */
    public List<Leftover> removeLeftovers() {
        List<Leftover> found = leftovers();
        found.forEach(this::remove);
        return found;
    }

    /** Removes one of them. */
    public void remove(Leftover leftover) {
        if (!isOwned(leftover.name())) {
            throw new IllegalArgumentException("not " + owner + "'s: " + leftover);
        }
        leftover.processes().forEach(pid -> Children.end(pid, leftover.name()));
        switch (leftover.what()) {
            case NAMESPACE, HALF_MADE_NAME -> NamespaceDirectory.remove(leftover.name());
            case LINK -> removeLink(leftover.name());
            case ORPHANS -> {
                // ended above
            }
        }
    }

    private static void removeLink(String name) {
        try (Namespace host = Namespace.host()) {
            host.links().delete(name);
        } catch (KernelException e) {
            if (!e.is(Errno.ENODEV)) { // went with the other end of its pair
                throw e;
            }
        }
    }

    /** Gives the claim up. What was made stays, as the next holder's leftovers. Closing twice does nothing. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give up the claim of " + owner, e);
        }
    }
}
