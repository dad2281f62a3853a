package io.voider.nat.rendezvous.client;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.PinnedTrust;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * HTTP/1.1 over TLS to a rendezvous, one request a connection, as its server has it. Java's own client says by ALPN what it speaks
 * only where it hopes for HTTP/2, and only once; the server tells nodes from others by that.
 */
final class OneRequestHttps {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int MAX_ANSWER = ExactJson.MAX_BYTES + (4 << 10);
    private static final String END_OF_HEAD = "\r\n\r\n";

    /** What came back. */
    record Answer(int status, String body) {}

    private final Endpoint server;
    private final SSLContext tls;

    OneRequestHttps(SignUpPlace place) {
        this.server = place.server();
        try {
            this.tls = SSLContext.getInstance("TLSv1.3");
            tls.init(null, new TrustManager[] {new PinnedTrust(place.pin(), "the place")}, new SecureRandom());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has TLS 1.3", missing);
        }
    }

    Answer get(String path) throws IOException {
        return asked("GET " + path, "", "");
    }

    Answer post(String path, String form) throws IOException {
        return asked("POST " + path, "Content-Type: application/x-www-form-urlencoded\r\n", form);
    }

    private Answer asked(String line, String headers, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.US_ASCII);
        String head = line + " HTTP/1.1\r\nHost: " + server.text() + "\r\nAccept: application/json\r\n" + headers
                + "Content-Length: " + content.length + END_OF_HEAD;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            try (SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(plain, server.host(), server.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"http/1.1"});
                socket.setSSLParameters(parameters);
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(content);
                out.flush();
                return answer(new String(socket.getInputStream().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8));
            }
        }
    }

    private Answer answer(String text) throws IOException {
        int end = text.indexOf(END_OF_HEAD);
        if (end < 0 || !text.matches("(?s)HTTP/1\\.1 [1-5][0-9]{2} .*")) {
            throw new IOException(
                    "the server at " + server.text() + " does not answer as a rendezvous that has sign-up");
        }
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(end + END_OF_HEAD.length()));
    }
}
