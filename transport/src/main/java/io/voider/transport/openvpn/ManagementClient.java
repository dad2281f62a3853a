package io.voider.transport.openvpn;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.voider.transport.address.SocketTrouble;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Failure;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import io.voider.transport.openvpn.ManagementMessage.Reply;
import io.voider.transport.openvpn.ManagementMessage.Success;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our end of a management connection: commands out, each with its answer; notifications to a {@link Listener}.
 *
 * <p>All calls, and all of the listener's, on the channel's event loop. OpenVPN answers in order. If an answer does not
 * come in time, or is of the wrong form, the connection is closed.
 */
final class ManagementClient extends SimpleChannelInboundHandler<ManagementMessage> {
    /** Commands that wait for their answer; OpenVPN answers within a millisecond. */
    static final int MOST_PENDING = 1024;

    /** The reason of a connection that OpenVPN ended. */
    static final String CLOSED = "OpenVPN closed its management connection";

    /** What hears the other end. */
    interface Listener {
        /** The connection is up. */
        void connected(ManagementClient client);

        /** OpenVPN said something of its own accord. */
        void notified(Notification notification);

        /** The connection is gone, for that reason. Comes once, and last. */
        void disconnected(ManagementClient client, String reason);
    }

    /** OpenVPN refused a command. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(ManagementCommand command, String answer) {
            super("OpenVPN refused '" + command.text() + "': " + ManagementLine.shown(answer), null, false, false);
        }
    }

    private record Pending(ManagementCommand command, Promise<Reply> promise) {}

    private final Listener listener;
    private final long answerTimeoutNanos;
    private final Queue<Pending> pending = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private String reason = CLOSED;

    /** @param answerTimeoutNanos after which OpenVPN is taken to hang */
    ManagementClient(Listener listener, long answerTimeoutNanos) {
        this.listener = listener;
        this.answerTimeoutNanos = answerTimeoutNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        listener.connected(this);
    }

    /** Sends a command. The future fails if it is refused, or if there is no answer. */
    Future<Reply> send(ManagementCommand command) {
        ChannelHandlerContext connection = context;
        if (connection == null) {
            throw new IllegalStateException("not connected");
        }
        Promise<Reply> promise = connection.executor().newPromise();
        if (!connection.channel().isActive() || pending.size() == MOST_PENDING) {
            return promise.setFailure(new RejectedExecutionException("no management connection, or too much to do"));
        }
        pending.add(new Pending(command, promise));
        connection.writeAndFlush(ByteBufUtil.writeAscii(connection.alloc(), command.text() + "\n"));
        Future<?> timeout = connection
                .executor()
                .schedule(
                        () -> fail(connection, "OpenVPN does not answer '" + command.text() + "'"),
                        answerTimeoutNanos,
                        TimeUnit.NANOSECONDS);
        promise.addListener(done -> timeout.cancel(false));
        return promise;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, ManagementMessage message) {
        if (message instanceof Notification notification) {
            listener.notified(notification);
        } else if (message instanceof Reply reply) {
            answer(reply);
        }
    }

    private void answer(Reply reply) {
        Pending first = pending.peek();
        if (first == null) {
            throw new ManagementException("an answer to nothing");
        }
        if (reply instanceof Failure failure) {
            pending.remove();
            first.promise.setFailure(new RefusedException(first.command, failure.text()));
            return;
        }
        boolean single = first.command.answer() == ManagementCommand.Answer.LINE;
        boolean fits = single ? reply instanceof Success : reply instanceof Body;
        boolean goesOn = reply instanceof Success && first.command.answer() == ManagementCommand.Answer.LINE_AND_BODY;
        if (fits) {
            pending.remove();
            first.promise.setSuccess(reply);
        } else if (!goesOn) {
            throw new ManagementException("an answer of another form to '" + first.command.text() + "'");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        fail(connection, SocketTrouble.words(cause));
    }

    private void fail(ChannelHandlerContext connection, String why) {
        reason = why;
        connection.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        pending.forEach(unanswered -> unanswered.promise.tryFailure(new ManagementException(reason)));
        pending.clear();
        listener.disconnected(this, reason);
    }
}
