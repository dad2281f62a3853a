package io.voider.nat.turn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.nat.limit.Rate;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.turn.server.Allocation.FiveTuple;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnRelayTest {
    private static final SharedSecret SECRET = new SharedSecret(new byte[] {1, 2, 3});
    private static final InetAddress OWN = address(198, 18, 0, 1);
    private static final InetSocketAddress CLIENT = new InetSocketAddress(address(9, 9, 9, 9), 4000);
    private static final InetSocketAddress PEER = new InetSocketAddress(address(8, 8, 8, 8), 5000);
    private static final FiveTuple TUPLE = new FiveTuple(CLIENT, 0, false);

    private final Random random = new Random(4);
    private final Counters<StunTurnCounter> counts = new Counters<>(StunTurnCounter.class);
    private final List<byte[]> replies = new ArrayList<>();
    private final List<String> carried = new ArrayList<>();
    private final List<Allocation> opened = new ArrayList<>();
    private final TurnRelay relay = new TurnRelay(
            new StunTurnConfiguration.Relay(
                    SECRET,
                    49152,
                    65535,
                    List.of(),
                    new StunTurnConfiguration.Quotas(3, 2, 2, 2, 2, new Rate(1000, 100))),
            List.of(OWN),
            random,
            new Sockets(),
            counts);
    private SharedSecret.Credentials credentials = SECRET.issue("node", 1000);
    private long now;
    private int nextPort = 50_000;

    private static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private final class Sockets implements TurnRelay.Outputs {
        @Override
        public void reply(FiveTuple to, StunMessage request, byte[] response) {
            replies.add(response);
        }

        @Override
        public void open(Allocation allocation, boolean evenPort) {
            opened.add(allocation);
            relay.opened(allocation, new InetSocketAddress(OWN, nextPort++), new RelaySocket() {
                @Override
                public void send(InetSocketAddress peer, ByteBuf data) {
                    carried.add("to peer " + peer.getPort() + " " + data.readableBytes());
                    data.release();
                }

                @Override
                public void close() {
                    carried.add("closed");
                }
            });
        }

        @Override
        public void toClient(FiveTuple to, ByteBuf message) {
            carried.add("to client " + message.readableBytes());
            message.release();
        }
    }

    private StunMessage last() throws Exception {
        return StunMessage.decode(Unpooled.wrappedBuffer(replies.get(replies.size() - 1)), 2048);
    }

    private StunMessage ask(StunMethod method, UnaryOperator<StunWriter> attributes) throws Exception {
        return ask(TUPLE, method, attributes, null);
    }

    private StunMessage ask(
            FiveTuple from, StunMethod method, UnaryOperator<StunWriter> attributes, @Nullable String nonce)
            throws Exception {
        String fresh = nonce;
        if (fresh == null) {
            relay.request(decode(StunWriter.request(method, TransactionId.next(random))), from, now, 500);
            fresh = last().text(StunAttribute.NONCE);
        }
        StunKey key = StunKey.longTermMd5(credentials.username(), Authentication.REALM, credentials.password());
        StunWriter request = attributes
                .apply(StunWriter.request(method, TransactionId.next(random)))
                .text(StunAttribute.USERNAME, credentials.username())
                .text(StunAttribute.REALM, Authentication.REALM)
                .text(StunAttribute.NONCE, fresh == null ? "" : fresh)
                .integrity(key);
        relay.request(decode(request), from, now, 500);
        return last();
    }

    private static StunMessage decode(StunWriter message) throws Exception {
        return StunMessage.decode(Unpooled.wrappedBuffer(message.toBytes()), 2048);
    }

    private StunMessage allocate() throws Exception {
        return ask(StunMethod.ALLOCATE, TurnRelayTest::udp);
    }

    private static StunWriter udp(StunWriter request) {
        return request.number(StunAttribute.REQUESTED_TRANSPORT, 17);
    }

    private static UnaryOperator<StunWriter> peer(InetSocketAddress peer) {
        return request -> request.address(StunAttribute.XOR_PEER_ADDRESS, peer);
    }

    private void fails(StunMessage response, StunError error) {
        assertThat(error.is(response.error())).as("%s", response).isTrue();
    }

    @Test
    void anAllocationCarriesDataBothWaysForPermittedPeersOnly() throws Exception {
        StunMessage allocated = allocate();
        assertThat(allocated.address(StunAttribute.XOR_RELAYED_ADDRESS)).isEqualTo(new InetSocketAddress(OWN, 50_000));
        assertThat(allocated.address(StunAttribute.XOR_MAPPED_ADDRESS)).isEqualTo(CLIENT);
        relay.dataPath().fromPeer(opened.get(0), PEER, Unpooled.wrappedBuffer(new byte[10]), now);
        assertThat(carried).isEmpty();
        assertThat(ask(StunMethod.CREATE_PERMISSION, peer(PEER)).error()).isNull();
        relay.dataPath().fromPeer(opened.get(0), PEER, Unpooled.wrappedBuffer(new byte[10]), now);
        assertThat(carried).containsExactly("to client 48");
        assertThat(ask(
                                StunMethod.CHANNEL_BIND,
                                request -> peer(PEER).apply(request.number(StunAttribute.CHANNEL_NUMBER, 0x4001)))
                        .error())
                .isNull();
        relay.dataPath().fromPeer(opened.get(0), PEER, Unpooled.wrappedBuffer(new byte[10]), now);
        relay.dataPath().channelData(Unpooled.wrappedBuffer(new byte[] {0x40, 1, 0, 3, 7, 7, 7, 0}), TUPLE, now);
        relay.dataPath().channelData(Unpooled.wrappedBuffer(new byte[] {0x40, 1, 0, 9, 7, 7, 7, 0}), TUPLE, now);
        relay.dataPath().channelData(Unpooled.wrappedBuffer(new byte[] {0x40, 2, 0, 3, 7, 7, 7, 0}), TUPLE, now);
        assertThat(carried).containsExactly("to client 48", "to client 14", "to peer 5000 3");
        now += TimeUnit.SECONDS.toNanos(301);
        relay.dataPath().fromPeer(opened.get(0), PEER, Unpooled.wrappedBuffer(new byte[10]), now);
        assertThat(carried).hasSize(3);
    }

    @Test
    void peersThatMustNotBeReachedAreForbidden() throws Exception {
        allocate();
        InetSocketAddress lan = new InetSocketAddress(address(192, 168, 1, 1), 80);
        fails(ask(StunMethod.CREATE_PERMISSION, peer(lan)), StunError.FORBIDDEN);
        fails(
                ask(
                        StunMethod.CHANNEL_BIND,
                        request -> peer(lan).apply(request.number(StunAttribute.CHANNEL_NUMBER, 0x4001))),
                StunError.FORBIDDEN);
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        fails(
                ask(StunMethod.CREATE_PERMISSION, peer(new InetSocketAddress(InetAddress.getByAddress(mapped), 1))),
                StunError.FORBIDDEN);
        InetSocketAddress six = new InetSocketAddress(address(0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), 1);
        fails(ask(StunMethod.CREATE_PERMISSION, peer(six)), StunError.PEER_ADDRESS_FAMILY_MISMATCH);
    }

    @Test
    void theServersOwnPortsAreReachedByNobodyThroughIt() throws Exception {
        allocate();
        InetSocketAddress ssh = new InetSocketAddress(OWN, 22);
        ask(StunMethod.CREATE_PERMISSION, peer(ssh));
        StunWriter send = StunWriter.indication(StunMethod.SEND, TransactionId.next(random))
                .address(StunAttribute.XOR_PEER_ADDRESS, ssh)
                .bytes(StunAttribute.DATA, new byte[4]);
        relay.dataPath().indication(decode(send), TUPLE, now);
        assertThat(carried).isEmpty();
        assertThat(counts.count(StunTurnCounter.TURN_REFUSED_PEER)).isEqualTo(1);
    }

    @Test
    void quotasHold() throws Exception {
        allocate();
        fails(allocate(), StunError.ALLOCATION_MISMATCH);
        FiveTuple second = new FiveTuple(new InetSocketAddress(CLIENT.getAddress(), 4001), 0, false);
        FiveTuple third = new FiveTuple(new InetSocketAddress(CLIENT.getAddress(), 4002), 0, false);
        assertThat(ask(second, StunMethod.ALLOCATE, TurnRelayTest::udp, null).error())
                .isNull();
        fails(ask(third, StunMethod.ALLOCATE, TurnRelayTest::udp, null), StunError.ALLOCATION_QUOTA_REACHED);
        credentials = SECRET.issue("other", 1000);
        assertThat(ask(third, StunMethod.ALLOCATE, TurnRelayTest::udp, null).error())
                .isNull();
        FiveTuple fourth = new FiveTuple(new InetSocketAddress(CLIENT.getAddress(), 4003), 0, false);
        fails(ask(fourth, StunMethod.ALLOCATE, TurnRelayTest::udp, null), StunError.INSUFFICIENT_CAPACITY);
        ask(third, StunMethod.CREATE_PERMISSION, peer(PEER), null);
        ask(third, StunMethod.CREATE_PERMISSION, peer(new InetSocketAddress(address(8, 8, 8, 9), 1)), null);
        fails(
                ask(third, StunMethod.CREATE_PERMISSION, peer(new InetSocketAddress(address(8, 8, 8, 10), 1)), null),
                StunError.INSUFFICIENT_CAPACITY);
    }

    @Test
    void anAllocationEndsByRefreshOrByItself() throws Exception {
        allocate();
        assertThat(ask(StunMethod.REFRESH, request -> request.number(StunAttribute.LIFETIME, 0))
                        .number(StunAttribute.LIFETIME, 9))
                .isZero();
        assertThat(carried).containsExactly("closed");
        allocate();
        ask(StunMethod.REFRESH, request -> request.number(StunAttribute.LIFETIME, 100_000));
        assertThat(last().number(StunAttribute.LIFETIME, 0)).isEqualTo(3600);
        now += TimeUnit.SECONDS.toNanos(3599);
        relay.tick(now);
        assertThat(relay.allocations()).isEqualTo(1);
        now += TimeUnit.SECONDS.toNanos(2);
        relay.tick(now);
        assertThat(relay.allocations()).isZero();
    }

    @Test
    void anAllocationEndsWithTheConnectionOfItsClient() throws Exception {
        allocate();
        relay.disconnected(new FiveTuple(TUPLE.client(), 0, true));
        assertThat(relay.serves(TUPLE)).isTrue();
        relay.disconnected(TUPLE);
        assertThat(relay.serves(TUPLE)).isFalse();
        assertThat(carried).containsExactly("closed");
    }

    @Test
    void whoHasNoOrOldCredentialsOrAnothersNonceIsChallenged() throws Exception {
        credentials = SECRET.issue("node", 499);
        fails(allocate(), StunError.UNAUTHORIZED);
        credentials = new SharedSecret(new byte[] {9}).issue("node", 1000);
        fails(allocate(), StunError.UNAUTHORIZED);
        credentials = SECRET.issue("node", 1000);
        String nonce = last().text(StunAttribute.NONCE);
        FiveTuple elsewhere = new FiveTuple(PEER, 0, false);
        fails(ask(elsewhere, StunMethod.ALLOCATE, TurnRelayTest::udp, nonce), StunError.STALE_NONCE);
        now += TimeUnit.SECONDS.toNanos(Nonces.LIFETIME_SECONDS + 1);
        fails(ask(TUPLE, StunMethod.ALLOCATE, TurnRelayTest::udp, nonce), StunError.STALE_NONCE);
    }

    @Test
    void whatIsNotSupportedIsSaidSo() throws Exception {
        fails(
                ask(StunMethod.ALLOCATE, request -> udp(request).bytes(StunAttribute.DONT_FRAGMENT)),
                StunError.UNKNOWN_ATTRIBUTE);
        fails(
                ask(StunMethod.ALLOCATE, request -> request.number(StunAttribute.REQUESTED_TRANSPORT, 6)),
                StunError.UNSUPPORTED_TRANSPORT_PROTOCOL);
        fails(
                ask(StunMethod.ALLOCATE, request -> udp(request).number(StunAttribute.REQUESTED_ADDRESS_FAMILY, 2)),
                StunError.ADDRESS_FAMILY_NOT_SUPPORTED);
        fails(
                ask(StunMethod.ALLOCATE, request -> udp(request).bytes(StunAttribute.EVEN_PORT, (byte) 0x80)),
                StunError.INSUFFICIENT_CAPACITY);
        fails(ask(StunMethod.ALLOCATE, request -> request), StunError.BAD_REQUEST);
        fails(ask(StunMethod.REFRESH, request -> request), StunError.ALLOCATION_MISMATCH);
    }

    @Test
    void dataBeyondTheRateIsDropped() throws Exception {
        allocate();
        ask(StunMethod.CREATE_PERMISSION, peer(PEER));
        for (int i = 0; i < 20; i++) {
            relay.dataPath().fromPeer(opened.get(0), PEER, Unpooled.wrappedBuffer(new byte[10]), now);
        }
        assertThat(carried).hasSize(10);
        assertThat(counts.count(StunTurnCounter.TURN_DROPPED_RATE)).isEqualTo(10);
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswer() throws Exception {
        relay.request(decode(StunWriter.request(StunMethod.ALLOCATE, TransactionId.next(random))), TUPLE, now, 500);
        String nonce = last().text(StunAttribute.NONCE);
        StunKey key = StunKey.longTermMd5(credentials.username(), Authentication.REALM, credentials.password());
        StunMessage request = decode(udp(StunWriter.request(StunMethod.ALLOCATE, TransactionId.next(random)))
                .text(StunAttribute.USERNAME, credentials.username())
                .text(StunAttribute.REALM, Authentication.REALM)
                .text(StunAttribute.NONCE, nonce == null ? "" : nonce)
                .integrity(key));
        relay.request(request, TUPLE, now, 500);
        relay.request(request, TUPLE, now, 500);
        assertThat(replies.get(2)).isEqualTo(replies.get(1));
        assertThat(opened).hasSize(1);
    }

    /** An owner may admit as many readers as they like, and makes none of them up in vain. */
    @Test
    void allHoldersOfOneAccountShareItsQuota() throws Exception {
        for (int holder = 0; holder < 2; holder++) {
            credentials = SECRET.issue("mallory/" + holder, 1000);
            FiveTuple from = new FiveTuple(new InetSocketAddress(CLIENT.getAddress(), 5000 + holder), 0, false);
            assertThat(ask(from, StunMethod.ALLOCATE, TurnRelayTest::udp, null).error())
                    .isNull();
        }
        credentials = SECRET.issue("mallory/2", 1000);
        FiveTuple third = new FiveTuple(new InetSocketAddress(CLIENT.getAddress(), 5002), 0, false);
        fails(ask(third, StunMethod.ALLOCATE, TurnRelayTest::udp, null), StunError.ALLOCATION_QUOTA_REACHED);
        credentials = SECRET.issue("alice/o", 1000);
        assertThat(ask(third, StunMethod.ALLOCATE, TurnRelayTest::udp, null).error())
                .isNull();
    }
}
