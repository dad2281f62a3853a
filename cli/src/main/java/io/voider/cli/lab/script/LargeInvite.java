package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.world.LabHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A call that begins with an INVITE of more than 4 KB, which no interface on its way takes in one piece; over TCP where the phones
 * speak that, for then one may listen to nothing else. sipp makes it, beside
 * the caller's phone and with its address, and fails unless the call goes as any other.
 */
final class LargeInvite {
    private static final int PORT = 5070;
    private static final int MEDIA_PORT = 30_000;
    private static final int LINES = 40;
    private static final int LINE_CHARACTERS = 100;
    private static final int AT_LEAST_BYTES = LINES * LINE_CHARACTERS;
    private static final int SECONDS = 10;

    private static final String SCENARIO = """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="a large INVITE">
          <send retrans="500"><![CDATA[
        INVITE sip:phone@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:phone@[local_ip]:[local_port]>;tag=[call_number]
        To: <sip:phone@[remote_ip]:[remote_port]>
        Call-ID: [call_id]
        CSeq: 1 INVITE
        Contact: <sip:phone@[local_ip]:[local_port]>
        Max-Forwards: 70
        Allow: INVITE, ACK, BYE, CANCEL
        %s
        Content-Type: application/sdp
        Content-Length: [len]

        v=0
        o=large 1 1 IN IP[local_ip_type] [local_ip]
        s=-
        c=IN IP[media_ip_type] [media_ip]
        t=0 0
        m=audio %d RTP/AVP 0
        a=rtpmap:0 PCMU/8000
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="183" optional="true"/>
          <recv response="200" rrs="true"/>
          <send><![CDATA[
        ACK [next_url] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:phone@[local_ip]:[local_port]>;tag=[call_number]
        To: <sip:phone@[remote_ip]:[remote_port]>[peer_tag_param]
        Call-ID: [call_id]
        CSeq: 1 ACK
        Max-Forwards: 70
        Content-Length: 0

          ]]></send>
          <pause milliseconds="200"/>
          <send retrans="500"><![CDATA[
        BYE [next_url] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:phone@[local_ip]:[local_port]>;tag=[call_number]
        To: <sip:phone@[remote_ip]:[remote_port]>[peer_tag_param]
        Call-ID: [call_id]
        CSeq: 2 BYE
        Max-Forwards: 70
        Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>
        """;

    private LargeInvite() {}

    /** Places the call, and says how it went. */
    static void place(World world, Steps steps, LabHome caller, String number)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Path scenario = caller.directory().resolve("large-invite.xml");
        Files.writeString(scenario, SCENARIO.formatted(padding(), MEDIA_PORT), StandardCharsets.UTF_8);
        world.programs()
                .run(
                        caller.phone(),
                        command(caller, scenario, number, world.options().tcp()));
        steps.tell(
                "large-invite",
                true,
                began,
                caller.name() + " called " + number + " with an INVITE of more than " + AT_LEAST_BYTES
                        + " bytes, and was answered",
                Map.of("bytes_at_least", AT_LEAST_BYTES));
    }

    private static String padding() {
        String words = "x".repeat(LINE_CHARACTERS);
        return IntStream.rangeClosed(1, LINES)
                .mapToObj(line -> "X-Long-" + line + ": " + words)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> command(LabHome caller, Path scenario, String number, boolean tcp) {
        return List.of(
                PhoneKind.SIPP.program(),
                "-t",
                tcp ? "t1" : "u1",
                "-sf",
                scenario.toString(),
                "-nostdin",
                "-m",
                "1",
                "-i",
                caller.phoneAddress(),
                "-mi",
                caller.phoneAddress(),
                "-p",
                String.valueOf(PORT),
                "-timeout",
                SECONDS + "s",
                "-timeout_error",
                number + ":5060");
    }
}
