package io.voider.ns;

import static io.voider.ns.LibC.C;
import static io.voider.ns.LibC.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace, held open: {@code network_namespaces(7)}.
 *
 * <p>Each open namespace has one thread of its own that stands in it and never leaves. What must happen <em>in</em> the
 * namespace — making a socket, starting a process, opening {@code /dev/net/tun} — happens there by {@link #call} or {@link
 * #submit}; a socket made so belongs to the namespace for good and may be used from anywhere.
 *
 * <p>A named namespace is one that {@code ip netns} shows and outlives the process; {@link #delete} ends it. An anonymous
 * one goes when it is closed and nothing is left in it. Every method blocks for as long as the kernel takes, micro- to
 * milliseconds: keep them off event loops, {@link #submit} and {@link #start} excepted. All are thread-safe.
 */
public final class Namespace implements AutoCloseable {

    private final String name;
    private final NamespaceThread thread;
    private final int fd;
    private final long inode;
    private final List<AutoCloseable> closedWithThis = new ArrayList<>();
    private final Links links;
    private final Addresses addresses;
    private final Neighbours neighbours;
    private final Routes routes;
    private final Rules rules;
    private final Sysctls sysctls;
    private boolean closed;

    /** @param enter brings the thread it runs on into the namespace and answers a descriptor of it */
    private Namespace(String name, IntSupplier enter) {
        this.name = name;
        int[] opened = {-1};
        thread = new NamespaceThread(name, () -> opened[0] = enter.getAsInt());
        fd = opened[0];
        inode = NamespaceDirectory.inode(Path.of("/proc/self/fd/" + fd)).orElseThrow();
        Netlink netlink = new Netlink(this);
        closedWithThis.add(netlink);
        links = new Links(this, netlink);
        addresses = new Addresses(netlink, links);
        neighbours = new Neighbours(netlink, links);
        routes = new Routes(netlink, links);
        rules = new Rules(netlink);
        sysctls = new Sysctls(this);
    }

    /**
     * Makes a namespace and gives it a name that {@code ip netns} shows. Only {@code lo} is in it, and it is down.
     *
     * @throws KernelException with {@code EEXIST} if the name is taken, {@code EPERM} without {@code CAP_SYS_ADMIN}
     */
    public static Namespace create(String name) {
        NamespaceDirectory.file(name);
        NamespaceDirectory.prepare();
        return new Namespace(name, () -> {
            NamespaceDirectory.reserve(name);
            try {
                unshare(name);
                NamespaceDirectory.mountCurrent(name);
                return LibC.open(HostThread.CURRENT.toString(), LibC.O_RDONLY);
            } catch (RuntimeException e) {
                NamespaceDirectory.remove(name);
                throw e;
            }
        });
    }

    /**
     * Makes a namespace that no name leads to. It is gone when this is closed, or the process killed, and every process
     * and socket in it has ended.
     *
     * @param label names it in messages and thread names only
     */
    public static Namespace anonymous(String label) {
        return new Namespace(label, () -> {
            unshare(label);
            return LibC.open(HostThread.CURRENT.toString(), LibC.O_RDONLY);
        });
    }

    /**
     * Opens the namespace that {@code ip netns} or {@link #create} named.
     *
     * @throws KernelException with {@code ENOENT} if there is no such name, {@code EINVAL} if it is half-made
     */
    public static Namespace open(String name) {
        return at(name, NamespaceDirectory.file(name).toString());
    }

    /**
     * Opens the namespace that a process is in.
     *
     * @throws KernelException with {@code ENOENT} if there is no such process
     */
    public static Namespace ofProcess(long pid) {
        return at("pid-" + pid, "/proc/" + pid + "/ns/net");
    }

    /** Opens the namespace that the JVM was started in. */
    public static Namespace host() {
        return new Namespace("host", HostThread::enter);
    }

    private static Namespace at(String name, String path) {
        return new Namespace(name, () -> {
            int fd = LibC.open(path, LibC.O_RDONLY, Capability.CAP_SYS_PTRACE, Capability.CAP_DAC_OVERRIDE);
            if (C.setns(fd, LibC.CLONE_NEWNET) < 0) {
                KernelException failure = KernelException.of("setns", LibC.errno(), path, Capability.CAP_SYS_ADMIN);
                C.close(fd);
                throw failure;
            }
            return fd;
        });
    }

    private static void unshare(String name) {
        check(C.unshare(LibC.CLONE_NEWNET), "unshare", name, Capability.CAP_SYS_ADMIN);
    }

    /** The names of all named namespaces, whoever made them, sorted; half-made names are left out. */
    public static List<String> list() {
        return NamespaceDirectory.names().stream()
                .filter(name -> NamespaceDirectory.inode(name).isPresent())
                .toList();
    }

    /**
     * Takes the name away, half-made or not. The namespace ends when the last process, socket and open {@link Namespace}
     * in it has.
     *
     * @throws KernelException with {@code ENOENT} if there is no such name
     */
    public static void delete(String name) {
        if (!NamespaceDirectory.remove(name)) {
            throw KernelException.of(
                    "umount2",
                    Errno.ENOENT.number(),
                    NamespaceDirectory.file(name).toString());
        }
    }

    /** The name or label it was opened with. */
    public String name() {
        return name;
    }

    /** The number by which the kernel knows this namespace: equal for two handles if, and only if, they are of one. */
    public long inode() {
        return inode;
    }

    /**
     * Runs {@code task} in the namespace and waits for it. Called on the namespace's own thread, runs it at once.
     *
     * <p>Whatever thread {@code task} starts, in an executor or event loop too, is in this namespace for ever.
     *
     * @throws RejectedExecutionException if 4096 tasks wait already
     * @throws IllegalStateException if this is closed
     * @throws CompletionException around a checked exception that {@code task} throws, except that an {@code IOException}
     *     comes as {@code UncheckedIOException}; unchecked ones come as they are
     */
    public <T extends @Nullable Object> T call(Callable<T> task) {
        return thread.call(task);
    }

    /**
     * Runs {@code task} in the namespace, without waiting. What depends on the future runs outside of the namespace, on a
     * thread shared by all, and must not block.
     *
     * @throws RejectedExecutionException if 4096 tasks wait already
     * @throws IllegalStateException if this is closed
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return thread.submit(task);
    }

    /**
     * Starts a process in the namespace, as {@link ProcessBuilder#start} does. It inherits no descriptor but its standard
     * three. The builder's environment gets {@code VOIDER_NAMESPACE}, the name of this namespace, by which {@link Claim} finds
     * processes whose starter is dead.
     */
    public CompletableFuture<Process> start(ProcessBuilder builder) {
        return thread.submit(() -> Children.start(name, builder));
    }

    /** The interfaces in here. */
    public Links links() {
        return links;
    }

    /** Their addresses. */
    public Addresses addresses() {
        return addresses;
    }

    /** The neighbours that they know, by ARP and neighbour discovery. */
    public Neighbours neighbours() {
        return neighbours;
    }

    /** The routes of all tables. */
    public Routes routes() {
        return routes;
    }

    /** The rules that choose a table. */
    public Rules rules() {
        return rules;
    }

    /** The settings under {@code /proc/sys/net}, as this namespace has them. */
    public Sysctls sysctls() {
        return sysctls;
    }

    /**
     * Tells {@code listener} about every change of links, addresses and routes from now on, in order, on a thread of the
     * subscription's own; it ends with this namespace.
     */
    public Subscription subscribe(Consumer<NetworkChange> listener) {
        Subscription subscription = new Subscription(this, listener);
        closeWithThis(subscription);
        return subscription;
    }

    /** The descriptor that stands for this namespace in system calls, good until {@link #close}. */
    int fd() {
        synchronized (closedWithThis) {
            if (closed) {
                throw new IllegalStateException("namespace " + name + " is closed");
            }
            return fd;
        }
    }

    /** {@code resource} is closed before the thread ends, after those that came later. */
    void closeWithThis(AutoCloseable resource) {
        synchronized (closedWithThis) {
            if (!closed) {
                closedWithThis.add(resource);
                return;
            }
        }
        throw new IllegalStateException("namespace " + name + " is closed");
    }

    void forget(AutoCloseable resource) {
        synchronized (closedWithThis) {
            closedWithThis.remove(resource);
        }
    }

    /**
     * Restores the sysctls that were held, ends subscriptions, the thread and the descriptors. The name, if it has one,
     * stays. Closing twice does nothing.
     */
    @Override
    public void close() {
        List<AutoCloseable> last;
        synchronized (closedWithThis) {
            if (closed) {
                return;
            }
            closed = true;
            last = new ArrayList<>(closedWithThis);
        }
        RuntimeException failure = null;
        for (int i = last.size() - 1; i >= 0; i--) {
            AutoCloseable resource = last.get(i);
            try {
                Waiting.uninterruptibly(() -> {
                    resource.close();
                    return null;
                });
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        thread.close();
        C.close(fd);
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "namespace " + name;
    }

    /** Another handle on {@code namespace}, with a thread of its own. */
    static Namespace again(String label, Namespace namespace) {
        return at(label, "/proc/self/fd/" + namespace.fd());
    }

    /** The inode of the namespace that the calling thread stands in. */
    static OptionalLong current() {
        return NamespaceDirectory.inode(HostThread.CURRENT);
    }
}
