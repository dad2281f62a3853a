package io.voider.cli.exchange.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.ExchangeCounter;
import io.voider.cli.exchange.LineId;
import io.voider.cli.exchange.presence.WatchedLine;
import io.voider.cli.state.PhoneLine;
import io.voider.sip.Ipv4Text;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Flow;
import io.voider.sip.call.ReplacedResponse;
import io.voider.sip.call.UserAgentOutputs;
import io.voider.transport.count.Counters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the phones' wire and the switchboard. A phone that sends {@code sip:WHAT@gateway} to its gateway, or
 * {@code sip:10.i.s.p} through it, is heard at the switchboard as one that dialled {@code 10.i.s.p} by itself; whatever comes back it
 * reads as it wrote it itself. Who is called at the gateway, and is registered there, is called at its contact. And whoever calls has
 * the name of this home's phone book.
 *
 * <pre>
 *   from a phone                                     becomes
 *   REGISTER to the gateway                          the registrar's answer
 *   request to the gateway, for whom it can tell     the same to 10.i.s.p
 *   request to the gateway, for nobody               404
 *   anything else                                    what its {@link CallView} makes of it, or what it is
 * </pre>
 *
 * <p>Pure: time comes in. Belongs to one event loop.
 */
public final class PhoneProxy {
    /** What becomes of a phone's message. */
    public sealed interface Step {
        /** It goes on to the switchboard, as if it had come by that way; {@code message} is the receiver's to release. */
        record Onward(Flow flow, ByteBuf message) implements Step {}

        /** It ends here; what was to be said is said. */
        record Ended() implements Step {}

        /**
         * A call ended here, since nobody has or is what was dialled.
         *
         * @param dialled as it was dialled
         * @param answer what the phone was told
         */
        record Unfound(String dialled, Answer answer) implements Step {}
    }

    /**
     * A message as a phone gets it.
     *
     * @param source its sender's address there
     * @param port the port at which the phone gets it
     * @param connection the phone's port of the connection to its gateway over which it gets it, while there is one; or 0
     * @param message the bytes, the receiver's to release
     */
    public record ToPhone(int source, int port, int connection, ByteBuf message) {
        /** By no connection of the phone's own. */
        ToPhone(int source, int port, ByteBuf message) {
            this(source, port, 0, message);
        }
    }

    private static final Step ENDED = new Step.Ended();
    /** What every message has (RFC 3261 section 8.1.1); of one that lacks some, nothing is made here. */
    private static final List<SipHeader> NEEDED =
            List.of(SipHeader.VIA, SipHeader.FROM, SipHeader.TO, SipHeader.CALL_ID, SipHeader.CSEQ);

    /** Who called each phone last, as it would dial them; one for each of the 254 at the most. */
    private final Map<Integer, DialledNumber> lastCallers = new HashMap<>();

    private final SipDecoder decoder = new SipDecoder();
    private final SipDecoder outgoing = new SipDecoder();
    private final Legs legs = new Legs();
    private final GatewayServices gateway;
    private final Predicate<LineId> up;
    private final Counters<ExchangeCounter> counters;
    private final ByteBufAllocator allocator;
    private Directory directory;

    /**
     * @param up whether a line is, so that of two lines of one name the better one is taken
     * @param lines how a line or phone of this home is, for whoever watches it; empty for one that is not there
     * @param secret at least 16 random bytes, by which nonces are signed
     * @param tags gives a new tag each time, at least 32 random bits as a token
     */
    public PhoneProxy(
            Directory directory,
            Predicate<LineId> up,
            Function<DialledNumber, Optional<WatchedLine>> lines,
            Counters<ExchangeCounter> counters,
            byte[] secret,
            Supplier<String> tags,
            ByteBufAllocator allocator) {
        this.gateway = new GatewayServices(lines, counters, secret, tags);
        this.counters = counters;
        this.directory = directory;
        this.up = up;
        this.allocator = allocator;
    }

    /** From now on numbers and names are those. */
    public void directory(Directory changed) {
        directory = changed;
        gateway.retain(changed.phones());
    }

    /**
     * A message that a phone sent.
     *
     * @param bytes stays the caller's
     * @param outputs takes what is answered here
     */
    public Step fromPhone(Flow flow, ByteBuf bytes, long nowNanos, UserAgentOutputs outputs) {
        PhoneLine phone = directory.phone(flow.address());
        if (phone == null) {
            return asItIs(flow, bytes);
        }
        try {
            SipMessage message = decoder.decode(bytes);
            if (!NEEDED.stream().allMatch(header -> message.indexOf(header) >= 0)) {
                return asItIs(flow, bytes);
            }
            return message.isRequest()
                    ? request(phone, flow, message, bytes, nowNanos, outputs)
                    : response(phone, flow, message, bytes, nowNanos, outputs);
        } catch (SipRefusal unreadable) {
            return asItIs(flow, bytes);
        }
    }

    private static Step asItIs(Flow flow, ByteBuf bytes) {
        return new Step.Onward(flow, bytes.retainedDuplicate());
    }

    private Step response(
            PhoneLine phone, Flow flow, SipMessage message, ByteBuf bytes, long nowNanos, UserAgentOutputs outputs) {
        boolean through = flow.localAddress() == phone.address().gateway();
        if (through && gateway.absorbs(flow, message, nowNanos, outputs)) {
            return ENDED;
        }
        String callId = message.callId();
        Leg leg = through
                ? legs.find(flow.address(), callId, nowNanos)
                : legs.find(flow.address(), flow.localAddress(), callId, nowNanos);
        if (leg == null) {
            boolean tells = !through && namesGateway(phone, message);
            return tells ? unsaid() : onward(phone, flow, flow, message, bytes.retainedDuplicate(), nowNanos, outputs);
        }
        // Over the connection by which it registered a phone answers whoever called it, too.
        Flow way = through ? flow.withLocalAddress(leg.dialled()) : flow;
        boolean named = namesGateway(phone, message);
        Patches patches = new Patches(message);
        leg.view().map(message, true, patches);
        if (through && flow.reliable()) {
            ReturnPath.forget(message, phone.address().gatewayText(), leg.isAskedForPort(message), patches);
        }
        if (leg.hears(message, nowNanos)) {
            legs.forget(flow.address(), callId, leg);
        }
        ByteBuf mapped = patches.apply(allocator);
        if (!tells(phone, leg, mapped)) {
            return onward(phone, flow, way, message, mapped, nowNanos, outputs);
        }
        mapped.release();
        return named ? unsaid() : onward(phone, flow, way, message, bytes.retainedDuplicate(), nowNanos, outputs);
    }

    /**
     * Whether a response reads on its way out as only the phone is to read it: it is none to what its call's leg is about, but to
     * another request of that Call-ID, or to what was forgotten.
     */
    private boolean tells(PhoneLine phone, Leg leg, ByteBuf mapped) {
        try {
            SipMessage response = decoder.decode(mapped);
            return (namesGateway(phone, response) && !leg.isOfTheGateway())
                    || leg.view().isAsPhoneReads(response);
        } catch (SipRefusal broken) {
            return true;
        }
    }

    private static boolean namesGateway(PhoneLine phone, SipMessage response) {
        String gateway = phone.address().gatewayText();
        return response.from().uri().host().equals(gateway)
                || response.to().uri().host().equals(gateway);
    }

    private Step unsaid() {
        counters.increment(ExchangeCounter.DROPPED_BY_POLICY);
        return ENDED;
    }

    private Step request(
            PhoneLine phone, Flow flow, SipMessage message, ByteBuf bytes, long nowNanos, UserAgentOutputs outputs) {
        boolean through = flow.localAddress() == phone.address().gateway();
        if (through && gateway.absorbs(flow, message, nowNanos, outputs)) {
            return ENDED;
        }
        if (through && message.method() == SipMethod.REGISTER) {
            gateway.register(flow, message, directory.password(flow.address()), nowNanos, outputs);
            return ENDED;
        }
        String callId = message.callId();
        Leg leg = found(flow, through, message, nowNanos);
        if (through && message.method() == SipMethod.SUBSCRIBE && (leg == null || message.toTag() == null)) {
            gateway.subscribe(flow, message, watched(message), nowNanos, outputs);
            return ENDED;
        }
        if (leg == null || begins(leg, message)) {
            Optional<Leg> begun = through
                    ? dialling(phone).atGateway(message, nowNanos)
                    : dialling(phone).direct(message, flow.localAddress(), nowNanos);
            if (begun.isEmpty()) {
                return through && Dialling.isForSomebody(message)
                        ? unfound(flow, message, nowNanos, outputs)
                        : through
                                ? asItIs(flow, bytes)
                                : onward(phone, flow, flow, message, bytes.retainedDuplicate(), nowNanos, outputs);
            }
            if (!through && begun.get().view().isSame()) {
                if (leg != null) {
                    leg.passes(message);
                }
                return onward(phone, flow, flow, message, bytes.retainedDuplicate(), nowNanos, outputs);
            }
            leg = begun.get();
            if (leg.isTooLong()) {
                return answer(flow, message, Answer.of(414, "Request-URI Too Long"), nowNanos, outputs);
            }
            legs.begin(flow.address(), callId, leg, nowNanos);
        }
        int to = through ? whereTo(leg, message) : flow.localAddress();
        Flow onward = flow.withLocalAddress(to);
        Patches patches = new Patches(message);
        leg.hears(message, nowNanos);
        leg.begins(message, through).map(message, true, patches);
        return onward(phone, flow, onward, message, patches.apply(allocator), nowNanos, outputs);
    }

    /**
     * What leaves, without the gateway in it.
     *
     * @param message as the phone sent it
     * @param mapped what its call's view made of it; taken over
     */
    private Step onward(
            PhoneLine phone,
            Flow flow,
            Flow way,
            SipMessage message,
            ByteBuf mapped,
            long nowNanos,
            UserAgentOutputs outputs) {
        SipMessage leaving;
        try {
            leaving = outgoing.decode(mapped);
            Patches patches = new Patches(leaving);
            String nobody = new Outgoing(phone, dialling(phone)::meant).map(leaving, patches);
            if (nobody == null && patches.isEmpty()) {
                return new Step.Onward(way, mapped);
            }
            if (nobody == null) {
                ByteBuf without = patches.apply(allocator);
                mapped.release();
                return new Step.Onward(way, without);
            }
        } catch (SipRefusal unreadable) {
            return new Step.Onward(way, mapped);
        }
        Answer answer = leaving.isRequest()
                ? Answer.of(404, "Nobody has this name or number")
                : Answer.of(480, "Nobody has the number that the call was to go to");
        ByteBuf replaced = leaving.isRequest() ? null : Unpooled.wrappedBuffer(ReplacedResponse.with(leaving, answer));
        mapped.release();
        return replaced == null ? answer(flow, message, answer, nowNanos, outputs) : new Step.Onward(way, replaced);
    }

    /** Through the gateway a request may name nobody's number, as the CANCEL of one that dialled a name. */
    private @Nullable Leg found(Flow flow, boolean through, SipMessage message, long nowNanos) {
        long host = through ? Ipv4Text.parse(message.requestUri().host()) : flow.localAddress();
        boolean told = !through || (host != Ipv4Text.NONE && DialledNumber.isDialled((int) host));
        Leg exact = told ? legs.find(flow.address(), (int) host, message.callId(), nowNanos) : null;
        return exact == null && through ? legs.find(flow.address(), message.callId(), nowNanos) : exact;
    }

    private @Nullable DialledNumber watched(SipMessage subscribe) {
        String user = subscribe.requestUri().user();
        return user == null ? null : directory.find(user, up).orElse(null);
    }

    /** In a dialog a phone names where the other party said it is, which may be another phone of that home. */
    private static int whereTo(Leg leg, SipMessage message) {
        long host = Ipv4Text.parse(message.requestUri().host());
        return host != Ipv4Text.NONE && DialledNumber.isDialled((int) host) ? (int) host : leg.dialled();
    }

    /** A request outside a dialog that is none of the leg's: phones use a Call-ID twice, after a challenge or for messages. */
    private static boolean begins(Leg leg, SipMessage request) {
        SipMethod method = request.method();
        return request.toTag() == null
                && method != SipMethod.ACK
                && method != SipMethod.CANCEL
                && request.cseq().number() != leg.began();
    }

    private Dialling dialling(PhoneLine phone) {
        return new Dialling(phone, directory, up, lastCallers.get(phone.number()));
    }

    private Step unfound(Flow flow, SipMessage message, long nowNanos, UserAgentOutputs outputs) {
        Answer answer = Dialling.nobody(message);
        gateway.answer(flow, message, answer, nowNanos, outputs);
        return message.method() == SipMethod.INVITE && message.toTag() == null
                ? new Step.Unfound(Dialling.dialled(message), answer)
                : ENDED;
    }

    private Step answer(Flow flow, SipMessage message, Answer answer, long nowNanos, UserAgentOutputs outputs) {
        gateway.answer(flow, message, answer, nowNanos, outputs);
        return ENDED;
    }

    /**
     * A message that the switchboard sends to a phone.
     *
     * @param source the sender's address at the switchboard, which is the phone's for it
     * @param port the phone's port to which it was sent
     * @param bytes stays the caller's
     */
    public ToPhone toPhone(int phone, int source, int port, ByteBuf bytes, long nowNanos) {
        PhoneLine line = directory.phone(phone);
        if (line == null) {
            return new ToPhone(source, port, bytes.retainedDuplicate());
        }
        try {
            SipMessage message = decoder.decode(bytes);
            return message.isRequest()
                    ? requestTo(line, source, port, message, bytes, nowNanos)
                    : responseTo(line, source, port, message, bytes, nowNanos);
        } catch (SipRefusal unreadable) {
            return new ToPhone(source, port, bytes.retainedDuplicate());
        }
    }

    private ToPhone responseTo(PhoneLine phone, int source, int port, SipMessage message, ByteBuf bytes, long now) {
        int address = phone.address().value();
        Leg leg = legs.find(address, source, message.callId(), now);
        if (leg == null) {
            return new ToPhone(source, port, bytes.retainedDuplicate());
        }
        Leg.Request request = leg.answered(message);
        Patches patches = new Patches(message);
        request.view().map(message, false, patches);
        if (leg.hears(message, now)) {
            legs.forget(address, message.callId(), leg);
        }
        int from = request.through() ? phone.address().gateway() : source;
        return new ToPhone(from, port, patches.apply(allocator));
    }

    private ToPhone requestTo(PhoneLine phone, int source, int port, SipMessage message, ByteBuf bytes, long now) {
        int address = phone.address().value();
        String callId = message.callId();
        Leg leg = legs.find(address, source, callId, now);
        if (DialledNumber.isDialled(source) && (leg == null ? message.toTag() == null : begins(leg, message))) {
            Binding binding = port == GatewayServices.SIP_PORT ? gateway.binding(address, now) : null;
            leg = comesIn(leg, phone, binding, message, source, now);
            if (message.method() == SipMethod.INVITE) {
                lastCallers.put(phone.number(), DialledNumber.dialled(source));
            }
        }
        if (leg == null) {
            return new ToPhone(source, port, bytes.retainedDuplicate());
        }
        Patches patches = new Patches(message);
        String uri = patches.text(message.requestUriStart(), message.requestUriEnd());
        leg.hears(message, now);
        if (namesGateway(phone, message)) {
            leg.setOfTheGateway();
        }
        String name = directory.isNaming() && DialledNumber.isDialled(source)
                ? directory.name(DialledNumber.dialled(source))
                : null;
        leg.view().mapTo(message, name, patches);
        int registered = leg.port(message, uri);
        int connection = leg.connection(gateway.binding(address, now));
        if (connection > 0 && legs.find(address, source, callId, now) == leg && ReturnPath.ask(message, patches)) {
            leg.askForPort(message);
        }
        return new ToPhone(source, registered > 0 ? registered : port, connection, patches.apply(allocator));
    }

    private Leg comesIn(
            @Nullable Leg before,
            PhoneLine phone,
            @Nullable Binding binding,
            SipMessage message,
            int source,
            long now) {
        int address = phone.address().value();
        String callId = message.callId();
        Leg leg = Incoming.leg(phone, directory, binding, message, source, now);
        if (leg.isTooLong() || (before != null && !before.hasEnded())) {
            return Incoming.unremembered(binding, message, source, now);
        }
        if (before != null) {
            legs.forget(address, callId, before);
        }
        return legs.comeIn(address, callId, leg, now) ? leg : Incoming.unremembered(binding, message, source, now);
    }

    /** What the gateway itself answers, and knows of those who registered there. */
    public GatewayServices gateway() {
        return gateway;
    }

    /** Lets time pass. */
    public void tick(long nowNanos, UserAgentOutputs outputs) {
        legs.tick(nowNanos);
        gateway.tick(nowNanos, outputs);
    }
}
