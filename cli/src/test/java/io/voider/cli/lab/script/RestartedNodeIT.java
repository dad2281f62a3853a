package io.voider.cli.lab.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.NatKind;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that ends, told to or killed, in a call and between calls, with the rendezvous and without: when its friend's node knows,
 * what the friend's phone hears when it dials meanwhile, and when it rings again.
 */
class RestartedNodeIT {
    private static final int MANY = Integer.getInteger("voider.restarts", 50);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    /** OpenVPN's own keepalive notices after 20 s and more. */
    private static final long BEFORE_THE_TUNNEL_NOTICES_MILLIS = 12_000;

    private static final int ANSWER_MILLIS = 250;
    /** A refusal comes within two milliseconds; who dials again at once keeps the machine from starting a node. */
    private static final int REDIAL_MILLIS = 50;

    private static final int SIP = 5060;

    @TempDir
    private Path directory;

    private int asked;

    /** How a node ends. */
    private record Ending(boolean alice, boolean killed, boolean inCall, boolean rendezvous) {
        static List<Ending> all() {
            List<Ending> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(new Ending((i & 1) == 0, (i & 2) == 0, (i & 4) == 0, (i & 8) == 0));
            }
            return all;
        }

        String words() {
            return (alice ? "the inviting node" : "the invited node")
                    + (killed ? " killed" : " stopped")
                    + (inCall ? " in a call" : "")
                    + (rendezvous ? "" : ", without the rendezvous");
        }
    }

    /**
     * What was seen, in milliseconds.
     *
     * @param gone from its end until the other's line is not up
     * @param refused from an INVITE then until the 480
     * @param rings from its being ready again until the first INVITE that comes to its phone; with the rendezvous alone
     */
    private record Times(long gone, long refused, long rings) {}

    @Test
    void aLineSaysThatItIsDownAndRingsAgain() throws Exception {
        try (Worlds.ClaimedWorld raised = raise()) {
            World world = raised.world();
            world.startNodes();
            for (Ending ending : Ending.all()) {
                if (ending.rendezvous) {
                    Times times = restart(world, ending);
                    System.out.println(ending.words() + ": " + times);
                    assertThat(times.gone).isLessThan(BEFORE_THE_TUNNEL_NOTICES_MILLIS);
                    assertThat(times.rings).isLessThan(BEFORE_THE_TUNNEL_NOTICES_MILLIS);
                }
            }
        }
    }

    @Test
    @Tag("soak")
    void fiftyTimesEach() throws Exception {
        try (Worlds.ClaimedWorld raised = raise()) {
            World world = raised.world();
            world.startNodes();
            for (Ending ending : Ending.all()) {
                List<Times> all = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    all.add(restart(world, ending));
                }
                System.out.println("| " + ending.words() + " | "
                        + figures(all.stream().map(Times::gone).toList())
                        + " | " + figures(all.stream().map(Times::refused).toList()) + " | "
                        + figures(all.stream().map(Times::rings).toList()) + " |");
                assertThat(all).allMatch(times -> times.rings < BEFORE_THE_TUNNEL_NOTICES_MILLIS);
            }
        }
    }

    /** Median, 95th percentile, worst. */
    private static String figures(List<Long> times) {
        List<Long> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2) + " / " + sorted.get(Math.min(sorted.size() - 1, sorted.size() * 95 / 100))
                + " / " + sorted.get(sorted.size() - 1);
    }

    private Worlds.ClaimedWorld raise() throws IOException, InterruptedException {
        return Worlds.of(Worlds.options(2, Worlds.ORDINARY, NatKind.CONE), directory);
    }

    private Times restart(World world, Ending ending) throws IOException, InterruptedException {
        LabHome ends = world.homes().get(ending.alice ? 0 : 1);
        LabHome stays = world.homes().get(ending.alice ? 1 : 0);
        String number = ending.alice ? "10.2.1.1" : "10.1.2.1";
        LongCall call = null;
        if (ending.inCall) {
            call = new LongCall(stays, ends, number);
            call.place();
            if (!Await.until(PATIENCE_NANOS, call::isSteady)) {
                throw new IOException("no voice; " + world.lines(stays));
            }
        }
        if (!ending.rendezvous) {
            world.killRendezvous();
        }
        Process node = world.node(ends);
        long began = System.nanoTime();
        if (ending.killed) {
            world.programs().kill(node);
        } else {
            node.destroy();
        }
        await(world, stays, false);
        long gone = Steps.millisSince(began);
        if (call != null) {
            call.close();
        }
        long refused = refused(stays, number);
        if (!ending.killed) {
            world.programs().stop(node);
        }
        if (!ending.rendezvous) {
            world.startRendezvous();
        }
        world.startNode(ends);
        world.awaitNode(ends);
        long rings = rings(stays, ends, number);
        await(world, stays, true);
        await(world, ends, true);
        return new Times(gone, refused, rings);
    }

    private static void await(World world, LabHome home, boolean up) throws IOException, InterruptedException {
        if (!Await.until(
                PATIENCE_NANOS,
                () -> world.lines(home).stream().allMatch(line -> line.state().equals("up") == up))) {
            throw new IOException(home.name() + ": " + world.lines(home));
        }
    }

    private long refused(LabHome caller, String number) throws IOException {
        try (DatagramSocket phone = LongCall.socket(caller, SIP)) {
            long began = System.nanoTime();
            String answer = ask(phone, caller, number, 10_000);
            assertThat(answer).startsWith("SIP/2.0 480");
            return Steps.millisSince(began);
        }
    }

    /** One INVITE after another, until one comes to the other's phone. */
    private long rings(LabHome caller, LabHome called, String number) throws IOException, InterruptedException {
        long ready = System.nanoTime();
        try (DatagramSocket calling = LongCall.socket(caller, SIP);
                DatagramSocket ringing = LongCall.socket(called, SIP)) {
            AtomicLong rang = new AtomicLong();
            Thread phone = new Thread(() -> {
                while (!ringing.isClosed()) {
                    if (isRung(ringing)) {
                        rang.compareAndSet(0, System.nanoTime());
                    }
                }
            });
            phone.start();
            while (rang.get() == 0 && System.nanoTime() - ready < PATIENCE_NANOS) {
                ask(calling, caller, number, ANSWER_MILLIS);
                TimeUnit.MILLISECONDS.sleep(REDIAL_MILLIS);
            }
            TimeUnit.MILLISECONDS.sleep(ANSWER_MILLIS); // the rest is refused as well
            if (rang.get() == 0) {
                throw new IOException(called.name() + "'s phone does not ring");
            }
            return TimeUnit.NANOSECONDS.toMillis(rang.get() - ready);
        }
    }

    /** Waits for what comes to a phone, refuses it, and says whether it was a call. */
    private static boolean isRung(DatagramSocket phone) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            phone.receive(packet);
            String message = new String(packet.getData(), 0, packet.getLength(), UTF_8);
            if (!message.startsWith("INVITE ")) {
                return false;
            }
            byte[] busy = ("SIP/2.0 486 Busy Here\r\n"
                            + message.lines()
                                    .takeWhile(line -> !line.isEmpty())
                                    .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                                    .map(line -> line.startsWith("To: ") ? line + ";tag=busy" : line)
                                    .map(line -> line + "\r\n")
                                    .collect(Collectors.joining())
                            + "Content-Length: 0\r\n\r\n")
                    .getBytes(UTF_8);
            phone.send(new DatagramPacket(busy, busy.length, packet.getSocketAddress()));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Sends an INVITE, and returns the first thing that is said to it but 100, or nothing. */
    private String ask(DatagramSocket phone, LabHome home, String number, int millis) throws IOException {
        String id = "restart" + asked++;
        String own = home.phoneAddress() + ":" + SIP;
        byte[] invite = ("INVITE sip:x@" + number + " SIP/2.0\r\nVia: SIP/2.0/UDP " + own + ";branch=z9hG4bK" + id
                        + "\r\nMax-Forwards: 70\r\nFrom: <sip:y@" + own + ">;tag=" + id + "\r\nTo: <sip:x@" + number
                        + ">\r\nCall-ID: " + id + "\r\nCSeq: 1 INVITE\r\nContact: <sip:y@" + own
                        + ">\r\nContent-Length: 0\r\n\r\n")
                .getBytes(UTF_8);
        phone.send(new DatagramPacket(invite, invite.length, InetAddress.getByName(number), SIP));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        while (System.nanoTime() - deadline < 0) {
            phone.setSoTimeout(Math.max(1, (int) TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            packet.setLength(65_535);
            try {
                phone.receive(packet);
            } catch (SocketTimeoutException silence) {
                break;
            }
            String answer = new String(packet.getData(), 0, packet.getLength(), UTF_8);
            if (answer.startsWith("SIP/2.0 ")
                    && answer.contains("Call-ID: " + id)
                    && !answer.startsWith("SIP/2.0 100")) {
                return answer;
            }
        }
        return "";
    }
}
