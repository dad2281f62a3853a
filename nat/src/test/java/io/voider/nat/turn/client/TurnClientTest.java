package io.voider.nat.turn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunClass;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunException;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunMethod;
import io.voider.nat.stun.StunWriter;
import io.voider.nat.stun.TransactionId;
import io.voider.nat.turn.ChannelData;
import io.voider.transport.address.Endpoint;
import io.voider.transport.time.Alarm;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnClientTest {
    private static final InetSocketAddress RELAYED =
            Endpoint.parse("192.0.2.9:50000").literal();
    private static final InetSocketAddress PEER =
            Endpoint.parse("203.0.113.8:40000").literal();
    private static final StunKey KEY = StunKey.longTermMd5("user", "realm", "password");

    private final List<ByteBuf> sent = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final TurnClient client = client(false);
    private long now = 1;

    private TurnClient client(boolean stream) {
        return new TurnClient(
                new TurnOutputs() {
                    @Override
                    public void send(ByteBuf message) {
                        sent.add(message);
                    }

                    @Override
                    public void allocated(InetSocketAddress relayed) {
                        events.add("allocated " + relayed.getPort());
                    }

                    @Override
                    public void failed(String reason) {
                        events.add(reason);
                    }

                    @Override
                    public void data(InetSocketAddress peer, ByteBuf datagram) {
                        events.add("data " + peer.getPort() + " " + datagram.readableBytes());
                        datagram.release();
                    }

                    @Override
                    public void dropped() {
                        events.add("dropped");
                    }
                },
                new Random(3),
                stream,
                "user",
                "password");
    }

    private StunMessage last() throws StunException {
        return StunMessage.decode(sent.get(sent.size() - 1), 2048);
    }

    private void answer(StunWriter response) {
        client.receive(now, Unpooled.wrappedBuffer(response.toBytes()));
    }

    private StunWriter success() throws StunException {
        return StunWriter.success(last());
    }

    private void challenge(StunError error, String nonce) throws StunException {
        answer(StunWriter.error(last(), error)
                .text(StunAttribute.REALM, "realm")
                .text(StunAttribute.NONCE, nonce));
    }

    private void allocate() throws StunException {
        client.start(now);
        challenge(StunError.UNAUTHORIZED, "n1");
        answer(success()
                .address(StunAttribute.XOR_RELAYED_ADDRESS, RELAYED)
                .number(StunAttribute.LIFETIME, 600)
                .integrity(KEY));
    }

    private static ByteBuf datagram(int bytes) {
        return Unpooled.wrappedBuffer(new byte[bytes]);
    }

    @Test
    void answersTheChallengeAndHasItsAllocation() throws Exception {
        client.start(now);
        assertThat(last().has(StunAttribute.MESSAGE_INTEGRITY)).isFalse();
        challenge(StunError.UNAUTHORIZED, "n1");
        assertThat(last().isAuthenticatedBy(KEY)).isTrue();
        assertThat(last().text(StunAttribute.NONCE)).isEqualTo("n1");
        challenge(StunError.STALE_NONCE, "n2");
        assertThat(last().text(StunAttribute.NONCE)).isEqualTo("n2");
        answer(success().address(StunAttribute.XOR_RELAYED_ADDRESS, RELAYED).integrity(KEY));
        assertThat(events).containsExactly("allocated 50000");
    }

    @Test
    void wrongCredentialsAreNotTriedForEver() throws Exception {
        client.start(now);
        challenge(StunError.UNAUTHORIZED, "n1");
        challenge(StunError.UNAUTHORIZED, "n2");
        assertThat(events).singleElement().asString().contains("The relay refused: 401");
        assertThat(sent).hasSize(2);
    }

    @Test
    void aForgedSuccessIsDropped() throws Exception {
        client.start(now);
        challenge(StunError.UNAUTHORIZED, "n1");
        answer(success().address(StunAttribute.XOR_RELAYED_ADDRESS, RELAYED).integrity(StunKey.shortTerm("another")));
        assertThat(events).containsExactly("dropped");
    }

    @Test
    void aPeerIsReachedAtOnceAndByItsChannelWhenThatIsBound() throws Exception {
        allocate();
        sent.clear();
        client.send(now, PEER, datagram(5));
        StunMessage bind = StunMessage.decode(sent.get(0), 2048);
        assertThat(bind.is(StunClass.REQUEST, StunMethod.CHANNEL_BIND)).isTrue();
        assertThat(last().is(StunClass.INDICATION, StunMethod.SEND)).isTrue();
        answer(StunWriter.success(bind).integrity(KEY));
        client.send(now, PEER, datagram(6));
        ByteBuf message = sent.get(sent.size() - 1);
        assertThat(ChannelData.isOne(message)).isTrue();
        assertThat(ChannelData.number(message)).isEqualTo((int) bind.number(StunAttribute.CHANNEL_NUMBER, 0));
        assertThat(message.readableBytes()).isEqualTo(10);
        client.receive(now, ChannelData.of(ChannelData.number(message), datagram(7)));
        client.receive(now, ChannelData.of(ChannelData.MAX_NUMBER, datagram(7)));
        assertThat(events).containsExactly("allocated 50000", "data 40000 7", "dropped");
    }

    @Test
    void aPeerThatTheRelayRefusesIsSentNothing() throws Exception {
        allocate();
        client.permit(now, PEER);
        answer(StunWriter.error(last(), StunError.FORBIDDEN));
        int before = sent.size();
        client.send(now, PEER, datagram(5));
        assertThat(sent).hasSize(before);
        assertThat(events).endsWith("dropped");
    }

    @Test
    void peersBeyondTheMostAreDropped() throws Exception {
        allocate();
        for (int i = 0; i <= TurnPeers.MOST; i++) {
            client.send(now, new InetSocketAddress(PEER.getAddress(), 1024 + i), datagram(1));
        }
        assertThat(events).containsExactly("allocated 50000", "dropped");
    }

    @Test
    void requestsAreRepeatedAndGivenUp() {
        client.start(now);
        byte[] first = ByteBufUtil.getBytes(sent.get(0));
        while (client.deadline() < Alarm.NEVER) {
            now = client.deadline();
            client.timeout(now);
        }
        assertThat(sent)
                .hasSize(6)
                .allSatisfy(message -> assertThat(ByteBufUtil.getBytes(message)).isEqualTo(first));
        assertThat(now).isEqualTo(1 + TimeUnit.MILLISECONDS.toNanos(15_750));
        assertThat(events).containsExactly("The relay does not answer.");
    }

    @Test
    void onAStreamNothingIsRepeated() {
        TurnClient streamed = client(true);
        streamed.start(now);
        streamed.timeout(streamed.deadline());
        assertThat(sent).hasSize(1);
        assertThat(events).containsExactly("The relay does not answer.");
    }

    @Test
    void allocationAndChannelsAreRenewedInTime() throws Exception {
        allocate();
        client.permit(now, PEER);
        answer(success().integrity(KEY));
        List<StunMethod> renewed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            now = client.deadline();
            client.timeout(now);
            renewed.add(last().method());
            answer(success().number(StunAttribute.LIFETIME, 600).integrity(KEY));
        }
        assertThat(renewed).containsExactly(StunMethod.CHANNEL_BIND, StunMethod.REFRESH);
        assertThat(now).isLessThan(1 + TimeUnit.SECONDS.toNanos(600));
    }

    @Test
    void anAllocationLeftBehindIsGivenBackFirst() throws Exception {
        client.start(now);
        challenge(StunError.UNAUTHORIZED, "n1");
        answer(StunWriter.error(last(), StunError.ALLOCATION_MISMATCH));
        assertThat(last().method()).isEqualTo(StunMethod.REFRESH);
        assertThat(last().number(StunAttribute.LIFETIME, 9)).isZero();
        answer(success().number(StunAttribute.LIFETIME, 0).integrity(KEY));
        assertThat(last().method()).isEqualTo(StunMethod.ALLOCATE);
    }

    @Test
    void whatNobodyAskedForIsCounted() throws Exception {
        allocate();
        answer(StunWriter.success(StunMessage.decode(
                Unpooled.wrappedBuffer(StunWriter.request(StunMethod.REFRESH, TransactionId.next(new Random(1)))
                        .toBytes()),
                2048)));
        client.receive(now, Unpooled.wrappedBuffer(new byte[] {0, 1, 2}));
        assertThat(events).containsExactly("allocated 50000", "dropped", "dropped");
    }
}
