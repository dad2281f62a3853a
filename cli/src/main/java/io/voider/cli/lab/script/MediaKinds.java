package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.ScriptedPhone;
import io.voider.cli.lab.world.LabHome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A call in which goes what the lab's phones do not send: digits whose payload type is renegotiated (RFC 4733), comfort noise (RFC
 * 3389), 64 kbit/s of somebody's data (RFC 4040), and a fax (T.38 over UDPTL). Two scripted phones have it, and everything must
 * come out at the other as it went in.
 */
final class MediaKinds {
    private static final int PORT = 5_070;
    private static final int CALLERS_MEDIA = 30_100;
    private static final int CALLEES_MEDIA = 30_200;
    private static final int FAX_ABOVE = 50;
    private static final int PACKETS = 10;
    private static final int PACKET_MILLIS = 20;

    /** How long at the most an old port may stay open behind an agreement. */
    private static final long OLD_PORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int SILENCE_MILLIS = 300;
    private static final int SAMPLES = 160;
    private static final int UDPTL = -1;
    private static final Pattern TAG = Pattern.compile("\r\nTo: [^\r]*(;tag=[^;\r]+)");

    private final ScriptedPhone caller;
    private final ScriptedPhone callee;
    private final String number;
    private final Random random = new Random(14);
    private String callerThere = "";
    private String toTag = "";
    private int cSeq;
    private int sequence;
    private int carried;

    private MediaKinds(ScriptedPhone caller, ScriptedPhone callee, String number) {
        this.caller = caller;
        this.callee = callee;
        this.number = number;
    }

    /**
     * Places the call, and says how it went.
     *
     * @param number the callee's, as the caller dials it
     */
    static void place(Steps steps, LabHome calling, LabHome called, String number)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (ScriptedPhone caller = new ScriptedPhone(calling, PORT);
                ScriptedPhone callee = new ScriptedPhone(called, PORT)) {
            caller.listen(PORT, CALLERS_MEDIA, CALLERS_MEDIA + FAX_ABOVE);
            callee.listen(PORT, CALLEES_MEDIA, CALLEES_MEDIA + FAX_ABOVE);
            MediaKinds kinds = new MediaKinds(caller, callee, number);
            kinds.converse();
            steps.tell(
                    "media-kinds",
                    true,
                    began,
                    calling.name() + " and " + called.name() + " exchanged digits, comfort noise, data and a fax: "
                            + kinds.carried + " packets, each as it was sent",
                    Map.of("packets", kinds.carried));
        }
    }

    private void converse() throws IOException, InterruptedException {
        negotiate(0, "0 101 13", "rtpmap:101 telephone-event/8000", "fmtp:101 0-15", "rtpmap:13 CN/8000");
        exchange(0, SAMPLES);
        exchange(101, 4);
        exchange(13, 1);
        negotiate(0, "0 97", "rtpmap:97 telephone-event/8000", "fmtp:97 0-15");
        exchange(97, 4);
        negotiate(0, "98", "rtpmap:98 CLEARMODE/8000");
        exchange(98, SAMPLES);
        negotiate(FAX_ABOVE, "t38", "T38FaxVersion:0", "T38FaxMaxDatagram:400", "T38FaxUdpEC:t38UDPRedundancy");
        exchange(UDPTL, 40);
        requireSilence();
        request("BYE", "");
        answer(callee.await("BYE "), "");
        caller.await("SIP/2.0 200");
    }

    // ---- signalling ----

    /** An INVITE of the caller's, or another within the call, its answer, and the ACK. */
    private void negotiate(int above, String formats, String... attributes) throws IOException, InterruptedException {
        request("INVITE", description(CALLERS_MEDIA, above, formats, attributes));
        String invite = callee.await("INVITE ");
        callerThere = callee.correspondent();
        answer(invite, description(CALLEES_MEDIA, above, formats, attributes));
        Matcher tag = TAG.matcher(caller.await("SIP/2.0 200"));
        toTag = tag.find() ? tag.group(1) : "";
        cSeq--;
        request("ACK", "");
        callee.await("ACK ");
    }

    private String description(int audio, int above, String formats, String... attributes) {
        String address = caller.address();
        String media = above > 0
                ? "m=audio 0 RTP/AVP 0\r\nm=image " + (audio + above) + " udptl " + formats + "\r\n"
                : "m=audio " + audio + " RTP/AVP " + formats + "\r\n";
        return "v=0\r\no=- 1 " + (cSeq + 1) + " IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n"
                + media
                + Arrays.stream(attributes)
                        .map(attribute -> "a=" + attribute + "\r\n")
                        .collect(Collectors.joining());
    }

    private void request(String method, String body) throws IOException {
        cSeq++;
        String own = caller.address() + ":" + PORT;
        String text = method + " sip:scripted@" + number + ":" + PORT + " SIP/2.0\r\nVia: SIP/2.0/UDP " + own
                + ";rport;branch=z9hG4bKkinds" + method.toLowerCase(Locale.ROOT) + cSeq
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:scripted@" + own + ">;tag=kinds\r\nTo: <sip:scripted@" + number
                + ":" + PORT + ">" + toTag + "\r\nCall-ID: media-kinds\r\nCSeq: " + cSeq + " " + method
                + "\r\nContact: <sip:scripted@" + own + ">\r\n" + end(body);
        caller.send(text, number);
    }

    private void answer(String request, String body) throws IOException {
        String kept = request.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                .map(line -> line.startsWith("To: ") && !line.contains(";tag=") ? line + ";tag=answer" : line)
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
        String contact = "Contact: <sip:scripted@" + callee.address() + ":" + PORT + ">\r\n";
        callee.send("SIP/2.0 200 OK\r\n" + kept + contact + end(body), callerThere);
    }

    private static String end(String body) {
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    // ---- media ----

    /** Both send so many packets of a payload type to each other, and each must come as it was sent. */
    private void exchange(int payloadType, int bytes) throws IOException {
        int above = payloadType == UDPTL ? FAX_ABOVE : 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] there = packet(payloadType, bytes);
            caller.send(CALLERS_MEDIA + above, there, number, CALLEES_MEDIA + above);
            require(there, callee.hear(CALLEES_MEDIA + above, PACKET_MILLIS * 50), payloadType);
            byte[] back = packet(payloadType, bytes);
            callee.send(CALLEES_MEDIA + above, back, callerThere, CALLERS_MEDIA + above);
            require(back, caller.hear(CALLERS_MEDIA + above, PACKET_MILLIS * 50), payloadType);
        }
    }

    private byte[] packet(int payloadType, int bytes) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        sequence++;
        if (payloadType == UDPTL) {
            payload[0] = (byte) (sequence >>> 8);
            payload[1] = (byte) sequence;
            return payload;
        }
        return ByteBuffer.allocate(12 + bytes)
                .put((byte) 0x80)
                .put((byte) payloadType)
                .putShort((short) sequence)
                .putInt(sequence * SAMPLES)
                .putInt(0x6b696e64)
                .put(payload)
                .array();
    }

    private void require(byte[] sent, byte[] heard, int payloadType) throws IOException {
        if (!Arrays.equals(sent, heard)) {
            String what = payloadType == UDPTL ? "UDPTL" : "payload type " + payloadType;
            throw new IOException(
                    "packet " + sequence + ", " + what + ", came as " + heard.length + " bytes of " + sent.length);
        }
        carried++;
    }

    /** The port of the voice that went over to fax is closed; not at once, for voice that is on its way is let through. */
    private void requireSilence() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + OLD_PORT_NANOS;
        do {
            caller.send(CALLERS_MEDIA, packet(0, SAMPLES), number, CALLEES_MEDIA);
            if (callee.hear(CALLEES_MEDIA, SILENCE_MILLIS).length == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(PACKET_MILLIS); // no faster than voice, or its rate is what holds it
        } while (System.nanoTime() < deadline);
        throw new IOException("voice still passes although the call went over to fax");
    }
}
