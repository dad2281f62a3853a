package io.voider.nat.rendezvous.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.seal.Sealer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(7);
    private static final Octets INSTANCE = Octets.random(RANDOM, Request.INSTANCE_LENGTH);
    private static final Octets SECRET = Octets.random(RANDOM, 32);
    private static final Octets ENVELOPE = Octets.random(RANDOM, Sealer.ENVELOPE_LENGTH);
    private static final RelayCredentials RELAY =
            new RelayCredentials(List.of("turn:192.0.2.1:3478?transport=udp"), "1:a", "pw", 3600);

    static List<Request> requests() {
        List<Octets> readers = new ArrayList<>();
        for (int i = 0; i < Request.MAX_READERS_PER_FRAME; i++) {
            readers.add(Octets.random(RANDOM, 32));
        }
        return List.of(
                new Request.Own(SECRET, INSTANCE),
                new Request.Readers(Integer.MAX_VALUE, true, readers),
                new Request.Watch(511, SECRET, INSTANCE),
                new Request.Yielded(Request.ACCOUNT),
                new Request.Yielded(511),
                new Request.Unwatch(0),
                new Request.ToOwner(3, ENVELOPE),
                new Request.ToReader(SECRET, ENVELOPE),
                new Request.Ping());
    }

    static List<Notice> notices() {
        return List.of(
                new Notice.Welcome(
                        Notice.VERSION, "198.51.100.7:4711", List.of("192.0.2.1:3478", "[2001:db8::1]:3479")),
                new Notice.Owned(RELAY),
                new Notice.Owned(null),
                new Notice.Refused(Refusal.UNKNOWN_ACCOUNT),
                new Notice.Done(17),
                new Notice.Presence(0, false, null),
                new Notice.Presence(0, true, RELAY),
                new Notice.ReaderPresence(SECRET, true),
                new Notice.FromOwner(0, ENVELOPE),
                new Notice.FromReader(SECRET, ENVELOPE),
                new Notice.Relay(RELAY),
                new Notice.Superseded(Request.ACCOUNT),
                new Notice.UsedTwice(3),
                new Notice.ReaderUsedTwice(SECRET),
                new Notice.Pong());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyRequestComesBackFromItsJsonWithinTheLimit(Request request) throws ExactJsonException {
        byte[] json = Frames.encode(request);

        assertThat(json).hasSizeLessThanOrEqualTo(Frames.MAX_LENGTH);
        assertThat(Frames.request(Unpooled.wrappedBuffer(json))).isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("notices")
    void everyNoticeComesBackFromItsJsonWithinTheLimit(Notice notice) throws ExactJsonException {
        byte[] json = Frames.encode(notice);

        assertThat(json).hasSizeLessThanOrEqualTo(Frames.MAX_LENGTH);
        assertThat(Frames.notice(Unpooled.wrappedBuffer(json))).isEqualTo(notice);
    }

    @Test
    void framesAreShortReadableJson() {
        assertThat(new String(Frames.encode(new Notice.Presence(4, false, null)), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"presence\",\"line\":4,\"up\":false,\"relay\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "\"ping\"",
                "{\"type\":\"ping\"}{\"type\":\"ping\"}",
                "{\"type\":\"ping\"} x",
                "{\"type\":\"ping\",\"more\":1}",
                "{\"type\":\"pong\"}",
                "{\"type\":\"java.lang.Runtime\"}",
                "{\"@class\":\"io.voider.nat.rendezvous.wire.Request$Ping\"}",
                "{\"type\":\"unwatch\"}",
                "{\"type\":\"unwatch\",\"line\":null}",
                "{\"type\":\"unwatch\",\"line\":\"1\"}",
                "{\"type\":\"unwatch\",\"line\":1.0}",
                "{\"type\":\"unwatch\",\"line\":true}",
                "{\"type\":\"unwatch\",\"line\":-1}",
                "{\"type\":\"unwatch\",\"line\":512}",
                "{\"type\":\"unwatch\",\"line\":99999999999999999999999}",
                "{\"type\":\"unwatch\",\"line\":1,\"line\":1}",
                "{\"type\":\"own\",\"secret\":null}",
                "{\"type\":\"own\"}",
                "{\"type\":\"own\",\"secret\":\"AAAA\"}",
                "{\"type\":\"own\",\"secret\":[1]}",
                "{\"type\":\"own\",\"secret\":\"!\"}",
                "{\"type\":\"readers\",\"request\":1,\"more\":false,\"readers\":[null]}",
                "{\"type\":\"readers\",\"request\":1,\"more\":false}",
                "{\"type\":\"readers\",\"request\":1,\"more\":false,\"readers\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
            })
    void whatIsNotExactlyOneRequestIsRefused(String json) {
        assertThatThrownBy(() -> Frames.request(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8)))
                .isInstanceOf(ExactJsonException.class);
    }

    /** Two readers that guess the encoding differently would read two frames. */
    @Test
    void whatIsNotUtf8IsRefused() {
        String json = "{\"type\":\"ping\"}";
        for (Charset other : List.of(
                StandardCharsets.UTF_16,
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                Charset.forName("UTF-32"))) {
            assertThatThrownBy(() -> Frames.request(Unpooled.copiedBuffer(json, other)))
                    .as(other.name())
                    .isInstanceOf(ExactJsonException.class);
        }
        assertThatThrownBy(() -> Frames.request(Unpooled.copiedBuffer("\uFEFF" + json, StandardCharsets.UTF_8)))
                .as("a byte order mark")
                .isInstanceOf(ExactJsonException.class);
        byte[] overlong =
                "{\"type\":\"welcome\",\"version\":1,\"observed\":\"..\",\"stun\":[]}".getBytes(StandardCharsets.UTF_8);
        int dots = new String(overlong, StandardCharsets.ISO_8859_1).indexOf("..");
        overlong[dots] = (byte) 0xC0;
        overlong[dots + 1] = (byte) 0xAE;
        assertThatThrownBy(() -> Frames.notice(Unpooled.wrappedBuffer(overlong)))
                .as("a dot in two bytes")
                .isInstanceOf(ExactJsonException.class);
    }
}
