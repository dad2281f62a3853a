package io.voider.cli.lab.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A call that lasts as long as somebody wants, between two phones that number every packet of voice: so it is known of each
 * whether it came. The phones answer whatever else they are asked, as phones do: that they are busy.
 */
final class LongCall implements AutoCloseable {
    private static final int SIP = 5060;
    private static final int MEDIA = 30_000;
    private static final int SAMPLES = 160;
    private static final int HEADER = 12;
    private static final long PACKET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int RETRANSMIT_MILLIS = 500;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final Pattern TAG = Pattern.compile("\r\nTo: [^\r]*(;tag=[^;\r]+)");

    private final End caller;
    private final End callee;
    private final String number;
    private final String callId = HexFormat.of().toHexDigits(new Random().nextLong());
    private String toTag = "";
    private volatile boolean over;

    /** @param number the callee's, as the caller dials it */
    LongCall(LabHome calling, LabHome called, String number) {
        this.number = number;
        caller = new End(calling);
        callee = new End(called);
    }

    /** A socket at a home's phone. One that was closed while a thread waited in it may keep the port for a moment. */
    static DatagramSocket socket(LabHome home, int port) {
        long deadline = System.nanoTime() + ANSWER_NANOS;
        return home.phone().call(() -> {
            while (true) {
                try {
                    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(home.phoneAddress(), port));
                    socket.setReceiveBufferSize(BUFFER_BYTES);
                    return socket;
                } catch (BindException e) {
                    if (System.nanoTime() - deadline > 0) {
                        throw e;
                    }
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
        });
    }

    /** One direction's voice, as it was at some moment. */
    record Mark(int byCaller, int byCallee) {}

    /** Places the call; from then on both talk. */
    void place() throws IOException, InterruptedException {
        caller.start();
        callee.start();
        callee.dialled = caller.home.phoneAddress();
        if (!Await.until(ANSWER_NANOS, this::isAnswered)) {
            throw new IOException("nobody answers at " + number + "; the last that was said: " + caller.said);
        }
        Matcher tag = TAG.matcher(caller.said);
        toTag = tag.find() ? tag.group(1) : "";
        caller.say(request("ACK", 1, ""), number);
        caller.talk(number);
        callee.talk(callee.dialled);
    }

    private boolean isAnswered() throws IOException {
        if (System.nanoTime() - caller.askedNanos > TimeUnit.MILLISECONDS.toNanos(RETRANSMIT_MILLIS)) {
            caller.askedNanos = System.nanoTime();
            caller.say(request("INVITE", 1, description(caller.home)), number);
        }
        return caller.said.startsWith("SIP/2.0 200");
    }

    private static String description(LabHome home) {
        String address = home.phoneAddress();
        return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio " + MEDIA
                + " RTP/AVP 0\r\n";
    }

    private String request(String method, int cSeq, String body) {
        String own = caller.home.phoneAddress() + ":" + SIP;
        String branch = method.equals("ACK") ? "ack" : "invite";
        return method + " sip:long@" + number + " SIP/2.0\r\nVia: SIP/2.0/UDP " + own + ";rport;branch=z9hG4bK" + callId
                + branch + cSeq + "\r\nMax-Forwards: 70\r\nFrom: <sip:long@" + own + ">;tag=long\r\nTo: <sip:long@"
                + number + ">" + toTag + "\r\nCall-ID: " + callId + "\r\nCSeq: " + cSeq + " " + method
                + "\r\nContact: <sip:long@" + own + ">\r\n" + end(body);
    }

    private static String end(String body) {
        String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
        return type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** How much each has said until now. */
    Mark now() {
        return new Mark(caller.sent, callee.sent);
    }

    /** How many of the packets that were said between two moments did not come, both directions together. */
    int lost(Mark from, Mark to) {
        return callee.missing(from.byCaller, to.byCaller) + caller.missing(from.byCallee, to.byCallee);
    }

    /** The same by direction, for people. */
    String lostEachWay(Mark from, Mark to) {
        return callee.missing(from.byCaller, to.byCaller) + " of the caller's, "
                + caller.missing(from.byCallee, to.byCallee) + " of the callee's";
    }

    /** The longest run of packets that did not come between two moments, in packets of 20 ms. */
    int longestGap(Mark from, Mark to) {
        return Math.max(callee.longestGap(from.byCaller, to.byCaller), caller.longestGap(from.byCallee, to.byCallee));
    }

    /** Whether all that was said in the last second, but for its end, has come. */
    boolean isSteady() {
        Mark now = now();
        Mark from = new Mark(now.byCaller - 60, now.byCallee - 60);
        return from.byCaller > 0
                && from.byCallee > 0
                && lost(from, new Mark(now.byCaller - 15, now.byCallee - 15)) == 0;
    }

    /** Hangs up, and does not wait for an answer. */
    void hangUp() throws IOException {
        over = true;
        caller.say(request("BYE", 2, ""), number);
    }

    @Override
    public void close() {
        over = true;
        caller.close();
        callee.close();
    }

    /** One of the two phones. */
    private final class End implements AutoCloseable {
        final LabHome home;
        private final DatagramSocket signalling;
        private final DatagramSocket media;
        private final BitSet heard = new BitSet();
        /** As this phone calls the other. */
        volatile String dialled = "";

        volatile String said = "";
        volatile int sent;
        long askedNanos;

        End(LabHome home) {
            this.home = home;
            signalling = socket(home, SIP);
            media = socket(home, MEDIA);
        }

        void start() {
            thread("signalling", () -> listen(signalling, this::signalled));
            thread("hearing", () -> listen(media, this::voice));
        }

        private void thread(String what, Runnable work) {
            Thread thread = new Thread(work, home.name() + "'s phone " + what);
            thread.setDaemon(true);
            thread.start();
        }

        interface Ear {
            void hear(DatagramPacket packet) throws IOException;
        }

        private void listen(DatagramSocket socket, Ear ear) {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            while (!socket.isClosed()) {
                try {
                    packet.setLength(65_535);
                    socket.receive(packet);
                    ear.hear(packet);
                } catch (IOException unplugged) {
                    LockSupport.parkNanos(
                            PACKET_NANOS); // closed, or the phone's own cable is out: it goes on as phones do
                }
            }
        }

        private void signalled(DatagramPacket packet) throws IOException {
            String message = new String(packet.getData(), 0, packet.getLength(), UTF_8);
            String from = packet.getAddress().getHostAddress();
            if (message.startsWith("SIP/2.0 ")) {
                if (message.contains("Call-ID: " + callId)) {
                    said = message;
                }
            } else if (message.startsWith("ACK ")) {
                return;
            } else if (message.contains("Call-ID: " + callId)) {
                if (message.startsWith("INVITE ")) {
                    dialled = from;
                    answer("200 OK", message, description(home), from);
                } else {
                    answer("200 OK", message, "", from);
                }
            } else {
                answer(message.startsWith("OPTIONS ") ? "200 OK" : "486 Busy Here", message, "", from);
            }
        }

        private void answer(String status, String request, String body, String to) throws IOException {
            String kept = request.lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                    .map(line -> line.startsWith("To: ") && !line.contains(";tag=") ? line + ";tag=answer" : line)
                    .map(line -> line + "\r\n")
                    .collect(Collectors.joining());
            say(
                    "SIP/2.0 " + status + "\r\n" + kept + "Contact: <sip:long@" + home.phoneAddress() + ">\r\n"
                            + end(body),
                    to);
        }

        void say(String message, String to) throws IOException {
            byte[] bytes = message.getBytes(UTF_8);
            signalling.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(to), SIP));
        }

        /** 50 packets a second, whatever happens. */
        void talk(String to) {
            thread("talking", () -> {
                ByteBuffer packet = ByteBuffer.allocate(HEADER + SAMPLES);
                byte[] silence = new byte[SAMPLES];
                Arrays.fill(silence, (byte) 0xff);
                packet.put(HEADER, silence);
                long next = System.nanoTime();
                while (!over && !media.isClosed()) {
                    int number = sent;
                    packet.put(0, (byte) 0x80).put(1, (byte) 0);
                    packet.putShort(2, (short) number)
                            .putInt(4, number * SAMPLES)
                            .putInt(8, 0x6c6f6e67);
                    packet.putInt(HEADER, number);
                    try {
                        media.send(
                                new DatagramPacket(packet.array(), HEADER + SAMPLES, InetAddress.getByName(to), MEDIA));
                    } catch (IOException unplugged) {
                        // What a phone says without its cable is lost, and counts as that.
                    }
                    sent = number + 1;
                    next += PACKET_NANOS;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            });
        }

        private void voice(DatagramPacket packet) {
            if (packet.getLength() == HEADER + SAMPLES) {
                int number = ByteBuffer.wrap(packet.getData()).getInt(HEADER);
                if (number >= 0) {
                    synchronized (heard) {
                        heard.set(number);
                    }
                }
            }
        }

        int missing(int from, int to) {
            synchronized (heard) {
                return to - from - heard.get(from, to).cardinality();
            }
        }

        int longestGap(int from, int to) {
            synchronized (heard) {
                int longest = 0;
                for (int i = heard.nextClearBit(from); i < to; i = heard.nextClearBit(i)) {
                    int end = heard.nextSetBit(i);
                    int until = end < 0 ? to : Math.min(end, to);
                    longest = Math.max(longest, until - i);
                    i = until;
                }
                return longest;
            }
        }

        @Override
        public void close() {
            List.of(signalling, media).forEach(DatagramSocket::close);
        }
    }
}
