package io.voider.nat.turn.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.Errors;
import io.netty.util.NetUtil;
import io.voider.transport.address.SocketTrouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

/** A socket that a server of ours listens on, or why it cannot, for its operator. */
public final class Bound {
    private static final int EACCES = 13;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;

    private Bound() {}

    /**
     * Waits until a channel is bound.
     *
     * @param protocol for people, such as {@code TCP}
     * @throws UncheckedIOException if it cannot be: says what is wrong with which address and port, and what to do
     */
    public static Channel await(ChannelFuture binding, String protocol, InetSocketAddress at)
            throws InterruptedException {
        binding.await();
        Throwable cause = binding.cause();
        if (cause == null) {
            return binding.channel();
        }
        throw refused(cause, protocol, at);
    }

    static UncheckedIOException refused(Throwable cause, String protocol, InetSocketAddress at) {
        return new UncheckedIOException(new IOException(words(cause, protocol, at), cause));
    }

    private static String words(Throwable cause, String protocol, InetSocketAddress at) {
        String address = NetUtil.toAddressString(at.getAddress());
        int errno = cause instanceof Errors.NativeIoException refused ? -refused.expectedErr() : 0;
        return switch (errno) {
            case EADDRNOTAVAIL -> address + " is no address of this machine; 'ip address' shows which there are";
            case EADDRINUSE ->
                protocol + " port " + at.getPort() + " of " + address
                        + " is taken by another program; 'ss -tulpn' shows by which";
            case EACCES ->
                "only root, or who has CAP_NET_BIND_SERVICE, may listen on " + protocol + " port " + at.getPort();
            default ->
                "cannot listen on " + protocol + " port " + at.getPort() + " of " + address + ": "
                        + SocketTrouble.words(cause);
        };
    }
}
