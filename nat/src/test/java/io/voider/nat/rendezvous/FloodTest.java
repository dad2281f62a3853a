package io.voider.nat.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage and replays at the STUN and TLS ports while genuine nodes go on. */
class FloodTest {
    private static final int PER_SECOND = 10_000;

    @TempDir
    Path directory;

    private final Random random = new Random(6);
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong repliedBytes = new AtomicLong();
    private final AtomicLong longerReplies = new AtomicLong();
    private final AtomicLong sentPackets = new AtomicLong();
    private final AtomicLong tlsConnections = new AtomicLong();

    @Test
    void aShortFloodIsWithstood() throws Exception {
        flood(3, 500);
    }

    @Test
    @Tag("soak")
    void aMinutesFloodIsWithstoodWithGenuineTimesAtMostDoubled() throws Exception {
        flood(60, 2);
    }

    private void flood(int seconds, double factor) throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        OwnerAccount account;
        try (Accounts accounts = Accounts.open(RendezvousConfiguration.of(
                state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress()))))) {
            account = accounts.add("alice");
        }
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerProgram server = ServerProgram.start(state);
                DatagramChannel genuine = DatagramChannel.open()) {
            // Limits are per source, so the flood has an address of its own.
            genuine.bind(new InetSocketAddress("127.0.0.9", 0)).connect(server.stun);
            Latencies offers = new Latencies();
            Node reader = pair(group, server, account, offers);
            bindings(genuine, reader, 3);
            Latencies before = bindings(genuine, reader, seconds);
            long residentBefore = server.residentMebibytes();
            int offersBefore = offers.count();

            AtomicBoolean over = new AtomicBoolean();
            Thread udp = new Thread(() -> floodUdp(server.stun, over));
            Thread tls = new Thread(() -> floodTls(server.tls, over));
            udp.start();
            tls.start();
            Latencies during = bindings(genuine, reader, seconds);
            over.set(true);
            udp.join();
            tls.join();
            System.out.printf(
                    "flood of %d s: %d datagrams (%d bytes, %d bytes of replies, %d longer than their requests),"
                            + " %d garbage TLS connections%n  RSS %d -> %d MiB%n"
                            + "  STUN before: %s%n  STUN during: %s%n  offers passed: %d before, %d during; all: %s%n",
                    seconds,
                    sentPackets.get(),
                    sentBytes.get(),
                    repliedBytes.get(),
                    longerReplies.get(),
                    tlsConnections.get(),
                    residentBefore,
                    server.residentMebibytes(),
                    before,
                    during,
                    offersBefore,
                    offers.count() - offersBefore,
                    offers);
            assertThat(longerReplies.get()).isZero();
            assertThat(repliedBytes.get()).isLessThanOrEqualTo(sentBytes.get());
            assertThat(server.residentMebibytes()).isLessThanOrEqualTo(residentBefore + 64);
            assertThat(during.count()).isGreaterThanOrEqualTo(before.count() * 9 / 10);
            assertThat(during.millis(0.95)).isLessThanOrEqualTo(factor * Math.max(before.millis(0.95), 1));
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** A reader whose envelopes reach the owner, each with the time of its sending. */
    private Node pair(EventLoopGroup group, ServerProgram server, OwnerAccount account, Latencies offers)
            throws Exception {
        SslContext tls = Node.tls(server.pin);
        Octets secret = Octets.random(random, 32);
        Node owner = Node.connect(group, tls, server.tls, (notice, length) -> {
                    if (notice instanceof Notice.FromReader offer) {
                        offers.add(System.nanoTime()
                                - ByteBuffer.wrap(offer.envelope().toBytes()).getLong());
                    }
                })
                .get(60, TimeUnit.SECONDS);
        owner.send(new Request.Own(account.secret()));
        owner.send(new Request.Readers(1, false, List.of(secret.sha256())));
        Node reader =
                Node.connect(group, tls, server.tls, (notice, length) -> {}).get(60, TimeUnit.SECONDS);
        reader.send(new Request.Watch(0, secret));
        return reader;
    }

    private static byte[] binding(Random random) {
        return StunWriter.request(StunMethod.BINDING, TransactionId.next(random))
                .text(
                        StunAttribute.SOFTWARE,
                        "voider, padded so that no reply is longer than this request is, see docs")
                .fingerprint()
                .toBytes();
    }

    /** 50 genuine Binding requests a second and 4 offers, one after the other. */
    private Latencies bindings(DatagramChannel genuine, Node reader, int seconds) throws IOException {
        Latencies times = new Latencies();
        ByteBuffer answer = ByteBuffer.allocate(512);
        genuine.configureBlocking(false);
        long start = System.nanoTime();
        for (int i = 0; i < 50 * seconds; i++) {
            long due = start + i * 20_000_000L;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (i % 12 == 0) {
                byte[] envelope = new byte[Sealer.ENVELOPE_LENGTH];
                ByteBuffer.wrap(envelope).putLong(System.nanoTime());
                reader.send(new Request.ToOwner(0, Octets.of(envelope)));
            }
            long sent = System.nanoTime();
            genuine.write(ByteBuffer.wrap(binding(random)));
            answer.clear();
            while (genuine.read(answer) <= 0 && System.nanoTime() - sent < 1_000_000_000L) {
                LockSupport.parkNanos(20_000);
            }
            if (answer.position() > 0) {
                times.add(System.nanoTime() - sent);
            }
        }
        return times;
    }

    private void floodUdp(InetSocketAddress stun, AtomicBoolean over) {
        Random dice = new Random(8);
        byte[][] replayed = {
            binding(dice), turn(dice, StunMethod.ALLOCATE), turn(dice, StunMethod.REFRESH), binding(dice)
        };
        ByteBuffer reply = ByteBuffer.allocate(2048);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress("127.0.0.66", 0)).connect(stun).configureBlocking(false);
            long start = System.nanoTime();
            for (long i = 0; !over.get(); i++) {
                if (i % 20 == 0) {
                    while (start + i * 1_000_000_000L / PER_SECOND - System.nanoTime() > 0) {
                        LockSupport.parkNanos(500_000);
                    }
                }
                byte[] packet = i % 2 == 0 ? replayed[(int) (i / 2 % replayed.length)] : garbage(dice);
                sentBytes.addAndGet(channel.write(ByteBuffer.wrap(packet)));
                sentPackets.incrementAndGet();
                reply.clear();
                while (channel.read(reply) > 0) {
                    account(reply, replayed);
                    reply.clear();
                }
            }
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private void account(ByteBuffer reply, byte[][] requests) {
        reply.flip();
        repliedBytes.addAndGet(reply.remaining());
        try {
            StunMessage message = StunMessage.decode(Unpooled.wrappedBuffer(reply), 2048);
            for (byte[] request : requests) {
                StunMessage asked = StunMessage.decode(Unpooled.wrappedBuffer(request), 2048);
                if (asked.transactionId().equals(message.transactionId()) && reply.remaining() > request.length) {
                    longerReplies.incrementAndGet();
                }
            }
        } catch (StunException unreadable) {
            longerReplies.incrementAndGet();
        }
    }

    /** A TURN request as a real client repeats it: with credentials and nonce, which are no longer good. */
    private static byte[] turn(Random dice, StunMethod method) {
        return StunWriter.request(method, TransactionId.next(dice))
                .number(StunAttribute.REQUESTED_TRANSPORT, 17)
                .text(StunAttribute.USERNAME, "1700000000:o-abcdefghijklmnopqrst")
                .text(StunAttribute.REALM, "voider")
                .text(StunAttribute.NONCE, "zzzzzz.abcdefghijkl")
                .integrity(io.voider.nat.stun.StunKey.longTermMd5("1700000000:o", "voider", "x"))
                .toBytes();
    }

    private static byte[] garbage(Random dice) {
        byte[] packet = new byte[1 + dice.nextInt(200)];
        dice.nextBytes(packet);
        if (dice.nextInt(2) == 0 && packet.length >= 20) {
            // Half of it begins as STUN or ChannelData does.
            packet[0] = (byte) (dice.nextBoolean() ? 0 : 0x40);
            ByteBuffer.wrap(packet).putShort(2, (short) (packet.length - 20)).putInt(4, 0x2112_A442);
        }
        return packet;
    }

    /** Connections that send random bytes, or the beginning of a handshake again and again, and stay open. */
    private void floodTls(InetSocketAddress tls, AtomicBoolean over) {
        Random dice = new Random(9);
        java.util.ArrayDeque<Socket> open = new java.util.ArrayDeque<>();
        try {
            while (!over.get()) {
                Socket socket = new Socket();
                open.addLast(socket);
                if (open.size() > 200) {
                    open.removeFirst().close();
                }
                socket.connect(tls, 1000);
                byte[] bytes = garbage(dice);
                if (dice.nextBoolean()) {
                    System.arraycopy(
                            new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3},
                            0,
                            bytes,
                            0,
                            Math.min(11, bytes.length));
                }
                socket.getOutputStream().write(bytes);
                tlsConnections.incrementAndGet();
                LockSupport.parkNanos(5_000_000);
            }
        } catch (IOException refused) {
            // What the server does with such connections is its own affair; the genuine ones are measured.
        } finally {
            open.forEach(socket -> {
                try {
                    socket.close();
                } catch (IOException alreadyClosed) {
                    // As wanted.
                }
            });
        }
    }
}
