package io.voider.sip.sdp;

import io.voider.sip.BodyPart;
import io.voider.sip.Scan;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session description, read.
 *
 * @param origin {@code o=}; null if there is none
 * @param connection the session's {@code c=}; null if there is none
 * @param attributes the session's, in order
 * @param media in order
 */
public record SdpBody(
        @Nullable SdpOrigin origin,
        @Nullable SdpConnection connection,
        List<SdpAttribute> attributes,
        List<SdpMedia> media) {

    public SdpBody {
        attributes = List.copyOf(attributes);
        media = List.copyOf(media);
    }

    /** Reads a message's body, or the first session description in a multipart body; null if there is none. */
    public static @Nullable SdpBody of(SipMessage message) {
        for (BodyPart part : message.bodies()) {
            if (part.type().is("application", "sdp")) {
                return parse(message.array(), message.start(), part.start(), part.end());
            }
        }
        return null;
    }

    /** Reads a session description. */
    public static SdpBody parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, 0, bytes.length);
    }

    /**
     * Reads the session description in {@code array[start … end)}.
     *
     * @param origin where the message starts, from which a refusal's offset is counted
     * @throws SipRefusal if an {@code o=}, {@code c=}, {@code m=} or {@code a=rtcp} line is broken
     */
    public static SdpBody parse(byte[] array, int origin, int start, int end) {
        Reader reader = new Reader();
        SdpLines lines = new SdpLines().wrap(array, start, end);
        while (lines.next()) {
            String value = Scan.text(array, lines.valueStart(), lines.valueEnd());
            try {
                reader.read(lines.type(), value);
            } catch (IllegalArgumentException broken) {
                String line = (char) lines.type() + "= line is not as RFC 8866 has it";
                throw SipRefusal.syntax(lines.valueStart() - origin, line);
            }
        }
        return reader.finish();
    }

    /** Collects lines; a medium is complete when the next one or the end comes. */
    private static final class Reader {
        private final List<SdpMedia> media = new ArrayList<>();
        private final List<SdpAttribute> sessionAttributes = new ArrayList<>();
        private List<SdpAttribute> attributes = sessionAttributes;
        private @Nullable SdpOrigin origin;
        private @Nullable SdpConnection sessionConnection;
        private @Nullable SdpConnection connection;
        private @Nullable String mediaLine;
        private SdpDirection sessionDirection = SdpDirection.SENDRECV;
        private SdpDirection direction = SdpDirection.SENDRECV;

        void read(byte type, String value) {
            switch (type) {
                case 'o' -> origin = origin(words(value, 6));
                case 'c' -> connect(connection(words(value, 3)));
                case 'a' -> add(attribute(value));
                case 'm' -> {
                    finishMedia();
                    mediaLine = value;
                    connection = null;
                    direction = sessionDirection;
                    attributes = new ArrayList<>();
                    medium(value);
                }
                default -> {
                    // times, bandwidths, names: nobody here asks
                }
            }
        }

        private static List<String> words(String value, int least) {
            List<String> words = List.of(value.trim().split(" +"));
            if (words.size() < least) {
                throw new IllegalArgumentException(value);
            }
            return words;
        }

        private static SdpOrigin origin(List<String> words) {
            int last = words.size() - 1;
            return new SdpOrigin(
                    String.join(" ", words.subList(0, last - 4)),
                    words.get(last - 4),
                    words.get(last - 3),
                    words.get(last - 1),
                    words.get(last));
        }

        private static SdpConnection connection(List<String> words) {
            String address = words.get(2);
            int slash = address.indexOf('/');
            return new SdpConnection(words.get(1), slash < 0 ? address : address.substring(0, slash));
        }

        private void connect(SdpConnection read) {
            if (mediaLine == null) {
                sessionConnection = read;
            } else {
                connection = read;
            }
        }

        private static SdpAttribute attribute(String value) {
            SdpAttribute attribute = SdpAttribute.parse(value);
            if (attribute.name().equals("rtcp")) {
                port(words(attribute.value(), 1).get(0));
            }
            return attribute;
        }

        private void add(SdpAttribute attribute) {
            attributes.add(attribute);
            SdpDirection read = SdpDirection.of(attribute.name());
            if (read != null) {
                direction = read;
                sessionDirection = mediaLine == null ? read : sessionDirection;
            }
        }

        private SdpMedia medium(String line) {
            List<String> words = words(line, 4);
            String port = words.get(1);
            int slash = port.indexOf('/');
            return new SdpMedia(
                    words.get(0),
                    port(slash < 0 ? port : port.substring(0, slash)),
                    slash < 0 ? 1 : port(port.substring(slash + 1)),
                    words.get(2),
                    words.subList(3, words.size()),
                    connection != null ? connection : sessionConnection,
                    direction,
                    attributes);
        }

        private static int port(String digits) {
            int port = Integer.parseInt(digits);
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException(digits);
            }
            return port;
        }

        private void finishMedia() {
            if (mediaLine != null) {
                media.add(medium(mediaLine));
            }
        }

        SdpBody finish() {
            finishMedia();
            return new SdpBody(origin, sessionConnection, sessionAttributes, media);
        }
    }
}
