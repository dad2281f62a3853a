package io.voider.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way from sockets in one namespace to sockets in another, for one stream or several: stream k goes from the k-th sending
 * socket to the k-th receiving one, in turn. One thread.
 */
final class RtpPath implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final String name;
    private final List<Stream> streams;
    private final @Nullable Selector selector;
    private final Deque<DatagramChannel> readable = new ArrayDeque<>();

    /**
     * One stream's way.
     *
     * @param sender a non-blocking socket
     * @param target where it has to send to
     * @param receiver a non-blocking socket
     */
    record Stream(DatagramChannel sender, InetSocketAddress target, DatagramChannel receiver) {
        /** @param sender and {@code receiver}: sockets that are bound, or will be, where they are */
        Stream {
            try {
                sender.configureBlocking(false);
                receiver.configureBlocking(false);
                receiver.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot prepare the sockets of a stream", failure);
            }
        }
    }

    /** @param name what stands between the sockets */
    RtpPath(String name, List<Stream> streams) throws IOException {
        this.name = name;
        this.streams = List.copyOf(streams);
        selector = streams.size() > 1 ? Selector.open() : null;
        if (selector != null) {
            for (Stream stream : streams) {
                stream.receiver.register(selector, SelectionKey.OP_READ, stream.receiver);
            }
        }
    }

    String name() {
        return name;
    }

    /** How many streams there are. */
    int streams() {
        return streams.size();
    }

    /** Sends a packet of a stream. */
    void send(int stream, ByteBuffer packet) throws IOException {
        Stream way = streams.get(stream);
        way.sender.send(packet, way.target);
    }

    /** Receives a packet of whatever stream, if one is there. */
    boolean receive(ByteBuffer packet) throws IOException {
        if (selector == null) {
            return streams.get(0).receiver.receive(packet) != null;
        }
        if (readable.isEmpty()) {
            selector.selectNow(key -> readable.add((DatagramChannel) key.attachment()));
        }
        while (!readable.isEmpty()) {
            if (readable.element().receive(packet) != null) {
                return true;
            }
            readable.remove();
        }
        return false;
    }

    @Override
    public void close() {
        try {
            for (Stream stream : streams) {
                stream.sender.close();
                stream.receiver.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot close the sockets of " + name, failure);
        }
    }
}
