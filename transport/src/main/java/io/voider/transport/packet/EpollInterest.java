package io.voider.transport.packet;

import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * What epoll is to tell of a channel's socket: errors always, packets while they are waited for, and room to send while
 * there is none. Each is told once, until {@link #submit} asks for it anew.
 */
final class EpollInterest {
    private static final EpollIoOps PAUSED = EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLERR);
    private static final EpollIoOps READING = PAUSED.with(EpollIoOps.EPOLLIN);
    private static final EpollIoOps BLOCKED_PAUSED = PAUSED.with(EpollIoOps.EPOLLOUT);
    private static final EpollIoOps BLOCKED_READING = READING.with(EpollIoOps.EPOLLOUT);

    private @Nullable IoRegistration registration;

    /** From now on epoll can be asked. */
    void registered(IoRegistration at) {
        registration = at;
    }

    /** Epoll tells nothing any more. Says whether it could be asked before. */
    boolean cancel() {
        IoRegistration at = registration;
        if (at == null) {
            return false;
        }
        boolean unused = at.cancel();
        return true;
    }

    /** Asks epoll anew, if it can be asked. */
    void submit(boolean waitsForPackets, boolean waitsForRoom) {
        IoRegistration at = registration;
        if (at != null && at.isValid()) {
            EpollIoOps unblocked = waitsForPackets ? READING : PAUSED;
            EpollIoOps blocked = waitsForPackets ? BLOCKED_READING : BLOCKED_PAUSED;
            at.submit(waitsForRoom ? blocked : unblocked);
        }
    }
}
