package io.voider.transport.openvpn;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ByteProcessor;
import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Client;
import io.voider.transport.openvpn.ManagementMessage.Failure;
import io.voider.transport.openvpn.ManagementMessage.Success;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines into {@link ManagementMessage}s.
 *
 * <p>A line that begins with {@code >} is a notification, wherever it comes: between the lines of a reply, or between
 * those of a client's environment. {@code SUCCESS:} and {@code ERROR:} are replies of one line; any other line belongs to
 * a reply that {@code END} closes. What is too long, or out of order, is a {@link ManagementException}, after which
 * nothing is decoded any more.
 */
final class ManagementDecoder extends ByteToMessageDecoder {
    /** Bytes without the line's end. OpenVPN's own buffers end at 10,240. */
    static final int LONGEST_LINE = 16 * 1024;

    /** Lines of one reply: `status 3` with 253 clients has about 1,100, `help` 70. */
    static final int MOST_LINES = 8192;

    /** Lines of one client's environment: about 50 were seen. */
    static final int MOST_VARIABLES = 512;

    private static final Pattern CLIENT =
            Pattern.compile("CLIENT:(CONNECT|REAUTH|ESTABLISHED|DISCONNECT|CR_RESPONSE),(.+)");
    private static final String ENVIRONMENT = "CLIENT:ENV,";

    private final List<String> body = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private @Nullable Matcher client;
    private boolean failed;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            decode(in, out);
        } catch (ManagementException e) {
            failed = true;
            throw e;
        }
    }

    private void decode(ByteBuf in, List<Object> out) {
        int length =
                in.forEachByte(in.readerIndex(), Math.min(in.readableBytes(), LONGEST_LINE + 2), ByteProcessor.FIND_LF)
                        - in.readerIndex();
        if (length < 0) {
            if (in.readableBytes() > LONGEST_LINE + 1) {
                throw new ManagementException("a line of more than " + LONGEST_LINE + " bytes");
            }
            return;
        }
        String line = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
        in.skipBytes(1);
        ManagementMessage message = line(line.endsWith("\r") ? line.substring(0, length - 1) : line);
        if (message != null) {
            out.add(message);
        }
    }

    private @Nullable ManagementMessage line(String line) {
        if (line.startsWith(">")) {
            return notification(line.substring(1));
        }
        if (line.equals("END")) {
            Body reply = new Body(body);
            body.clear();
            return reply;
        }
        if (body.isEmpty() && line.startsWith("SUCCESS: ")) {
            return new Success(line.substring("SUCCESS: ".length()));
        }
        if (body.isEmpty() && line.startsWith("ERROR: ")) {
            return new Failure(line.substring("ERROR: ".length()));
        }
        bounded(body, MOST_LINES, "a reply").add(line);
        return null;
    }

    private @Nullable ManagementMessage notification(String line) {
        if (line.startsWith(ENVIRONMENT)) {
            return variable(line.substring(ENVIRONMENT.length()));
        }
        Matcher event = CLIENT.matcher(line);
        if (!event.matches()) {
            return ManagementLine.notification(line);
        }
        if (client != null) {
            throw new ManagementException("a client's event within another's");
        }
        client = event;
        return null;
    }

    private @Nullable ManagementMessage variable(String variable) {
        Matcher event = client;
        if (event == null) {
            throw new ManagementException("an environment of no client");
        }
        if (!variable.equals("END")) {
            bounded(environment, MOST_VARIABLES, "an environment").add(variable);
            return null;
        }
        Client complete = new Client(event.group(1), event.group(2), environment);
        environment.clear();
        client = null;
        return complete;
    }

    private static List<String> bounded(List<String> lines, int most, String what) {
        if (lines.size() == most) {
            throw new ManagementException(what + " of more than " + most + " lines");
        }
        return lines;
    }
}
