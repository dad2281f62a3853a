package io.voider.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/**
 * A way from a sending socket in one namespace to a receiving one in another.
 *
 * @param name what stands between them
 * @param sender a non-blocking socket
 * @param target where it has to send to
 * @param receiver a non-blocking socket
 */
record RtpPath(String name, DatagramChannel sender, InetSocketAddress target, DatagramChannel receiver)
        implements AutoCloseable {
    @Override
    public void close() {
        try {
            sender.close();
            receiver.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot close the sockets of " + name, failure);
        }
    }
}
