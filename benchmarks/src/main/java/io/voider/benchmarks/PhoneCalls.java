package io.voider.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two bare SIP phones, of which one calls the other: as many calls as the streams need, 16 of them in each. The calls stay when
 * the phones have closed, since nobody hangs up. One thread, which plays both phones in turn.
 */
final class PhoneCalls implements AutoCloseable {
    private static final int SIP_PORT = 5060;
    private static final int STREAMS_A_CALL = 16;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LONGEST = 65_535;

    private final DatagramSocket calling;
    private final DatagramSocket called;

    /** Opens the phones' sockets. */
    PhoneCalls(Homes homes) {
        calling = homes.calling().call(() -> bound(Homes.CALLING));
        called = homes.called().call(() -> bound(Homes.CALLED));
    }

    private static DatagramSocket bound(String address) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, SIP_PORT));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Places calls of so many streams in all. */
    void place(int streams) throws IOException {
        for (int first = 0; first < streams; first += STREAMS_A_CALL) {
            place(first, Math.min(STREAMS_A_CALL, streams - first));
        }
    }

    private void place(int first, int count) throws IOException {
        InetSocketAddress number = new InetSocketAddress(Homes.DIALLED, SIP_PORT);
        String call = "bench" + first;
        send(
                calling,
                number,
                request(
                        "INVITE",
                        call,
                        "<sip:" + Homes.DIALLED + ">",
                        sdp(Homes.CALLING, PhonePaths.CALLING_PORT, first, count)));
        DatagramPacket invite = await(called, "INVITE ", call);
        send(
                called,
                invite.getSocketAddress(),
                answer(text(invite), sdp(Homes.CALLED, PhonePaths.CALLED_PORT, first, count)));
        String answer = text(await(calling, "SIP/2.0 200 ", call));
        send(calling, number, request("ACK", call, header(answer, "To"), ""));
        await(called, "ACK ", call);
    }

    private static String request(String method, String call, String to, String body) {
        return message(
                method + " sip:" + Homes.DIALLED + " SIP/2.0",
                "Via: SIP/2.0/UDP " + Homes.CALLING + ":5060;branch=z9hG4bK" + call + method + ";rport\r\n"
                        + "Max-Forwards: 70\r\nFrom: <sip:" + Homes.CALLING + ">;tag=a\r\nTo: " + to + "\r\nCall-ID: "
                        + call
                        + "\r\nCSeq: 1 " + method + "\r\nContact: <sip:" + Homes.CALLING + ">\r\n",
                body);
    }

    private static String answer(String invite, String body) {
        String vias = invite.lines()
                .filter(line -> line.startsWith("Via:"))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
        return message(
                "SIP/2.0 200 OK",
                vias + "From: " + header(invite, "From") + "\r\nTo: " + header(invite, "To") + ";tag=b\r\nCall-ID: "
                        + header(invite, "Call-ID") + "\r\nCSeq: " + header(invite, "CSeq") + "\r\nContact: <sip:"
                        + Homes.CALLED
                        + ">\r\n",
                body);
    }

    private static String message(String start, String headers, String body) {
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return start + "\r\n" + headers + type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String sdp(String address, int base, int first, int count) {
        String streams = IntStream.range(first, first + count)
                .mapToObj(stream -> "m=audio " + (base + 2 * stream) + " RTP/AVP 0\r\na=rtcp-mux\r\n")
                .collect(Collectors.joining());
        return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\n" + streams;
    }

    private static String header(String message, String name) {
        List<String> found = message.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no " + name + " in " + message);
        }
        return found.get(0);
    }

    private static void send(DatagramSocket from, SocketAddress to, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static DatagramPacket await(DatagramSocket at, String start, String call) throws IOException {
        String heard = "nothing";
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
                at.receive(packet);
                heard = text(packet);
                if (heard.startsWith(start) && heard.contains(call)) {
                    return packet;
                }
            }
        } catch (SocketTimeoutException silence) {
            throw new IOException("no " + start + "came for " + call + "; what came last was " + heard, silence);
        }
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        calling.close();
        called.close();
    }
}
