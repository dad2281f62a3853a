package io.voider.ns;

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
        converse(request, object, message -> null);
    }

    /**
     * Lists what the kernel has.
     *
     * @param decode makes a value of a message, or null of one that is of no interest; throws {@link
     *     MalformedNetlinkException} for one that it cannot read
     */
    synchronized <T> List<T> dump(NetlinkRequest request, Function<NetlinkMessage, @Nullable T> decode) {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            NetlinkAnswer<T> conversation = converse(request, namespace.name(), decode);
            if (!conversation.isInterrupted()) {
                return conversation.objects();
            }
        }
        throw KernelException.explained(
                call(request),
                Errno.EBUSY,
                namespace.name(),
                "the tables changed " + DUMP_ATTEMPTS + " times while being listed");
    }

    private <T> NetlinkAnswer<T> converse(
            NetlinkRequest request, String object, Function<NetlinkMessage, @Nullable T> decode) {
        String call = call(request);
        NetlinkSocket open = open();
        NetlinkAnswer<T> conversation = new NetlinkAnswer<>(++sequence, decode);
        open.send(request.finish(sequence), call);
        try {
            while (!open.receive(call).map(conversation::accept).orElse(false)) {
                // more is to come
            }
        } catch (MalformedNetlinkException e) {
            throw KernelException.explained(call, Errno.EBADMSG, object, String.valueOf(e.getMessage()));
        } catch (KernelException e) {
            throw e.is(Errno.EAGAIN)
                    ? KernelException.explained(
                            call, Errno.ETIMEDOUT, object, "no answer in " + PATIENCE_SECONDS + " s")
                    : e;
        }
        if (conversation.error() != 0) {
            throw KernelException.explained(
                    call, conversation.error(), object, conversation.explanation(), Capability.CAP_NET_ADMIN);
        }
        return conversation;
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
