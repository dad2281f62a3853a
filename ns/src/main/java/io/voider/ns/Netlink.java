package io.voider.ns;

import io.voider.ns.Layout.NlMsgHdr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one namespace's rtnetlink, one after the other. The socket is opened by the namespace's thread, and asked from
 * whichever thread calls. It is opened at the first request: many namespaces never need one.
 */
final class Netlink implements AutoCloseable {

    /** The kernel answers within the system call that asks; this is for a machine that is stuck. */
    private static final int PATIENCE_SECONDS = 10;

    /** How often a dump is begun anew because the tables changed under it. */
    private static final int DUMP_ATTEMPTS = 10;

    /** Objects in one dump. More than a router of ours ever has. */
    private static final int DUMP_LIMIT = 1 << 16;

    private final Namespace namespace;
    private @Nullable NetlinkSocket socket;
    private boolean closed;
    private int sequence;

    Netlink(Namespace namespace) {
        this.namespace = namespace;
    }

    Namespace namespace() {
        return namespace;
    }

    /**
     * Has the kernel do something.
     *
     * @param object what it is about, for the failure
     * @throws KernelException if it refuses
     */
    synchronized void execute(NetlinkRequest request, String object) {
        String call = call(request);
        NetlinkSocket open = open();
        int number = ++sequence;
        open.send(request.finish(number), call);
        while (true) {
            for (NetlinkMessage answer : receive(open, call)) {
                if (answer.sequence() == number && answer.type() == NlMsgHdr.NLMSG_ERROR) {
                    throwIfFailed(answer, call, object);
                    return;
                }
            }
        }
    }

    /**
     * Lists what the kernel has.
     *
     * @param decode makes a value of a message, or null of one that is of no interest; throws {@link
     *     MalformedNetlinkException} for one that it cannot read
     */
    synchronized <T> List<T> dump(NetlinkRequest request, Function<NetlinkMessage, @Nullable T> decode) {
        String call = call(request);
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            List<T> found = new ArrayList<>();
            if (dumpOnce(request, call, decode, found)) {
                return found;
            }
        }
        throw KernelException.explained(
                call,
                Errno.EBUSY,
                namespace.name(),
                "the tables changed " + DUMP_ATTEMPTS + " times while being listed");
    }

    private <T> boolean dumpOnce(
            NetlinkRequest request, String call, Function<NetlinkMessage, @Nullable T> decode, List<T> found) {
        NetlinkSocket open = open();
        int number = ++sequence;
        boolean consistent = true;
        open.send(request.finish(number), call);
        while (true) {
            for (NetlinkMessage answer : receive(open, call)) {
                if (answer.sequence() != number) {
                    continue; // the rest of a dump that failed half-way
                }
                consistent &= !answer.has(NlMsgHdr.NLM_F_DUMP_INTR);
                if (answer.type() == NlMsgHdr.NLMSG_DONE || answer.type() == NlMsgHdr.NLMSG_ERROR) {
                    throwIfFailed(answer, call, namespace.name());
                    return consistent;
                }
                T value = decode.apply(answer);
                if (value != null && found.size() == DUMP_LIMIT) {
                    throw KernelException.explained(
                            call, Errno.EMSGSIZE, namespace.name(), "more than " + DUMP_LIMIT + " entries");
                }
                if (value != null) {
                    found.add(value);
                }
            }
        }
    }

    private List<NetlinkMessage> receive(NetlinkSocket open, String call) {
        try {
            return open.receive(call).map(NetlinkMessage::split).orElse(List.of());
        } catch (KernelException e) {
            if (e.is(Errno.EAGAIN)) {
                throw KernelException.explained(
                        call, Errno.ETIMEDOUT, namespace.name(), "no answer in " + PATIENCE_SECONDS + " s");
            }
            throw e;
        }
    }

    private static void throwIfFailed(NetlinkMessage answer, String call, String object) {
        int error = answer.error();
        if (error != 0) {
            throw KernelException.explained(call, error, object, answer.explanation(), Capability.CAP_NET_ADMIN);
        }
    }

    private static String call(NetlinkRequest request) {
        return "rtnetlink " + request.type();
    }

    private NetlinkSocket open() {
        if (closed) {
            throw new IllegalStateException(namespace + " is closed");
        }
        NetlinkSocket open = socket;
        if (open == null) {
            open = namespace.call(() -> new NetlinkSocket(namespace.name(), PATIENCE_SECONDS));
            socket = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
