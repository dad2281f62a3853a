package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
            AUTHORIZATION : (left out)
            Proxy-Authorization: (left out)
            """, """
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(left out)
            a=ice-pwd:(left out)
            a=key-mgmt:mikey (left out)
            k=base64:(left out)
            m=audio 4000 RTP/SAVP 0
            """);
    }

    @Test
    void whatIsNoTextIsCountedAndControlCharactersAreShownAsSuch() throws SipRefusal {
        assertThat(read(with("Content-Type: application/octet-stream\r\n", "ab\0cd")))
                .endsWith("\n(what follows is no text)\n(and 5 bytes more)\n");
        assertThat(read(with("Subject: \u001b[31mred \u202eback\r\n", "")))
                .contains("Subject: \ufffd[31mred \ufffdback\n");
    }

    @Test
    void ofALongOneTheBeginningIsShown() throws SipRefusal {
        String told = read(with("Content-Type: text/plain\r\n", "x@".repeat(20_000)));
        assertThat(told)
                .hasSizeLessThan(ReadableMessage.MOST_CHARACTERS + 64)
                .containsPattern("\\(and 3\\d{4} bytes more\\)\n$");
        assertThat(read(with("Subject: " + "y".repeat(6_000) + "\r\n", "body")))
                .hasSizeLessThan(ReadableMessage.MOST_CHARACTERS + 64)
                .doesNotContain("body");
    }
}
