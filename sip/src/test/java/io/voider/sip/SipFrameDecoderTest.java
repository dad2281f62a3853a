package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipFrameDecoderTest {
    private static final SipLimits SMALL = new SipLimits(8192, 200, 4, 2);
    private static final String BYE = "BYE sip:a SIP/2.0\r\nl: 3\r\n\r\nabc";

    /** What comes out of a stream in chunks of {@code chunkBytes}. */
    private static List<String> frames(String stream, int chunkBytes) {
        return Framing.frames(SMALL, stream.getBytes(StandardCharsets.US_ASCII), () -> chunkBytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void messagesAndPingsComeOneByOne(int chunkBytes) {
        assertThat(frames("\r\n\r\n" + BYE + BYE + "\r\n\r\n\r\n" + BYE, chunkBytes))
                .containsExactly("PING", BYE, BYE, "PING", BYE);
        assertThat(frames(BYE + "\r\n\r\n\r\n\r\n" + BYE + "\r\n", chunkBytes))
                .containsExactly(BYE, "PING", "PING", BYE);
        assertThat(frames("\r\n" + BYE + "\r\n" + BYE, chunkBytes)).containsExactly(BYE, BYE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void afterARefusalNothingMoreIsRead(int chunkBytes) {
        assertThat(frames("BYE sip:a SIP/2.0\r\nTo: b\r\n\r\n" + BYE, chunkBytes))
                .containsExactly(
                        "without length: BYE sip:a SIP/2.0\r\nTo: b\r\nContent-Length: missing\r\n\r\n",
                        "no Content-Length on a stream at offset 0");
        assertThat(frames("BYE sip:a SIP/2.0\nTo: b\n\n" + BYE, chunkBytes))
                .first()
                .isEqualTo("without length: BYE sip:a SIP/2.0\nTo: b\nContent-Length: missing\r\n\r\n");
        assertThat(frames("\rBYE sip:a SIP/2.0\r\nl: 0\r\n\r\n" + BYE, chunkBytes))
                .containsExactly("CR or LF alone is not a line end at offset 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void aHeadOfLinesThatEndWithLfAloneIsOneOnAStreamToo(int chunkBytes) {
        String scripted = "BYE sip:a SIP/2.0\nl: 3\n\na\r\n";
        assertThat(frames(scripted + BYE + "\n\n" + scripted + scripted, chunkBytes))
                .containsExactly(scripted, BYE, scripted, scripted);
        assertThat(frames("BYE sip:a SIP/2.0\r\nl: 0\n\n" + BYE, chunkBytes))
                .containsExactly("CR or LF alone is not a line end at offset 23");
        assertThat(frames("BYE sip:a SIP/2.0\nl: 0\n\r\n" + BYE, chunkBytes))
                .containsExactly("CR or LF alone is not a line end at offset 23");
    }

    @Test
    void aMessageOfExactlyTheLimitComesOut() {
        String head = "BYE sip:a SIP/2.0\r\nl: 8162\r\n\r\n";
        String largest = head + "x".repeat(8162);
        assertThat(largest).hasSize(8192);
        assertThat(frames(largest + BYE, 4096)).containsExactly(largest, BYE);
        assertThat(frames(head.replace("8162", "8163"), 50)).containsExactly("message over 8192 bytes at offset 8192");
        String longest = "BYE sip:a SIP/2.0\r\nl: 0\r\nx: " + "y".repeat(8192 - 32) + "\r\n\r\n";
        assertThat(longest).hasSize(8192);
        assertThat(frames(longest, 4096)).containsExactly(longest);
    }

    @Test
    void whatIsLargerThanTheLimitIsRefusedBeforeItIsThere() {
        assertThat(frames("BYE sip:a SIP/2.0\r\nl: 8192\r\n\r\n", 50))
                .containsExactly("message over 8192 bytes at offset 8192");
        assertThat(frames("x".repeat(8191), 100)).isEmpty();
        assertThat(frames("x".repeat(8192), 100)).containsExactly("head over 8192 bytes at offset 8192");
        assertThat(frames("BYE sip:a SIP/2.0\r\nx: " + "y".repeat(9000) + "\r\n\r\n", 9500))
                .containsExactly("head over 8192 bytes at offset 8192");
    }

    @Test
    void aMessageThatIsNotCompleteIsWaitedFor() {
        assertThat(frames(BYE.substring(0, BYE.length() - 1), 9)).isEmpty();
        assertThat(frames(BYE.substring(0, 20), 9)).isEmpty();
        assertThat(frames("\r", 1)).isEmpty();
    }
}
