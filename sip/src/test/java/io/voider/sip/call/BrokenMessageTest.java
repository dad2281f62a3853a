package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenMessageTest {
    private static @Nullable String kept(String text) {
        byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.ISO_8859_1);
        byte[] kept = BrokenMessage.whatAnAnswerNeeds(bytes, 2, bytes.length - 2);
        return kept == null ? null : new String(kept, StandardCharsets.ISO_8859_1);
    }

    private final String options = Letter.request(PHONE, "OPTIONS", 1).text();

    @Test
    void whatAnAnswerRepeatsIsKeptAndNothingElse() {
        String broken = options.replace("Call-ID", "no header\r\nVia: SIP/2.0/UDP second\r\ni");
        assertThat(kept(broken)).isEqualTo("""
            OPTIONS sip:broken.invalid SIP/2.0\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE1\r
            Via: SIP/2.0/UDP second\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=b\r
            Call-ID: call-1\r
            CSeq: 1 OPTIONS\r
            Content-Length: 0\r
            \r
            """);
    }

    @Test
    void ofAFinalResponseTheWayBackIntoItsDialogIsKeptToo() {
        String broken = Letter.invite(PHONE, 7)
                .answered(200)
                .with("m: <sip:b@192.0.2.1>")
                .with("Record-Route: <sip:r1>")
                .with("Record-Route: <sip:r2>")
                .with("Subject: x")
                .text();
        assertThat(kept(broken)).isEqualTo("""
            SIP/2.0 200 Broken\r
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKPHONE7\r
            From: <sip:a@192.0.2.9>;tag=a\r
            To: <sip:b@192.0.2.9>;tag=b\r
            Call-ID: call-1\r
            CSeq: 7 INVITE\r
            Contact: <sip:b@192.0.2.1>\r
            Record-Route: <sip:r1>\r
            Record-Route: <sip:r2>\r
            Content-Length: 0\r
            \r
            """);
        assertThat(kept(broken.replaceFirst("SIP/2.0 200.*", "SIP/2.0 486"))).startsWith("SIP/2.0 486 Broken\r\n");
        assertThat(kept(broken.replace("7 INVITE", "7"))).isNull();
    }

    @Test
    void ofARequestTheyAreNot() {
        assertThat(kept(options.replace("Call-ID", "Contact: <sip:x>\r\nRecord-Route: <sip:y>\r\nCall-ID")))
                .isEqualTo(kept(options))
                .isNotNull();
    }

    @Test
    void lineEndsBeforeAndLineFeedsAloneDoNoHarm() {
        assertThat(kept("\r\n\r\n" + options)).isEqualTo(kept(options)).isNotNull();
        assertThat(kept(options.replace("\r\n", "\n"))).isEqualTo(kept(options));
        assertThat(kept(options.replace("From", "f")
                        .replace("To:", "t :")
                        .replace("Via", "v")
                        .replace("Call-ID", "i")))
                .isEqualTo(kept(options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
    void withoutOneOfThemThereIsNothingToAnswer(String name) {
        assertThat(kept(options.replaceFirst("\r\n" + name + ": .*", ""))).isNull();
        assertThat(kept(options.replaceFirst("\r\n" + name + ": .*", "\r\n" + name + ": ")))
                .isNull();
        assertThat(kept(options.replaceFirst("\r\n" + name + ": ", "\r\n" + name + ": \0")))
                .isNull();
        String twice =
                options.replaceFirst("\r\n" + name + ": (.*)\r\n", "\r\n" + name + ": $1\r\n" + name + ": $1\r\n");
        assertThat(kept(twice) == null).isEqualTo(!name.equals("Via"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIP/2.0 180 Ringing",
                "SIP/2.0 700 x",
                "SIP/2.0 20",
                "SIP/3.0 200 OK",
                "SIP/2.0 200OK",
                "ACK sip:a SIP/2.0",
                "OPTIONS sip:a SIP/x",
                "OPTIONS",
                "",
                "GET / HTTP/1.1"
            })
    void whatIsNeitherARequestNorAFinalResponseOrAnAckIsLeftAlone(String start) {
        assertThat(kept(options.replaceFirst("OPTIONS .*", start))).isNull();
    }

    /** RFC 3261 section 21.5.6. */
    @Test
    void aRequestOfAnotherVersionIsOne() {
        String other = options.replaceFirst("OPTIONS .*", "OPTIONS sip:a SIP/3.0");
        assertThat(kept(other)).isNotNull();
        assertThat(isOfOtherVersion(other)).isTrue();
        assertThat(isOfOtherVersion("\r\n" + other)).isTrue();
        assertThat(isOfOtherVersion(options)).isFalse();
        assertThat(isOfOtherVersion("SIP/3.0 200 OK\r\n")).isFalse();
        assertThat(isOfOtherVersion("")).isFalse();
        byte[] within = ("x\r\n" + other).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(BrokenMessage.isOfOtherVersion(within, 3, within.length)).isTrue();
    }

    private static boolean isOfOtherVersion(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return BrokenMessage.isOfOtherVersion(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 INVITE", "x OPTIONS", "OPTIONS", "99999999999 OPTIONS"})
    void theNumberMustBeThatOfTheMethod(String cSeq) {
        assertThat(kept(options.replace("1 OPTIONS", cSeq))).isNull();
    }

    @Test
    void whatFollowsTheHeadDoesNotCount() {
        String moved = options.replaceFirst("\r\nTo: .*", "") + "To: <sip:b>\r\n";
        assertThat(kept(moved)).isNull();
        assertThat(kept("")).isNull();
        assertThat(kept("\r\n")).isNull();
    }

    /** Each space would be tried as the end of the spaces otherwise: 16,000 of them twenty times over took seconds. */
    @Test
    void spacesCostNoMoreThanOtherCharacters() {
        String spaced = options.replace("Via", "X:" + " ".repeat(16_000) + "\u0001\r\nVia");
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(kept(spaced)).isEqualTo(kept(options));
            }
        });
    }

    @Test
    void anEndlessHeadIsReadUpToABound() {
        assertThat(kept(options.replace("Via", "X: y\r\n".repeat(300) + "Via"))).isNull();
        assertThat(kept(options.replace("Via", "X: " + "y".repeat(17_000) + "\r\nVia")))
                .isNull();
    }
}
