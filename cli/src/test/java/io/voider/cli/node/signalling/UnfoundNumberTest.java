package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A short number that nobody has: the call is in the list, like every other that was refused. */
class UnfoundNumberTest {
    private static final String INVITE = """
        INVITE sip:555@172.16.0.2 SIP/2.0\r
        Via: SIP/2.0/UDP 172.16.0.1;branch=z9hG4bKz\r
        Max-Forwards: 70\r
        From: <sip:me@172.16.0.2>;tag=a\r
        To: <sip:555@172.16.0.2>\r
        Contact: <sip:me@172.16.0.1>\r
        Call-ID: q\r
        CSeq: 1 INVITE\r
        Content-Length: 0\r
        \r
        """;

    private final BackToBack stage = new BackToBack();

    @Test
    void isAnEntryOfItsOwn() {
        stage.bob.datagram("172.16.0.2", INVITE);
        stage.bob.datagram("172.16.0.2", INVITE);
        assertThat(stage.bob.inbox.get(0).text()).startsWith("SIP/2.0 404 Nobody has the number 555");
        assertThat(stage.bob.calls.ended()).singleElement().satisfies(call -> {
            assertThat(call.direction()).isEqualTo("out");
            assertThat(call.line()).isEqualTo("555");
            assertThat(call.reason()).isEqualTo("refused with 404 Nobody has the number 555");
        });
    }

    @Test
    void whatIsNoCallIsNone() {
        stage.bob.datagram("172.16.0.2", INVITE.replace("INVITE", "MESSAGE"));
        assertThat(stage.bob.inbox.get(0).text()).startsWith("SIP/2.0 404 ");
        assertThat(stage.bob.calls.ended()).isEmpty();
    }
}
