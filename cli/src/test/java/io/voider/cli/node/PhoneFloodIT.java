package io.voider.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.lab.phone.ScriptedPhone;
import io.voider.cli.report.NodeReport;
import io.voider.cli.state.Registrar;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three phones of one home on one wire: two talk, and the third sends its gateway all that it can. */
class PhoneFloodIT {
    private static final String ALICE = TwoHomes.ALICE;
    private static final int SIP = 5060;
    private static final int MEDIA = 20_000;
    private static final int PAGE = 8480;
    private static final int PACKETS = 150;
    private static final int PACKET_MILLIS = 20;
    private static final int DATAGRAMS_A_ROUND = 20;
    private static final int CONNECTIONS = 40;
    private static final long MOST_GROWTH_KIB = 128 << 10;

    @TempDir
    private Path directory;

    private volatile boolean over;

    @Test
    void aPhoneThatFloodsItsGatewayDisturbsNeitherACallNorTheOtherPhones() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.books(ALICE, Registrar::addPhone);
            homes.books(ALICE, Registrar::addPhone);
            PhoneSwitch wire = new PhoneSwitch(homes, directory);
            homes.run(ALICE);
            homes.awaitReady(ALICE);
            try (DhcpClient first = wire.phone(1);
                    DhcpClient hostile = wire.phone(2);
                    DhcpClient third = wire.phone(3);
                    ScriptedPhone caller = new ScriptedPhone("first", first.namespace(), "172.16.0.1", SIP);
                    ScriptedPhone callee = new ScriptedPhone("third", third.namespace(), "172.16.0.9", SIP)) {
                callee.listen(SIP, MEDIA);
                String media = call(caller, callee);
                long before = residentKib(homes);
                List<Thread> flood = flood(hostile.namespace());
                int heard = talk(caller, callee, media);
                for (int i = 0; i < 5; i++) {
                    callee.send(register(i, "172.16.0.9", "172.16.0.10"), "172.16.0.10");
                    assertThat(callee.await("SIP/2.0 200 ")).contains("CSeq: " + (i + 1) + " REGISTER");
                }
                over = true;
                for (Thread each : flood) {
                    each.join();
                }
                assertThat(heard).as("packets of the call").isGreaterThan(PACKETS * 97 / 100);
                assertThat(residentKib(homes) - before).isLessThan(MOST_GROWTH_KIB);
                assertThat(counters(homes))
                        .containsKeys(
                                "dropped.over-share",
                                "dhcp.over-rate",
                                "time.over-rate",
                                "dns.over-rate",
                                "http.over-rate")
                        .doesNotContainKeys("dropped.busy", "tick.failed");
                assertThat(homes.said(ALICE)).doesNotContain("Exception", "Error");
            }
        }
    }

    /** Most are reset; those that are not ask for nothing, byte by byte. */
    @Test
    @Tag("soak")
    void fiveHundredConnectionsToThePageCostACallNoPacket() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.books(ALICE, Registrar::addPhone);
            homes.books(ALICE, Registrar::addPhone);
            homes.books(ALICE, alice -> alice.configure("web", "127.0.0.1:" + PAGE));
            PhoneSwitch wire = new PhoneSwitch(homes, directory);
            homes.run(ALICE);
            homes.awaitReady(ALICE);
            try (DhcpClient first = wire.phone(1);
                    DhcpClient idle = wire.phone(2);
                    DhcpClient third = wire.phone(3);
                    ScriptedPhone caller = new ScriptedPhone("first", first.namespace(), "172.16.0.1", SIP);
                    ScriptedPhone callee = new ScriptedPhone("third", third.namespace(), "172.16.0.9", SIP)) {
                assertThat(idle.said()).as("phone 3 is the third to ask").isNotEmpty();
                callee.listen(SIP, MEDIA);
                String media = call(caller, callee);
                List<Socket> open = Collections.synchronizedList(new ArrayList<>());
                Thread crowd = start(() -> crowd(homes.machine(), open));
                int heard = talk(caller, callee, media);
                over = true;
                crowd.join();
                System.out.println(heard + " of " + PACKETS + " packets of a call came while " + open.size()
                        + " connections were made to the page");
                for (Socket each : open) {
                    each.close();
                }
                assertThat(open).hasSizeGreaterThanOrEqualTo(500);
                assertThat(heard).isEqualTo(PACKETS);
            }
        }
    }

    private void crowd(Namespace from, List<Socket> open) throws IOException {
        while (!over || open.size() < 500) {
            Socket socket = from.call(() -> new Socket(InetAddress.getLoopbackAddress(), PAGE));
            open.add(socket);
            try {
                socket.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(UTF_8));
            } catch (IOException turnedAway) {
                // As most are.
            }
        }
    }

    /** The first phone calls the third, by its number in this home; where its voice is to go. */
    private static String call(ScriptedPhone caller, ScriptedPhone callee) throws Exception {
        caller.listen(SIP, MEDIA);
        String invite = request("INVITE", "sip:10.1.1.3", "sip:10.1.1.3", 1, "172.16.0.1")
                + body("Content-Type: application/sdp\r\n", sdp("172.16.0.1"));
        caller.send(invite, "10.1.1.3");
        String rings = callee.await("INVITE ");
        String kept = rings.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                .map(line -> line.startsWith("To: ") ? line + ";tag=third" : line)
                .collect(Collectors.joining("\r\n"));
        callee.send(
                "SIP/2.0 200 OK\r\n" + kept + "\r\nContact: <sip:172.16.0.9>\r\n"
                        + body("Content-Type: application/sdp\r\n", sdp("172.16.0.9")),
                callee.correspondent());
        String answer = caller.await("SIP/2.0 200 ");
        Matcher to = Pattern.compile("\r\nTo: ([^\r]*)").matcher(answer);
        assertThat(to.find()).isTrue();
        caller.send(
                request("ACK", "sip:10.1.1.3", "sip:10.1.1.3", 1, "172.16.0.1")
                                .replaceFirst("To: [^\r]*", Matcher.quoteReplacement("To: " + to.group(1)))
                        + body("", ""),
                "10.1.1.3");
        callee.await("ACK ");
        Matcher place = Pattern.compile("c=IN IP4 ([0-9.]+)").matcher(answer);
        assertThat(place.find()).isTrue();
        assertThat(answer).contains("m=audio " + MEDIA + " ");
        return place.group(1);
    }

    private static String sdp(String address) {
        return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio " + MEDIA
                + " RTP/AVP 0\r\n";
    }

    private static String body(String type, String body) {
        return type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String request(String method, String uri, String to, int cSeq, String phone) {
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + phone + ";branch=z9hG4bK" + method + cSeq
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@" + phone + ">;tag=a\r\nTo: <" + to + ">\r\nCall-ID: " + to
                + "\r\nCSeq: " + cSeq + " " + method + "\r\nContact: <sip:a@" + phone + ">\r\n";
    }

    private static String register(int number, String phone, String gateway) {
        return request("REGISTER", "sip:" + gateway, "sip:a@" + gateway, number + 1, phone) + body("", "");
    }

    /** So many packets, one each 20 ms; how many arrive. */
    private static int talk(ScriptedPhone caller, ScriptedPhone callee, String media) throws Exception {
        int heard = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] rtp = ByteBuffer.allocate(172)
                    .putShort((short) 0x8000)
                    .putShort((short) i)
                    .putInt(160 * i)
                    .putInt(17)
                    .array();
            caller.send(MEDIA, rtp, media, MEDIA);
            heard += callee.hear(MEDIA, PACKET_MILLIS).length == rtp.length ? 1 : 0;
            Thread.sleep(PACKET_MILLIS / 2);
        }
        for (int i = heard; i < PACKETS && callee.hear(MEDIA, 500).length > 0; i++) {
            heard++;
        }
        return heard;
    }

    // ---- the flood ----

    private List<Thread> flood(Namespace from) {
        Random random = new Random(17);
        List<Thread> threads = new ArrayList<>();
        threads.add(start(() -> datagrams(from, SIP, i -> sip(i, random))));
        threads.add(start(() -> datagrams(from, 67, i -> dhcp(i, random))));
        threads.add(start(() -> datagrams(from, 53, i -> question(i, random))));
        threads.add(start(() -> datagrams(from, 123, i -> time(random))));
        threads.add(start(() -> connections(from, 80)));
        threads.add(start(() -> connections(from, SIP)));
        return threads;
    }

    /** One thing that is done until it is over. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static Thread start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void datagrams(Namespace from, int port, IntFunction<byte[]> what)
            throws IOException, InterruptedException {
        InetSocketAddress gateway = new InetSocketAddress("172.16.0.6", port);
        try (DatagramSocket socket = from.call(() -> new DatagramSocket(new InetSocketAddress("172.16.0.5", 0)))) {
            for (int i = 0; !over; i++) {
                byte[] datagram = what.apply(i);
                socket.send(new DatagramPacket(datagram, datagram.length, gateway));
                if (i % DATAGRAMS_A_ROUND == 0) {
                    Thread.sleep(5);
                }
            }
        }
    }

    /** Connections of which nothing comes but a byte now and then. */
    private void connections(Namespace from, int port) throws IOException, InterruptedException {
        while (!over) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS && !over; i++) {
                Socket socket = from.call(() -> SocketChannel.open().socket());
                open.add(socket);
                try {
                    socket.connect(new InetSocketAddress("172.16.0.6", port), 1_000);
                    socket.getOutputStream().write('G');
                } catch (IOException turnedAway) {
                    // As it should be.
                }
            }
            Thread.sleep(200);
            for (Socket each : open) {
                each.close();
            }
        }
    }

    private static byte[] sip(int i, Random random) {
        String word = Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
        String method = List.of("REGISTER", "SUBSCRIBE", "INVITE", "OPTIONS").get(i % 4);
        return (request(method, "sip:" + word + "@172.16.0.6", "sip:" + word + "@172.16.0.6", i, "172.16.0.5")
                        + "Event: dialog\r\nAuthorization: Digest username=\"" + word
                        + "\", realm=\"voider\", nonce=\"" + word + "\", uri=\"sip:x\", response=\"" + word + "\"\r\n"
                        + body("", ""))
                .getBytes(UTF_8);
    }

    private static byte[] dhcp(int i, Random random) {
        byte[] message = new byte[300];
        random.nextBytes(message);
        ByteBuffer.wrap(message)
                .put((byte) 1)
                .put((byte) 1)
                .put((byte) 6)
                .putInt(24, 0)
                .put(28, new byte[] {2, 0, 0, 0, 0, (byte) (i % 2 == 0 ? 2 : 7)})
                .putInt(236, 0x6382_5363)
                .put(240, new byte[] {53, 1, (byte) (1 + i % 8), -1});
        return message;
    }

    private static byte[] question(int i, Random random) {
        byte[] question = new byte[12 + i % 60];
        random.nextBytes(question);
        question[2] = 1;
        return question;
    }

    private static byte[] time(Random random) {
        byte[] question = new byte[48];
        random.nextBytes(question);
        question[0] = 0x23;
        return question;
    }

    // ---- what the node says ----

    private static long residentKib(TwoHomes homes) throws IOException {
        Path status = Path.of("/proc", Long.toString(homes.program(ALICE).pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Long> counters(TwoHomes homes) throws IOException {
        try (ControlClient node = homes.control(ALICE)) {
            return node.request("GET", "/v1/status", Map.of(), NodeReport.class).counters();
        }
    }
}
