package io.voider.transport.shuttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Future;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Subscriber;
import io.voider.transport.tunnel.Exchange;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which datagram goes where, without any socket. */
class ShuttleTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Authority AUTHORITY = Authority.create("alice", Profile.FAST, Exchange.NOW, RANDOM);
    private static final Invitation BOB = AUTHORITY.invite(
            Subscriber.random(2, RANDOM), Exchange.RENDEZVOUS, Invitation.NO_REMOTE, Exchange.NOW, RANDOM);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final List<String> outside = new ArrayList<>();
    private final List<String> openVpn = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final Path path = new Path() {
        @Override
        public void send(ByteBuf datagram) {
            outside.add(text(datagram));
        }

        @Override
        public void flush() {
            outside.add("flush");
        }
    };
    private final LoopbackLeg leg = new LoopbackLeg() {
        @Override
        public int port() {
            return 10_000;
        }

        @Override
        public boolean send(ByteBuf datagram) {
            openVpn.add(text(datagram));
            return true;
        }

        @Override
        public void close() {
            heard.add("closed");
        }
    };
    private final ClientShuttle client =
            new ClientShuttle(group.next(), BOB.tlsCryptKey(), new ClientShuttle.Listener() {
                @Override
                public void pathPresence(boolean present) {
                    heard.add("path " + present);
                }

                @Override
                public void sessionLost() {
                    heard.add("lost");
                }
            });

    @AfterEach
    void endLoop() {
        group.shutdownGracefully();
    }

    private static String text(ByteBuf datagram) {
        try {
            return String.format("%02x+%d", datagram.getUnsignedByte(datagram.readerIndex()), datagram.readableBytes());
        } finally {
            datagram.release();
        }
    }

    private void onLoop(Runnable task) {
        Future<?> done = group.next().submit(task).syncUninterruptibly();
        assertThat(done.isSuccess()).isTrue();
    }

    private static ByteBuf datagram(int firstByte, long sessionId) {
        return Unpooled.buffer().writeByte(firstByte).writeLong(sessionId);
    }

    @Test
    void carriesBothWaysOnceThereIsAPath() {
        onLoop(() -> {
            client.leg(leg);
            client.received(datagram(0x50, 7));
            client.path(path);
            client.received(datagram(0x50, 7));
            client.drained();
            client.receive(datagram(0x40, 9));
            client.receive(datagram(0x48, 9));
        });
        // The opening for which there was no path goes as soon as there is one.
        assertThat(outside).containsExactly("50+9", "flush", "50+9", "flush");
        assertThat(openVpn).containsExactly("40+9", "48+9");
        assertThat(heard).containsExactly("path true");
        assertThat(client.counters().count(ShuttleCounter.DROPPED_TUNNEL_NO_PATH))
                .isEqualTo(1);
        assertThat(client.counters().count(ShuttleCounter.TUNNEL_RECEIVED)).isEqualTo(2);
    }

    @Test
    void letsNothingAlienInAndNothingAfterTheCut() {
        onLoop(() -> {
            client.leg(leg);
            client.path(path);
            for (int first : List.of(0x00, 0x16, 0x80, 0xff, 0x50, 0x38)) {
                client.receive(datagram(first, 1));
            }
            client.receive(Unpooled.EMPTY_BUFFER);
        });
        client.cutOff();
        onLoop(() -> {
            client.receive(datagram(0x48, 1));
            client.received(datagram(0x48, 1));
        });
        assertThat(openVpn).isEmpty();
        assertThat(outside).isEmpty();
        assertThat(client.counters().count(ShuttleCounter.DROPPED_TUNNEL_ALIEN)).isEqualTo(7);
        assertThat(client.counters().count(ShuttleCounter.DROPPED_TUNNEL_CUT_OFF))
                .isEqualTo(2);
        assertThat(heard).containsExactly("path true", "path false", "closed");
    }

    @Test
    void believesANoticeAboutItsOwnSessionOnceAndNoOther() {
        byte[] proof = BOB.tlsCryptKey().notice().proof(7);
        byte[] forged = proof.clone();
        forged[5] ^= 1;
        onLoop(() -> {
            client.leg(leg);
            client.path(path);
            client.receive(datagram(Datagrams.NOTICE, 7).writeBytes(proof));
            client.received(datagram(0x50, 7));
            client.receive(datagram(Datagrams.NOTICE, 7).writeBytes(forged));
            client.receive(datagram(Datagrams.NOTICE, 8).writeBytes(proof));
            client.receive(datagram(Datagrams.NOTICE, 7));
            client.receive(datagram(Datagrams.NOTICE, 7).writeBytes(proof));
            client.receive(datagram(Datagrams.NOTICE, 7).writeBytes(proof));
        });
        assertThat(heard).containsExactly("path true", "lost");
        assertThat(client.counters().count(ShuttleCounter.DROPPED_TUNNEL_NOTICE))
                .isEqualTo(5);
    }
}
