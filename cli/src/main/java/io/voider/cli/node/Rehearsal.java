package io.voider.cli.node;

import io.voider.cli.control.ControlClient;
import io.voider.cli.report.LinesReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Registrar;
import io.voider.cli.state.Settings;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.server.RendezvousConfiguration;
import io.voider.nat.rendezvous.server.RendezvousServer;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import io.voider.transport.identity.Invitation;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Everything that a node does between its start and a phone's ringing, done once by two nodes and a rendezvous in this
 * process, in a network namespace with nothing else in it. The {@code voider} script has the JVM write down which classes
 * that takes, so that nodes start with them at hand.
 */
public final class Rehearsal {
    private static final String WAN = "192.0.2.1";
    private static final PhoneAddress PHONE = PhoneAddress.parse("172.16.0.1");
    private static final int SIP_PORT = 5060;
    private static final int LARGEST_MESSAGE = 2048;
    private static final long PAUSE_MILLIS = 20;
    private static final int PATIENCE_SECONDS = 20;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    /** @param directory an empty one, for the nodes' homes */
    public Rehearsal(Path directory) {
        this.directory = directory;
    }

    /**
     * Does it all, and takes it all down. Blocks for some seconds.
     *
     * @throws IOException if there is a network here, or the phone did not ring
     */
    @SuppressWarnings("try") // the server and the nodes need only be there
    public void run() throws IOException, InterruptedException, Home.HeldException {
        prepareNetwork();
        RendezvousConfiguration rendezvous = RendezvousConfiguration.of(
                directory.resolve("rendezvous"),
                List.of(RendezvousConfiguration.Interface.on(InetAddress.getByName(WAN))));
        try (RendezvousServer server = RendezvousServer.start(rendezvous, RendezvousServer.Sockets.EPOLL);
                Namespace alicePhone = phone("alice");
                Namespace bobPhone = phone("bob");
                Home aliceHome = Home.open(directory.resolve("alice"));
                Home bobHome = Home.open(directory.resolve("bob"))) {
            Registrar alice = registrar(aliceHome, "alice", rendezvous);
            Registrar bob = registrar(bobHome, "bob", rendezvous);
            bob.join(Invitation.parse(alice.invite("bob").text()), null);
            try (Node first = Node.start("rehearsal", aliceHome, alice, event -> {});
                    Node second = Node.start("rehearsal", bobHome, bob, event -> {})) {
                awaitLine(aliceHome);
                awaitLine(bobHome);
                ring(bobPhone, alicePhone);
            }
        }
    }

    private static void prepareNetwork() throws IOException {
        try (Namespace here = Namespace.host()) {
            if (here.links().list().size() > 1) {
                throw new IOException("a rehearsal needs a network namespace with nothing in it");
            }
            here.links().up("lo");
            here.links().createVeth("wan", "wan-end");
            here.links().up("wan-end");
            here.addresses().add("wan", WAN + "/24");
            here.links().up("wan");
        }
    }

    private static Namespace phone(String home) {
        Namespace phone = Namespace.anonymous(home + "-phone");
        try (Namespace here = Namespace.host()) {
            here.links().createVeth(home, "eth0", phone);
        }
        phone.links().up("lo");
        phone.addresses().add("eth0", PHONE + "/" + PhoneAddress.PREFIX_LENGTH);
        phone.links().up("eth0");
        phone.routes().add(Route.to("10.0.0.0/8").via(PHONE.gatewayText()));
        return phone;
    }

    private Registrar registrar(Home home, String name, RendezvousConfiguration rendezvous) throws IOException {
        Settings settings = Settings.DEFAULT.with("namespace-prefix", "vr-" + name);
        try (Accounts accounts = rendezvous.accounts()) {
            return Registrar.create(
                    home,
                    name,
                    name,
                    List.of(new PhoneLine(1, PHONE)),
                    accounts.add(name).text(),
                    settings,
                    Clock.systemUTC(),
                    random);
        }
    }

    private static void awaitLine(Home home) throws IOException, InterruptedException {
        try (ControlClient node = new ControlClient(Home.controlSocket(home.directory()))) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!node.request("GET", "/v1/lines", Map.of(), LinesReport.class)
                    .lines()
                    .get(0)
                    .state()
                    .equals("up")) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("the line did not come up");
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            node.request("GET", "/v1/status", Map.of(), NodeReport.class);
        }
    }

    /** Bob's phone dials alice's, which hears of it. */
    private static void ring(Namespace caller, Namespace callee) throws IOException {
        try (DatagramSocket from = socket(caller);
                DatagramSocket to = socket(callee)) {
            byte[] invite = invite().getBytes(StandardCharsets.US_ASCII);
            from.send(new DatagramPacket(invite, invite.length, new InetSocketAddress("10.2.1.1", SIP_PORT)));
            to.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            to.receive(new DatagramPacket(new byte[LARGEST_MESSAGE], LARGEST_MESSAGE));
        }
    }

    private static String invite() {
        String offer = String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 " + PHONE,
                "s=-",
                "c=IN IP4 " + PHONE,
                "t=0 0",
                "m=audio 4000 RTP/AVP 0",
                "");
        return String.join(
                "\r\n",
                "INVITE sip:alice@10.2.1.1 SIP/2.0",
                "Via: SIP/2.0/UDP " + PHONE + ":5060;branch=z9hG4bKrehearsal",
                "Max-Forwards: 70",
                "From: <sip:bob@" + PHONE + ">;tag=1",
                "To: <sip:alice@10.2.1.1>",
                "Call-ID: rehearsal",
                "CSeq: 1 INVITE",
                "Contact: <sip:bob@" + PHONE + ">",
                "Content-Type: application/sdp",
                "Content-Length: " + offer.length(),
                "",
                offer);
    }

    private static DatagramSocket socket(Namespace phone) {
        return phone.call(() -> new DatagramSocket(SIP_PORT, InetAddress.getByName(PHONE.toString())));
    }
}
