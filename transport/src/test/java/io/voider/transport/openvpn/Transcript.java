package io.voider.transport.openvpn;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.ByteCount;
import io.voider.transport.openvpn.ManagementMessage.Client;
import io.voider.transport.openvpn.ManagementMessage.ClientByteCount;
import io.voider.transport.openvpn.ManagementMessage.Failure;
import io.voider.transport.openvpn.ManagementMessage.Hold;
import io.voider.transport.openvpn.ManagementMessage.Log;
import io.voider.transport.openvpn.ManagementMessage.Other;
import io.voider.transport.openvpn.ManagementMessage.State;
import io.voider.transport.openvpn.ManagementMessage.Success;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What OpenVPN 2.6.14 said to us, and the way back from messages to lines. */
final class Transcript {
    private Transcript() {}

    static String load(String name) {
        try (InputStream in = Objects.requireNonNull(Transcript.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Decodes a transcript that arrives in pieces of these sizes, over and over; what is left of a line is dropped. */
    static List<ManagementMessage> decode(String transcript, int... sizes) {
        EmbeddedChannel channel = new EmbeddedChannel(new ManagementDecoder());
        byte[] bytes = transcript.getBytes(StandardCharsets.ISO_8859_1);
        try {
            for (int at = 0, i = 0; at < bytes.length; i++) {
                int size = Math.min(sizes[i % sizes.length], bytes.length - at);
                channel.writeInbound(Unpooled.copiedBuffer(bytes, at, size));
                at += size;
            }
            List<ManagementMessage> messages = new ArrayList<>();
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                messages.add((ManagementMessage) message);
            }
            return messages;
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    /** The lines that mean these messages. */
    static List<String> lines(List<ManagementMessage> messages) {
        List<String> lines = new ArrayList<>();
        messages.forEach(message -> lines.addAll(lines(message)));
        return lines;
    }

    private static List<String> lines(ManagementMessage message) {
        List<String> lines = new ArrayList<>();
        if (message instanceof Success success) {
            lines.add("SUCCESS: " + success.text());
        } else if (message instanceof Failure failure) {
            lines.add("ERROR: " + failure.text());
        } else if (message instanceof Body body) {
            lines.addAll(body.lines());
            lines.add("END");
        } else if (message instanceof Client client) {
            lines.add(">CLIENT:" + client.event() + "," + client.ids());
            client.environment().forEach(variable -> lines.add(">CLIENT:ENV," + variable));
            lines.add(">CLIENT:ENV,END");
        } else {
            lines.add(">" + notification(message));
        }
        return lines;
    }

    private static String notification(ManagementMessage message) {
        if (message instanceof Hold hold) {
            return "HOLD:Waiting for hold release:" + hold.waitSeconds();
        } else if (message instanceof State state) {
            String rest = state.rest().isEmpty() ? "" : "," + String.join(",", state.rest());
            return "STATE:" + state.timeSeconds() + "," + state.name() + "," + state.detail() + rest;
        } else if (message instanceof Log log) {
            return "LOG:" + log.timeSeconds() + "," + log.flags() + "," + log.text();
        } else if (message instanceof ByteCount count) {
            return "BYTECOUNT:" + count.received() + "," + count.sent();
        } else if (message instanceof ClientByteCount count) {
            return "BYTECOUNT_CLI:" + count.clientId() + "," + count.received() + "," + count.sent();
        } else if (message instanceof Other other) {
            return other.kind() + ":" + other.text();
        }
        throw new AssertionError(message);
    }
}
