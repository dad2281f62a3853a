package io.voider.cli.node.signalling;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.NetUtil;
import io.voider.cli.exchange.ArrivalOutputs;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.Outcome;
import io.voider.sip.call.Flow;
import io.voider.transport.count.Counters;
import io.voider.transport.stream.StreamCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One friend's TCP connections, as hostile as they can be. The node around them passes or answers whatever comes. */
class SipConnectionTest {
    private static final Network FRIENDS = Network.tunnel(1);
    private static final int FRIEND = 0xAC1D_0201;
    private static final int ME = 0xAC1D_0101;
    private static final int FRIEND_DIALLED = 0x0A01_0201;
    private static final int PHONE = 0xAC10_0001;
    private static final int MOST_BYTES = 512 << 10;

    private final Counters<StreamCounter> counts = new Counters<>(StreamCounter.class);
    private final Node node = new Node();
    private long now;

    /** Answers everything, or passes everything on. */
    private static final class Node implements ConnectionOperator {
        private final AwaitedAnswers answers = new AwaitedAnswers();

        boolean passes;
        boolean answering;
        int received;

        @Nullable
        ArrivalOutputs outputs;

        @Nullable
        SipConnection twin;

        @Nullable
        SipConnection phones;

        int connection;
        final List<SipConnection> ofThePhone = new ArrayList<>();
        final List<String> unreachable = new ArrayList<>();

        @Override
        public AwaitedAnswers answers() {
            return answers;
        }

        @Override
        public Outcome message(Flow flow, ByteBuf message, ArrivalOutputs answers) {
            received++;
            outputs = answers;
            if (answering) {
                return new Outcome.Passed(FRIENDS, ME, FRIEND, 0, 0, message.retainedSlice());
            }
            if (passes) {
                return new Outcome.Passed(
                        Network.PHONES, FRIEND_DIALLED, PHONE, 0, connection, message.retainedSlice());
            }
            answers.send(flow, Unpooled.wrappedBuffer(new byte[300]));
            return new Outcome.Ended();
        }

        @Override
        public void connect(SipConnection opened, Outcome.Passed passed, int sourcePort, int destinationPort) {
            twin = opened;
        }

        @Override
        public @Nullable SipConnection registered(Outcome.Passed passed) {
            return passed.connection() > 0 ? phones : null;
        }

        @Override
        public @Nullable SipConnection asked(SipConnection by, Outcome.Passed answer, int port) {
            return ofThePhone.stream()
                    .map(each -> each.borrowerFrom(answer, port))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Outcome unreachable(Flow flow, ByteBuf message) {
            unreachable.add(message.toString(US_ASCII).split(" ", 2)[0] + " for "
                    + NetUtil.intToIpAddress(flow.address()) + ":" + flow.port() + " from "
                    + NetUtil.intToIpAddress(flow.localAddress()));
            return new Outcome.Passed(
                    FRIENDS, ME, FRIEND, 0, 0, Unpooled.copiedBuffer("SIP/2.0 503 No\r\n\r\n", US_ASCII));
        }
    }

    private EmbeddedChannel accepted() {
        return accepted(40_000);
    }

    private EmbeddedChannel accepted(int port) {
        SipConnection.Ends ends = new SipConnection.Ends(FRIEND, port, ME, 5060);
        SipConnection connection = new SipConnection(FRIENDS, ends, node, () -> now, counts::increment);
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        connection.accept(channel.pipeline());
        channel.pipeline().fireChannelActive();
        return channel;
    }

    private EmbeddedChannel connectTwin() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        Objects.requireNonNull(node.twin).open(channel.pipeline());
        channel.pipeline().fireChannelActive();
        return channel;
    }

    private static ByteBuf options(int times) {
        return Unpooled.copiedBuffer("""
            OPTIONS sip:x@172.29.1.1 SIP/2.0\r
            Via: SIP/2.0/TCP 172.29.2.1;branch=z9hG4bK1\r
            From: <sip:a@b>;tag=1\r
            To: <sip:c@d>\r
            Call-ID: 1\r
            CSeq: 1 OPTIONS\r
            Content-Length: 0\r
            \r
            """.repeat(times), US_ASCII);
    }

    private static long waitingBytes(EmbeddedChannel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** As if nobody read at the other end. */
    private static EmbeddedChannel unread(EmbeddedChannel channel) {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext ctx) {
                // What was written stays where it is.
            }
        });
        return channel;
    }

    @Test
    void keepAlivesAreAnsweredAtTheirRateAndNoFaster() {
        EmbeddedChannel channel = accepted();
        channel.writeInbound(Unpooled.copiedBuffer("\r\n\r\n".repeat(16_384), US_ASCII));
        int answers = 0;
        for (ByteBuf answer = channel.readOutbound(); answer != null; answer = channel.readOutbound()) {
            assertThat(answer.toString(US_ASCII)).isEqualTo("\r\n");
            answer.release();
            answers++;
        }
        assertThat(answers).isEqualTo(4);
        now += TimeUnit.SECONDS.toNanos(1);
        channel.writeInbound(Unpooled.copiedBuffer("\r\n\r\n", US_ASCII));
        ByteBuf again = channel.readOutbound();
        assertThat(again).isNotNull();
        again.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void whatNeverLeavesIsCounted() {
        node.passes = true;
        EmbeddedChannel channel = accepted();
        channel.writeInbound(options(33));
        assertThat(counts.count(StreamCounter.DROPPED_UNSENT)).isEqualTo(node.received - 32);
        Objects.requireNonNull(node.twin).end();
        assertThat(counts.count(StreamCounter.DROPPED_UNSENT)).isEqualTo(node.received);
        channel.finishAndReleaseAll();
    }

    @Test
    void whoReadsNoAnswersIsNoLongerReadAndThenPutOut() {
        EmbeddedChannel channel = unread(accepted());
        int reads = 0;
        while (channel.config().isAutoRead() && reads < 1_000) {
            channel.writeInbound(options(100));
            reads++;
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(waitingBytes(channel)).isBetween(64L << 10, (long) MOST_BYTES);
        channel.advanceTimeBy(31, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.count(StreamCounter.CLOSED_STREAM_UNREAD)).isEqualTo(1);
    }

    @Test
    void whatIsSentAllTheSameEndsTheConnectionBeforeItFillsTheMemory() {
        EmbeddedChannel channel = unread(accepted());
        for (int i = 0; i < 100 && channel.isOpen(); i++) {
            channel.writeInbound(options(100));
            assertThat(waitingBytes(channel)).isLessThan(MOST_BYTES + (64L << 10));
        }
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.count(StreamCounter.CLOSED_STREAM_FULL)).isEqualTo(1);
    }

    @Test
    void nothingMoreIsReadUntilTheOtherConnectionStands() {
        node.passes = true;
        EmbeddedChannel channel = accepted();
        channel.writeInbound(options(1));
        assertThat(channel.config().isAutoRead()).isFalse();
        EmbeddedChannel phone = connectTwin();
        assertThat(channel.config().isAutoRead()).isTrue();
        ByteBuf passed = phone.readOutbound();
        assertThat(passed.toString(US_ASCII)).startsWith("OPTIONS ");
        passed.release();
        phone.finishAndReleaseAll();
        channel.finishAndReleaseAll();
    }

    @Test
    void aFriendIsReadNoFasterThanThePhoneReads() {
        node.passes = true;
        EmbeddedChannel channel = accepted();
        channel.writeInbound(options(1));
        EmbeddedChannel phone = unread(connectTwin());
        int reads = 0;
        while (channel.config().isAutoRead() && reads < 1_000) {
            channel.writeInbound(options(100));
            reads++;
        }
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(waitingBytes(phone)).isLessThan(MOST_BYTES);
        channel.close();
        phone.close();
    }

    @Test
    void whoConnectsAndSaysNothingIsPutOutAfterTenSeconds() {
        EmbeddedChannel channel = accepted();
        channel.writeInbound(Unpooled.copiedBuffer("\r\n\r\nOPTIONS sip:", US_ASCII));
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void oneConnectionEndsWithTheOther() {
        node.passes = true;
        EmbeddedChannel channel = accepted();
        channel.writeInbound(options(1));
        EmbeddedChannel phone = connectTwin();
        channel.close();
        phone.runPendingTasks();
        assertThat(phone.isOpen()).isFalse();
        phone.finishAndReleaseAll();
    }

    @Test
    void nothingIsTakenFromAConnectionThatIsEnding() {
        EmbeddedChannel channel = unread(accepted());
        channel.writeInbound(Unpooled.copiedBuffer("what is this\r\n\r\n", US_ASCII));
        channel.writeInbound(options(3));
        assertThat(node.received).isZero();
        channel.close();
    }

    private static ByteBuf message(String head) {
        return Unpooled.copiedBuffer(head + """
            \r
            Via: SIP/2.0/TCP 172.29.2.1;branch=z9hG4bK1\r
            From: <sip:a@b>;tag=1\r
            To: <sip:c@d>\r
            Call-ID: 1\r
            CSeq: 1 INVITE\r
            Content-Length: 0\r
            \r
            """, US_ASCII);
    }

    private static ByteBuf message(String head, int port) {
        ByteBuf usual = message(head);
        String text = usual.toString(US_ASCII).replace("172.29.2.1;", "172.29.2.1:" + port + ";");
        usual.release();
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static String read(EmbeddedChannel channel) {
        ByteBuf read = channel.readOutbound();
        if (read == null) {
            return "nothing";
        }
        String line = read.toString(US_ASCII).split("\r\n", 2)[0];
        read.release();
        return line;
    }

    @Test
    void whoeverCallsAPhoneThatTakesNoConnectionHearsItAtOnce() {
        node.passes = true;
        EmbeddedChannel channel = accepted();
        channel.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        Objects.requireNonNull(node.twin).unreachable();
        assertThat(node.unreachable).containsExactly("INVITE for 172.16.0.1:5060 from 10.1.2.1");
        assertThat(read(channel)).isEqualTo("SIP/2.0 503 No");
        assertThat(channel.isOpen()).as("for whatever else is said over it").isTrue();
        SipConnection before = node.twin;
        channel.writeInbound(message("ACK sip:a@b SIP/2.0"));
        assertThat(node.twin).as("an ACK of that is for nobody").isSameAs(before);
        assertThat(read(channel)).isEqualTo("nothing");
        channel.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        assertThat(node.twin).as("the next call is tried").isNotSameAs(before);
        channel.finishAndReleaseAll();
    }

    /** The connection of the phone's to its gateway. */
    private EmbeddedChannel registered() {
        return registered(41_000);
    }

    private EmbeddedChannel registered(int port) {
        SipConnection.Ends ends = new SipConnection.Ends(PHONE, port, PHONE + 1, 5060);
        SipConnection connection = new SipConnection(Network.PHONES, ends, node, () -> now, counts::increment);
        node.ofThePhone.add(connection);
        node.phones = connection;
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        connection.accept(channel.pipeline());
        channel.pipeline().fireChannelActive();
        return channel;
    }

    @Test
    void aPhoneIsCalledOverTheConnectionByWhichItRegisteredAndAnswersByTheCallers() {
        node.passes = true;
        node.connection = 41_000;
        EmbeddedChannel phone = registered();
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        assertThat(read(phone)).isEqualTo("INVITE sip:a@b SIP/2.0");
        assertThat(node.twin).as("no other connection is made").isNull();
        node.answering = true;
        phone.writeInbound(message("SIP/2.0 180 Ringing"));
        assertThat(read(caller)).isEqualTo("SIP/2.0 180 Ringing");
        assertThat(node.twin).isNull();
        phone.writeInbound(message("INVITE sip:new@call SIP/2.0"));
        assertThat(node.twin).as("what the phone begins has its own").isNotNull();
        caller.finishAndReleaseAll();
        assertThat(phone.isOpen()).as("whoever called is gone").isTrue();
        phone.finishAndReleaseAll();
    }

    /** As Linphone has it: one by which it registered, and a later one by which it answers all. */
    @Test
    void whoAskedIsAnsweredByWhicheverConnectionOfItsThePhoneAnswers() {
        node.passes = true;
        node.connection = 41_000;
        EmbeddedChannel phone = registered(41_000);
        EmbeddedChannel first = accepted(40_000);
        first.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        EmbeddedChannel later = registered(41_001);
        EmbeddedChannel second = accepted(40_001);
        second.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        node.answering = true;
        later.writeInbound(message("SIP/2.0 180 Ringing", 40_000));
        assertThat(read(first)).isEqualTo("SIP/2.0 180 Ringing");
        later.writeInbound(message("SIP/2.0 200 OK", 40_001));
        assertThat(read(second)).isEqualTo("SIP/2.0 200 OK");
        assertThat(node.twin).as("no other connection is made").isNull();
        List.of(phone, first, later, second).forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    /** A phone with two connections would ring anew for each call of the last half minute, when the one that it is called by ends. */
    @Test
    void whatWasAnsweredByAnotherConnectionOfThePhonesIsNotSentAnew() {
        node.passes = true;
        node.connection = 41_000;
        EmbeddedChannel phone = registered(41_000);
        EmbeddedChannel caller = accepted(40_000);
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0", 40_000));
        assertThat(read(phone)).isEqualTo("INVITE sip:a@b SIP/2.0");
        EmbeddedChannel later = registered(41_001);
        node.answering = true;
        later.writeInbound(message("SIP/2.0 200 OK", 40_000));
        assertThat(read(caller)).isEqualTo("SIP/2.0 200 OK");
        node.answering = false;
        assertThat(node.answers().size()).isZero();
        node.phones = null;
        phone.finishAndReleaseAll();
        assertThat(node.twin).as("no connection is made to ask again").isNull();
        List.of(caller, later).forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @Test
    void whenThePhonesConnectionIsGoneTheCallersStaysAndAnotherIsMade() {
        node.passes = true;
        node.connection = 41_000;
        EmbeddedChannel phone = registered();
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        node.answering = true;
        phone.writeInbound(message("SIP/2.0 200 OK"));
        node.answering = false;
        node.phones = null;
        phone.finishAndReleaseAll();
        assertThat(node.twin).as("what was answered is not sent anew").isNull();
        assertThat(caller.isOpen()).isTrue();
        assertThat(caller.config().isAutoRead()).isTrue();
        caller.writeInbound(message("BYE sip:a@b SIP/2.0"));
        assertThat(node.twin).as("to its contact").isNotNull();
        caller.finishAndReleaseAll();
    }

    @Test
    void whatWasWrittenToAConnectionThatEndsBeforeAnythingCameIsSentAnewOnceAndThenRefused() {
        node.passes = true;
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("OPTIONS sip:a@b SIP/2.0"));
        EmbeddedChannel stale = connectTwin();
        assertThat(read(stale)).isEqualTo("OPTIONS sip:a@b SIP/2.0");
        stale.writeInbound(message("SIP/2.0 200 OK"));
        SipConnection before = node.twin;
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        assertThat(read(stale)).isEqualTo("INVITE sip:a@b SIP/2.0");
        // The node at the other end was restarted, and knows of no such connection.
        stale.close();
        assertThat(caller.isOpen()).isTrue();
        assertThat(node.twin).isNotSameAs(before);
        EmbeddedChannel fresh = connectTwin();
        assertThat(read(fresh)).isEqualTo("INVITE sip:a@b SIP/2.0");
        assertThat(read(fresh)).as("what was answered is not sent again").isEqualTo("nothing");
        assertThat(caller.config().isAutoRead()).isTrue();
        before = node.twin;
        fresh.close();
        assertThat(node.twin).as("once").isSameAs(before);
        assertThat(node.unreachable).containsExactly("INVITE for 172.16.0.1:5060 from 10.1.2.1");
        assertThat(read(caller)).isEqualTo("SIP/2.0 503 No");
        assertThat(caller.isOpen()).isTrue();
        assertThat(caller.config().isAutoRead()).isTrue();
        caller.finishAndReleaseAll();
    }

    @Test
    void whatAFreshConnectionCannotBeMadeForIsRefused() {
        node.passes = true;
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        EmbeddedChannel stale = connectTwin();
        assertThat(read(stale)).isEqualTo("INVITE sip:a@b SIP/2.0");
        stale.close();
        Objects.requireNonNull(node.twin).unreachable();
        assertThat(read(caller)).isEqualTo("SIP/2.0 503 No");
        caller.finishAndReleaseAll();
    }

    @Test
    void whatThePhoneDidNotHearOverTheConnectionByWhichItRegisteredGoesToItsContact() {
        node.passes = true;
        node.connection = 41_000;
        EmbeddedChannel phone = registered();
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        assertThat(read(phone)).isEqualTo("INVITE sip:a@b SIP/2.0");
        node.phones = null;
        phone.close();
        assertThat(read(connectTwin())).isEqualTo("INVITE sip:a@b SIP/2.0");
        caller.finishAndReleaseAll();
    }

    @Test
    void noMoreIsKeptForAPeerThatSaysNothingThanFewMessages() {
        node.passes = true;
        EmbeddedChannel caller = accepted();
        caller.writeInbound(options(1));
        EmbeddedChannel phone = connectTwin();
        caller.writeInbound(options(100));
        phone.releaseOutbound();
        SipConnection before = node.twin;
        phone.close();
        assertThat(node.twin).isNotSameAs(before);
        EmbeddedChannel fresh = connectTwin();
        int again = 0;
        while (!read(fresh).equals("nothing")) {
            again++;
        }
        assertThat(again).isEqualTo(16);
        caller.finishAndReleaseAll();
    }

    @Test
    void whatTheCallerNoLongerWaitsForIsNotSentAnew() {
        node.passes = true;
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        EmbeddedChannel phone = connectTwin();
        SipConnection before = node.twin;
        caller.close();
        phone.runPendingTasks();
        assertThat(phone.isOpen()).isFalse();
        assertThat(node.twin).isSameAs(before);
        assertThat(node.unreachable).isEmpty();
        phone.finishAndReleaseAll();
    }

    /** A call outlives the connection by which it came: those who rang for it are told. */
    @Test
    void aPhoneThatRegisteredIsToldThoughTheCallersConnectionIsGone() {
        node.passes = true;
        node.connection = 41_000;
        EmbeddedChannel phone = registered();
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        read(phone);
        caller.finishAndReleaseAll();
        Objects.requireNonNull(node.outputs)
                .pass(new Outcome.Passed(
                        Network.PHONES, FRIEND_DIALLED, PHONE, 0, 41_000, message("CANCEL sip:a@b SIP/2.0")));
        assertThat(read(phone)).isEqualTo("CANCEL sip:a@b SIP/2.0");
        assertThat(node.unreachable).isEmpty();
        phone.finishAndReleaseAll();
    }

    /** Several phones that are called over one connection. */
    @Test
    void aPhoneThatTakesNoConnectionStopsNobodyFromHearingTheCaller() {
        node.passes = true;
        EmbeddedChannel caller = accepted();
        caller.writeInbound(message("INVITE sip:a@b SIP/2.0"));
        EmbeddedChannel first = connectTwin();
        Objects.requireNonNull(node.outputs)
                .pass(new Outcome.Passed(
                        Network.PHONES, FRIEND_DIALLED, PHONE + 4, 0, 0, message("INVITE sip:a@b SIP/2.0")));
        assertThat(caller.config().isAutoRead()).isTrue();
        SipConnection second = Objects.requireNonNull(node.twin);
        EmbeddedChannel opened = connectTwin();
        unread(opened);
        second.end();
        assertThat(caller.config().isAutoRead()).isTrue();
        assertThat(first.isOpen()).isTrue();
        opened.finishAndReleaseAll();
        caller.finishAndReleaseAll();
        first.finishAndReleaseAll();
    }
}
