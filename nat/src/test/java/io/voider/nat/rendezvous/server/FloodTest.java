package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.account.Accounts;
import io.voider.nat.rendezvous.client.Node;
import io.voider.nat.rendezvous.seal.Sealer;
import io.voider.nat.rendezvous.wire.Notice;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import io.voider.nat.rendezvous.wire.Request;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Genuine nodes go on while a {@link Flood} is at the STUN and TLS ports of a server that has one core. */
class FloodTest {
    private static final Octets INSTANCE = Octets.of(new byte[Request.INSTANCE_LENGTH]);
    private static final int UDP = 17;
    /** The budget of all replies together, see docs/rendezvous.md. */
    private static final int EXCESS_BYTES_PER_SECOND = 8192;

    private static final int RESIDENT_GROWTH_MEBIBYTES = 64;

    @TempDir
    private Path directory;

    private final Random random = new Random(6);

    @Test
    void aShortFloodIsWithstood() throws Exception {
        flood(3, 500, 1_000);
    }

    @Test
    @Tag("soak")
    void aMinutesFloodIsWithstoodWithGenuineTimesAtMostDoubled() throws Exception {
        ServerProgram.offItsCore(() -> flood(60, 2, 9_000));
    }

    /**
     * @param factor by how much the genuine 95th percentiles may grow
     * @param datagramsPerSecond how many the flood must have, or it was none
     */
    private void flood(int seconds, double factor, long datagramsPerSecond) throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        OwnerAccount account;
        try (Accounts accounts = RendezvousConfiguration.of(
                        state, List.of(RendezvousConfiguration.Interface.on(InetAddress.getLoopbackAddress())))
                .accounts()) {
            account = accounts.add("alice");
        }
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerProgram server = ServerProgram.start(state);
                DatagramChannel stun = DatagramChannel.open()) {
            // Limits are per source, so the flood has addresses of its own.
            stun.bind(new InetSocketAddress("127.0.0.9", 0)).connect(server.stun);
            Pair pair = new Pair(group, server, account);
            List<byte[]> requests = genuineRequests(stun, pair.relay.get(60, TimeUnit.SECONDS));
            genuine(stun, pair, 5);
            Times before = genuine(stun, pair, seconds);
            long residentBefore = server.residentMebibytes();
            Times during;
            Flood flood = new Flood(server.stun, server.tls, requests, clientHello(server));
            try (flood) {
                during = genuine(stun, pair, seconds);
            }
            long resident = server.residentMebibytes();
            System.out.printf(
                    "flood of %d s: %d datagrams (%d bytes; %d bytes of replies, %d longer than replayed requests, %d"
                            + " bytes beyond garbage), %d TLS connections%n  RSS %d -> %d MiB%n  before: %s%n  during:"
                            + " %s%n  %s%n",
                    seconds,
                    flood.datagrams(),
                    flood.sentBytes(),
                    flood.repliedBytes(),
                    flood.longerReplies(),
                    flood.excessBytes(),
                    flood.connections(),
                    residentBefore,
                    resident,
                    before,
                    during,
                    server.counts());
            assertThat(flood.datagrams()).isGreaterThanOrEqualTo(datagramsPerSecond * seconds);
            assertThat(flood.repliedBytes()).isPositive();
            assertThat(flood.longerReplies()).isZero();
            assertThat(flood.excessBytes()).isLessThanOrEqualTo(EXCESS_BYTES_PER_SECOND * (seconds + 1L));
            assertThat(resident).isLessThanOrEqualTo(residentBefore + RESIDENT_GROWTH_MEBIBYTES);
            assertThat(during.stun.count()).isGreaterThanOrEqualTo(before.stun.count() * 9 / 10);
            assertThat(during.offers.count()).isEqualTo(before.offers.count());
            assertThat(during.stun.millis(0.95)).isLessThanOrEqualTo(factor * before.stun.millis(0.95));
            assertThat(during.offers.millis(0.95)).isLessThanOrEqualTo(factor * before.offers.millis(0.95));
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private record Times(Latencies stun, Latencies offers) {
        @Override
        public String toString() {
            return "STUN " + stun + "; offers " + offers;
        }
    }

    /** A reader whose envelopes reach the owner, each with the time of its sending. */
    private final class Pair {
        private final Node owner;
        private final Node reader;
        private final CompletableFuture<RelayCredentials> relay = new CompletableFuture<>();
        private volatile Latencies arrived = new Latencies();

        Pair(EventLoopGroup group, ServerProgram server, OwnerAccount account) throws Exception {
            SslContext tls = Node.tls(server.pin);
            Octets secret = Octets.random(random, 32);
            owner = Node.connect(group, tls, server.tls, (notice, length) -> {
                        if (notice instanceof Notice.FromReader offer) {
                            arrived.add(System.nanoTime()
                                    - ByteBuffer.wrap(offer.envelope().toBytes())
                                            .getLong());
                        } else if (notice instanceof Notice.Owned owned) {
                            relay.complete(owned.relay());
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
            owner.send(new Request.Own(account.secret(), INSTANCE));
            owner.send(new Request.Readers(1, false, List.of(secret.sha256())));
            reader =
                    Node.connect(group, tls, server.tls, (notice, length) -> {}).get(60, TimeUnit.SECONDS);
            reader.send(new Request.Watch(0, secret, INSTANCE));
        }

        void offer() {
            owner.send(new Request.Ping());
            byte[] envelope = new byte[Sealer.ENVELOPE_LENGTH];
            ByteBuffer.wrap(envelope).putLong(System.nanoTime());
            reader.send(new Request.ToOwner(0, Octets.of(envelope)));
        }
    }

    /** 50 Binding requests and 4 offers a second, one after the other. */
    private Times genuine(DatagramChannel stun, Pair pair, int seconds) throws IOException {
        Times times = new Times(new Latencies(), new Latencies());
        pair.arrived = times.offers;
        long start = System.nanoTime();
        for (int i = 0; i < 50 * seconds; i++) {
            long due = start + i * 20_000_000L;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (i % 12 == 0) {
                pair.offer();
            }
            long sent = System.nanoTime();
            if (answer(stun, binding()).isPresent()) {
                times.stun.add(System.nanoTime() - sent);
            }
        }
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (times.offers.count() < (50 * seconds + 11) / 12 && System.nanoTime() < patience) {
            LockSupport.parkNanos(1_000_000);
        }
        return times;
    }

    private static Optional<byte[]> answer(DatagramChannel stun, byte[] request) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(512);
        stun.configureBlocking(false);
        long sent = System.nanoTime();
        stun.write(ByteBuffer.wrap(request));
        while (System.nanoTime() - sent < 1_000_000_000L) {
            if (stun.read(answer) > 0) {
                byte[] bytes = new byte[answer.flip().remaining()];
                answer.get(bytes);
                return Optional.of(bytes);
            }
            LockSupport.parkNanos(20_000);
        }
        return Optional.empty();
    }

    private byte[] binding() {
        return StunWriter.request(StunMethod.BINDING, TransactionId.next(random))
                .text(
                        StunAttribute.SOFTWARE,
                        "voider, padded so that no reply is longer than this request is, see docs")
                .fingerprint()
                .toBytes();
    }

    /** What a node really sends, and the server has served: to be replayed from elsewhere. */
    private List<byte[]> genuineRequests(DatagramChannel stun, RelayCredentials credentials)
            throws IOException, StunException {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(binding());
        }
        StunMessage challenge = StunMessage.decode(
                Unpooled.wrappedBuffer(
                        answer(stun, turn(StunMethod.ALLOCATE).toBytes()).orElseThrow()),
                2048);
        String realm = String.valueOf(challenge.text(StunAttribute.REALM));
        String nonce = String.valueOf(challenge.text(StunAttribute.NONCE));
        StunKey key = StunKey.longTermMd5(credentials.username(), realm, credentials.password());
        for (StunMethod method : List.of(StunMethod.ALLOCATE, StunMethod.REFRESH)) {
            byte[] request = turn(method)
                    .text(StunAttribute.USERNAME, credentials.username())
                    .text(StunAttribute.REALM, realm)
                    .text(StunAttribute.NONCE, nonce)
                    .integrity(key)
                    .toBytes();
            StunMessage served = StunMessage.decode(
                    Unpooled.wrappedBuffer(answer(stun, request).orElseThrow()), 2048);
            assertThat(served.messageClass()).isEqualTo(StunClass.SUCCESS);
            requests.add(request);
        }
        return requests;
    }

    private StunWriter turn(StunMethod method) {
        return StunWriter.request(method, TransactionId.next(random)).number(StunAttribute.REQUESTED_TRANSPORT, UDP);
    }

    /** The first record that a node sends. */
    private static byte[] clientHello(ServerProgram server) throws Exception {
        EmbeddedChannel client = new EmbeddedChannel(Node.tls(server.pin).newHandler(UnpooledByteBufAllocator.DEFAULT));
        ByteBuf hello = client.readOutbound();
        byte[] bytes = new byte[hello.readableBytes()];
        hello.readBytes(bytes).release();
        client.close();
        return bytes;
    }
}
