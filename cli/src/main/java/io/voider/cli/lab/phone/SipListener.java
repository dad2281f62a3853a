package io.voider.cli.lab.phone;

import io.voider.ns.Namespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a scripted phone takes SIP over TCP: what comes over any connection, message by message (RFC 3261 section 18.3). */
final class SipListener implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\n(?:Content-Length|l) *: *([0-9]{1,6})");
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final int LONGEST_HEADERS = 65_536;

    /** A message, and the connection that it came over. */
    private record Heard(String message, Socket connection) {}

    private final ServerSocket listener;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private @Nullable Socket latest;

    SipListener(Namespace place, String address, int port) {
        listener = place.call(() -> {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            return socket;
        });
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-phone");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                start(() -> read(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void read(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (String message = next(in); !message.isEmpty(); message = next(in)) {
                heard.add(new Heard(message, connection));
            }
        } catch (IOException gone) {
            // Whoever waits for more of it is told by the time that passes.
        }
    }

    /** The next message; empty when there is none any more. */
    private static String next(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < LONGEST_HEADERS) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            bytes.write(next);
            String headers =
                    next == '\n' ? bytes.toString(StandardCharsets.UTF_8).stripLeading() : "";
            if (headers.endsWith(END_OF_HEADERS)) {
                Matcher length = LENGTH.matcher(headers);
                byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                return headers + new String(body, StandardCharsets.UTF_8);
            }
        }
        throw new IOException("headers of more than " + LONGEST_HEADERS + " bytes");
    }

    /**
     * Waits for a message.
     *
     * @return empty if none comes within that time
     */
    String hear(int millis) throws InterruptedException {
        Heard next = heard.poll(millis, TimeUnit.MILLISECONDS);
        if (next == null) {
            return "";
        }
        latest = next.connection;
        return next.message;
    }

    /** Says something over the connection by which the latest message came that was heard. */
    void say(String message) throws IOException {
        Socket connection = latest;
        if (connection == null) {
            throw new IOException("nobody has called yet");
        }
        connection.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Who is at the other end of that connection. */
    InetAddress correspondent() {
        Socket connection = latest;
        return connection == null ? InetAddress.getLoopbackAddress() : connection.getInetAddress();
    }

    @Override
    public void close() {
        try {
            listener.close();
            Socket connection = latest;
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
