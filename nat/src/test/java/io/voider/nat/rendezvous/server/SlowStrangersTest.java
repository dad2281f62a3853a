package io.voider.nat.rendezvous.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import io.voider.nat.Clocks;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.account.JournalStore;
import io.voider.nat.rendezvous.signup.SignUpService;
import io.voider.transport.count.Counters;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers who take their time; it is the channel's own, which the test lets pass. */
class SlowStrangersTest {
    @TempDir
    private Path directory;

    private final Counters<RendezvousCounter> counts = new Counters<>(RendezvousCounter.class);
    private JournalStore store;
    private SignUpService service;
    private SignUpDoor door;

    @BeforeEach
    void setUp() {
        store = JournalStore.in(directory);
        service = SignUpService.start(
                directory, List::of, Octets.of(new byte[32]), store, new Clocks(Ticker.systemTicker(), Instant::now));
        door = new SignUpDoor(new SignUpRoutes(service), counts);
    }

    @AfterEach
    void tearDown() {
        service.close();
        store.close();
    }

    private EmbeddedChannel admitted(int address) throws Exception {
        InetAddress from = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) address});
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                door.admit(context, from);
            }
        });
        channel.freezeTime();
        return channel;
    }

    private static void send(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static void pass(EmbeddedChannel channel, long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void whoSendsNothingIsGoneAfterTenSeconds() throws Exception {
        EmbeddedChannel silent = admitted(1);
        pass(silent, 9);
        assertThat(silent.isOpen()).isTrue();
        pass(silent, 3);
        assertThat(silent.isOpen()).isFalse();
    }

    @Test
    void whoSendsAByteNowAndThenIsGoneAfterAMinuteAndMakesRoom() throws Exception {
        EmbeddedChannel drips = admitted(1);
        send(drips, "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n");
        for (int seconds = 0; seconds < 55; seconds += 5) {
            pass(drips, 5);
            assertThat(drips.isOpen()).as("after %d s", seconds + 5).isTrue();
            send(drips, "k");
        }
        pass(drips, 6);
        assertThat(drips.isOpen()).isFalse();
        assertThat(counts.count(RendezvousCounter.SIGN_UPS_ADMITTED)).isEqualTo(1);
    }

    @Test
    void aSiteHasFourAtOnceAndAllTogetherHave64() throws Exception {
        EmbeddedChannel[] all = new EmbeddedChannel[68];
        for (int i = 0; i < all.length; i++) {
            all[i] = admitted(i / 4);
            assertThat(all[i].isOpen()).isEqualTo(i < 64);
        }
        assertThat(admitted(0).isOpen()).isFalse();
        all[0].close();
        assertThat(admitted(1).isOpen()).as("that site has four").isFalse();
        assertThat(admitted(0).isOpen()).isTrue();
    }
}
