package io.voider.cli.exchange.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.Network;
import io.voider.cli.exchange.presence.Notifier;
import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Flow;
import io.voider.sip.call.ResponseWriter;
import io.voider.sip.call.UserAgent;
import io.voider.sip.call.UserAgentOutputs;
import io.voider.transport.count.Counters;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway of the phones' wire answers by itself, and no friend is asked: a registrar (RFC 3261 section 10), a notifier of how
 * lines are (RFC 6665), and whatever final answer the {@link PhoneProxy} has for a phone.
 *
 * <p>Pure: time comes in. Belongs to one event loop.
 */
public final class GatewayServices {
    /** Where a phone is called unless it says, or who calls says, another port. */
    static final int SIP_PORT = 5060;

    private static final int MOST_ANSWERS = 64;
    /** More than phones write into a registration or subscription, of which much is remembered. */
    private static final int LONGEST_REQUEST = 4_096;

    private static final Answer TOO_LONG = Answer.of(513, "Message Too Large");
    private static final Answer CONNECTIONS_ALONE = Answer.of(480, "This phone takes calls over TCP alone");

    private final SipDecoder decoder = new SipDecoder();
    private final LocationService locations = new LocationService();
    private final DigestGuard digest;
    private final UserAgent userAgent;
    private final Notifier notifier;
    private final Counters<ExchangeCounter> counters;
    private final Supplier<String> tags;
    private @Nullable String chosenTag;

    /**
     * @param lines how a line or phone of this home is, for whoever watches it; empty for one that is not there
     * @param secret at least 16 random bytes, by which nonces are signed
     * @param tags gives a new tag each time, at least 32 random bits as a token
     */
    GatewayServices(
            Function<DialledNumber, Optional<WatchedLine>> lines,
            Counters<ExchangeCounter> counters,
            byte[] secret,
            Supplier<String> tags) {
        this.digest = new DigestGuard(secret);
        this.userAgent = new UserAgent(MOST_ANSWERS, this::tag);
        this.notifier = new Notifier(lines, tags);
        this.counters = counters;
        this.tags = tags;
    }

    private String tag() {
        String chosen = chosenTag;
        return chosen == null ? tags.get() : chosen;
    }

    /** Only these phones are there from now on; what others registered and watched is forgotten. */
    void retain(Set<Integer> phones) {
        locations.retain(phones);
        notifier.retain(phones);
    }

    /** Whether a message belongs to what was answered or told here, and goes no further. */
    boolean absorbs(Flow flow, SipMessage message, long nowNanos, UserAgentOutputs outputs) {
        if (!message.isRequest()) {
            return notifier.absorbs(flow, message, nowNanos, outputs);
        }
        boolean absorbed = userAgent.absorbs(flow, message, nowNanos, outputs);
        if (absorbed) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
        }
        return absorbed;
    }

    /** Gives a request its final answer. */
    void answer(Flow flow, SipMessage request, Answer answer, long nowNanos, UserAgentOutputs outputs) {
        if (userAgent.answer(flow, request, answer, nowNanos, outputs)) {
            counters.increment(ExchangeCounter.SIP_ANSWERED);
        }
    }

    /** @param password what the phone has to prove that it knows, or null if nothing */
    void register(Flow flow, SipMessage register, @Nullable String password, long nowNanos, UserAgentOutputs outputs) {
        boolean hadLeft = hasLeft(flow.address(), nowNanos);
        Answer forbidden = password == null ? null : digest.forbids(register, flow.address(), password, nowNanos);
        answer(flow, register, forbidden == null ? registered(flow, register, nowNanos) : forbidden, nowNanos, outputs);
        if (hadLeft != hasLeft(flow.address(), nowNanos)) {
            notifier.tell(nowNanos, outputs);
        }
    }

    private Answer registered(Flow flow, SipMessage register, long nowNanos) {
        return register.length() > LONGEST_REQUEST ? TOO_LONG : locations.register(flow, register, nowNanos);
    }

    /** @param watched whose line is asked about, or null if that is nobody's */
    void subscribe(
            Flow flow, SipMessage subscribe, @Nullable DialledNumber watched, long nowNanos, UserAgentOutputs outputs) {
        if (subscribe.length() > LONGEST_REQUEST) {
            answer(flow, subscribe, TOO_LONG, nowNanos, outputs);
            return;
        }
        String tag = tags.get();
        Answer answer = Notifier.isAbout(subscribe)
                ? notifier.subscribe(flow, subscribe, watched, tag, nowNanos)
                : Notifier.badEvent();
        chosenTag = tag;
        answer(flow, subscribe, answer, nowNanos, outputs);
        chosenTag = null;
        notifier.tell(flow.address(), nowNanos, outputs);
    }

    /** Where a phone is registered, or null. */
    @Nullable
    Binding binding(int phone, long nowNanos) {
        return locations.find(phone, nowNanos);
    }

    /** The contact at which each phone that is registered was registered last, by its address. */
    public Map<Integer, String> contacts(long nowNanos) {
        return locations.contacts(nowNanos);
    }

    /** Whether a phone was registered, and is no more. */
    public boolean hasLeft(int phone, long nowNanos) {
        return locations.hasLeft(phone, nowNanos);
    }

    /** Whether some phone watches something. */
    public boolean isWatching() {
        return notifier.isWatching();
    }

    /** Something changed of lines, or of who talks over them: whoever watches them is told. */
    public void linesChanged(long nowNanos, UserAgentOutputs outputs) {
        notifier.tell(nowNanos, outputs);
    }

    /** A connection of a phone's to its gateway is no more. */
    public void connectionClosed(Flow flow) {
        notifier.connectionClosed(flow);
    }

    /**
     * What a request that would leave by UDP is answered with, if the phone is registered where it takes connections alone; else null.
     * In a dialog, a request goes the way of the dialog.
     *
     * @param source the sender's address at the switchboard
     * @param port the phone's port to which it was sent
     * @param bytes stays the caller's
     * @return the receiver's to release
     */
    @Nullable
    ByteBuf refusal(int phone, int source, int sourcePort, int port, ByteBuf bytes, long nowNanos) {
        if (port != SIP_PORT || !DialledNumber.isDialled(source) || !locations.takesConnectionsAlone(phone, nowNanos)) {
            return null;
        }
        try {
            SipMessage request = decoder.decode(bytes);
            boolean asks = request.isRequest() && request.toTag() == null;
            if (!asks || request.method() == SipMethod.ACK || request.method() == SipMethod.CANCEL) {
                return null;
            }
            Flow flow = new Flow(Network.PHONES.number(), source, sourcePort, phone, port, false);
            return Unpooled.wrappedBuffer(ResponseWriter.write(request, flow, CONNECTIONS_ALONE, tags.get()));
        } catch (SipRefusal unreadable) {
            return null;
        }
    }

    /** Lets time pass: answers without an acknowledgement are repeated, and who watches is told what it must hear. */
    void tick(long nowNanos, UserAgentOutputs outputs) {
        userAgent.tick(nowNanos, outputs);
        notifier.tick(nowNanos, outputs);
    }

    /** Whether time makes no difference now. */
    public boolean isIdle() {
        return userAgent.transactions() == 0 && notifier.isIdle();
    }
}
