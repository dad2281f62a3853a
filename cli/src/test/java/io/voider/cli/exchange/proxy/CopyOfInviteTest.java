package io.voider.cli.exchange.proxy;

import static io.voider.cli.exchange.proxy.Wire.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A copy of a request reads like the request: phones that compare them byte by byte take what differs for another one. */
class CopyOfInviteTest {
    private static final String INVITE = """
        INVITE sip:service@172.16.5.1:5060 SIP/2.0
        Via: SIP/2.0/UDP 10.1.2.1:5060;branch=z9hG4bK-398-1-0
        From: sipp <sip:sipp@10.1.2.1:5060>;tag=398SIPpTag001
        To: service <sip:service@172.16.5.1:5060>
        Call-ID: 1-398@10.1.2.1
        CSeq: 1 INVITE
        Contact: sip:sipp@10.1.2.1:5060
        Max-Forwards: 70
        Content-Length: 0

        """.replace("\n", "\r\n");
    private static final String OK = """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 10.1.2.1:5060;branch=z9hG4bK-398-1-0
        From: "bob 'sipp'" <sip:sipp@10.1.2.1:5060>;tag=398SIPpTag001
        To: service <sip:service@172.16.5.1:5060>;tag=1
        Call-ID: 1-398@10.1.2.1
        CSeq: 1 INVITE
        Contact: <sip:172.16.5.1:5060>
        Content-Length: 0

        """.replace("\n", "\r\n");

    private final Wire wire = new Wire();

    @Test
    void aCopyReadsLikeTheFirstOneBeforeAndBehindTheAnswer() {
        Wire.AtPhone first = wire.receive(BOB, INVITE);
        assertThat(first.text()).contains("\"bob 'sipp'\"");
        assertThat(wire.receive(BOB, INVITE)).isEqualTo(first);
        assertThat(wire.send(BOB, OK)).isNotNull();
        assertThat(wire.receive(BOB, INVITE)).isEqualTo(first);
    }
}
