package io.voider.benchmarks;

import java.nio.charset.StandardCharsets;

/** The messages of one call as desk phones write them: an INVITE with SDP, its 200 OK with SDP, the BYE. */
public enum SipMessages {
    INVITE("""
            INVITE sip:10.2.1.1 SIP/2.0
            Via: SIP/2.0/UDP 172.16.0.1:5060;branch=z9hG4bK1846220739;rport
            From: "Living room" <sip:200@172.16.0.1:5060>;tag=1399421036
            To: <sip:10.2.1.1>
            Call-ID: 1873214657-5060-1@BHC.BG.A.B
            CSeq: 10 INVITE
            Contact: <sip:200@172.16.0.1:5060>
            Max-Forwards: 70
            User-Agent: Desk phone 1.0.7.13
            Supported: replaces, path, timer
            Allow: INVITE, ACK, OPTIONS, CANCEL, BYE, SUBSCRIBE, NOTIFY, INFO, REFER, UPDATE
            Content-Type: application/sdp
            Accept: application/sdp, application/dtmf-relay
            Content-Length: @

            """),
    OK("""
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP 172.16.0.1:5060;branch=z9hG4bK1846220739;rport=5060;received=172.16.0.1
            From: "Living room" <sip:200@172.16.0.1:5060>;tag=1399421036
            To: <sip:10.2.1.1>;tag=86c4a10f
            Call-ID: 1873214657-5060-1@BHC.BG.A.B
            CSeq: 10 INVITE
            Contact: <sip:300@10.2.1.1:5060>
            Server: Desk phone 1.0.7.13
            Supported: replaces, path, timer
            Allow: INVITE, ACK, OPTIONS, CANCEL, BYE, SUBSCRIBE, NOTIFY, INFO, REFER, UPDATE
            Content-Type: application/sdp
            Content-Length: @

            """),
    BYE("""
            BYE sip:300@10.2.1.1:5060 SIP/2.0
            Via: SIP/2.0/UDP 172.16.0.1:5060;branch=z9hG4bK776asdhds;rport
            From: <sip:200@172.16.0.1:5060>;tag=1399421036
            To: <sip:10.2.1.1>;tag=86c4a10f
            Call-ID: 1873214657-5060-1@BHC.BG.A.B
            CSeq: 11 BYE
            Max-Forwards: 70
            Content-Length: 0

            """);

    private static final String SDP = """
            v=0
            o=200 8000 8000 IN IP4 %1$s
            s=SIP Call
            c=IN IP4 %1$s
            t=0 0
            m=audio 5004 RTP/AVP 0 8 9 18 101
            a=sendrecv
            a=rtpmap:0 PCMU/8000
            a=ptime:20
            a=rtpmap:8 PCMA/8000
            a=rtpmap:9 G722/8000
            a=rtpmap:18 G729/8000
            a=fmtp:18 annexb=no
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            """;

    private final String head;

    SipMessages(String head) {
        this.head = head;
    }

    byte[] bytes() {
        String body = this == BYE ? "" : lines(SDP.formatted(this == INVITE ? "172.16.0.1" : "10.2.1.1"));
        return (lines(head).replace("@\r\n\r\n", body.length() + "\r\n\r\n") + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String lines(String text) {
        return text.replace("\n", "\r\n");
    }
}
