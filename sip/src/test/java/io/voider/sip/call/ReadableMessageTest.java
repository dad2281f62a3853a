package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableMessageTest {
    private static final String HEAD = """
        INVITE sip:bob:HUSH1@10.2.1.1 SIP/2.0\r
        Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bK1\r
        From: "me @ home" <sips:alice:HUSH2@172.16.0.1>;tag=a\r
        To: <sip:bob@10.2.1.1>\r
        Contact:sip:alice:HUSH3@172.16.0.1\r
        Call-ID: 7@172.16.0.1\r
        CSeq: 1 INVITE\r
        AUTHORIZATION : Digest username="alice",\r
         response="HUSH4",\r
        \tcnonce="HUSH5"\r
        Proxy-Authorization: Digest response="HUSH6"\r
        """;

    private static String read(String text) throws SipRefusal {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(byte[] bytes) throws SipRefusal {
        SipMessage message = new SipDecoder().decode(Unpooled.wrappedBuffer(bytes));
        return ReadableMessage.of(message);
    }

    private static String with(String fields, String body) {
        return HEAD + fields + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    @Test
    void whatProvesWhoOneIsOrOpensTheMediaIsLeftOut() throws SipRefusal {
        String told = read(with("Content-Type: application/sdp\r\n", """
            v=0\r
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:HUSH7|2^20\r
            a=ice-pwd:HUSH8\r
            a=key-mgmt:mikey HUSH9\r
            k=base64:HUSH0\r
            m=audio 4000 RTP/SAVP 0\r
            """));
        assertThat(told).doesNotContain("HUSH").contains("""
            INVITE sip:bob:(left out)@10.2.1.1 SIP/2.0
            """, """
            From: "me @ home" <sips:alice:(left out)@172.16.0.1>;tag=a
            To: <sip:bob@10.2.1.1>
            Contact:sip:alice:(left out)@172.16.0.1
            """, """
            CSeq: 1 INVITE
            AUTHORIZATION: (left out)
            Proxy-Authorization: (left out)
            """, """
            a=crypto: (left out)
            a=ice-pwd: (left out)
            a=key-mgmt: (left out)
            k= (left out)
            m=audio 4000 RTP/SAVP 0
            """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization\r\n : Digest response=\"HUSH\"",
                "X-Authorization: HUSH",
                "X-Auth-Token: HUSH",
                "Set-Cookie: HUSH",
                "X-Api-Key: HUSH",
                "Proxy-Authentication-Info: HUSH",
                "Refer-To: <sip:x@h?Proxy-Authorization=Digest%20response%3DHUSH>",
                "Alert-Info: <http://u:HUSH@h/x>",
                "Subject: im:u:HUSH@h",
                "Subject: sip:u:gossip:HUSH@h",
                "Subject: sip%3Au%3AHUSH@h",
                "Subject: sip:\u0130\u0130\u0130\u0130:HUSH@host",
                "Contact: <sip:x@172.16.0.1;password=HUSH>"
            })
    void noFieldShowsASecret(String field) throws SipRefusal {
        assertThat(read(with(field + "\r\n", ""))).doesNotContain("HUSH");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k=clear:my HUSH",
                "k=HUSH",
                "a=crypto:1 X inline: HUSH",
                "a=ice-pwd: HUSH",
                "a= ice-pwd:HUSH",
                "a=key-mgmt:mikey  HUSH",
                "a=password:HUSH",
                "a=path:msrps://u:HUSH@h:7/x"
            })
    void noLineOfADescriptionShowsASecret(String line) throws SipRefusal {
        assertThat(read(with("Content-Type: application/sdp\r\n", "v=0\r\n" + line + "\r\n")))
                .contains("v=0")
                .doesNotContain("HUSH");
    }

    @Test
    void otherBodiesAreCountedAlone() throws SipRefusal {
        for (String type : List.of("message/sipfrag", "multipart/mixed;boundary=x", "application/json", "text/plain")) {
            assertThat(read(with("Content-Type: " + type + "\r\n", "Authorization: HUSH")))
                    .contains("(and 19 bytes more)")
                    .doesNotContain("HUSH");
        }
    }

    @Test
    void controlCharactersAreShownAsSuch() throws SipRefusal {
        assertThat(read(with("Subject: \u001b[31mred \u202eback\r\n", "")))
                .contains("Subject: \ufffd[31mred \ufffdback\n");
    }

    @Test
    void ofALongOneTheBeginningIsShownInWholeLines() throws SipRefusal {
        String told = read(with("Content-Type: application/sdp\r\n", "a=x@y\r\n".repeat(6_000)));
        assertThat(told)
                .hasSizeLessThan(ReadableMessage.MOST_BYTES + 64)
                .containsPattern("a=x@y\n\\(and 3\\d{4} bytes more\\)\n$");
        assertThat(read(with("Subject: " + "y".repeat(3_500) + " sip:u:HUSH" + "z".repeat(900) + "@h\r\n", "body")))
                .hasSizeLessThan(ReadableMessage.MOST_BYTES + 64)
                .doesNotContain("body", "HUSH");
    }
}
