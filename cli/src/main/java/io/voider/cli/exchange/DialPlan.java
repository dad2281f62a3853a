package io.voider.cli.exchange;

import io.voider.cli.state.Forward;
import io.voider.cli.state.Forwards;
import io.voider.cli.state.Friend;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import io.voider.sip.Parties;
import io.voider.sip.call.Answer;
import io.voider.sip.fork.Diversion;
import io.voider.sip.fork.ResponseContext;
import io.voider.transport.identity.PartyName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may send to whom, and under which addresses: a pure function of the node's state. Immutable; a change of the state
 * makes another.
 *
 * <table>
 *   <caption>What a phone dials</caption>
 *   <tr><td>{@code 10.1.s.p}, s ≥ 2</td><td>phone p of friend s</td></tr>
 *   <tr><td>{@code 10.i.1.p}, i ≥ 2</td><td>phone p of the owner of exchange i</td></tr>
 *   <tr><td>{@code 10.i.s.p}, i ≥ 2, s ≥ 2</td><td>phone p of another friend of that owner's</td></tr>
 *   <tr><td>{@code 10.1.1.p}</td><td>another phone of this home</td></tr>
 * </table>
 */
public final class DialPlan {
    /** What each home calls its own exchange. */
    static final int OWN = 1;

    private static final int EXCHANGE_IN_TUNNEL = 172 << 24 | 29 << 16 | 1;

    private final Map<Integer, PhoneLine> phonesByAddress = new HashMap<>();
    private final Map<Integer, PhoneLine> phonesByNumber = new HashMap<>();
    private final Map<Integer, Friend> friends = new HashMap<>();
    private final Map<Integer, JoinedExchange> exchanges = new HashMap<>();
    private final Set<String> automatic;
    private final Forwards forwards;

    /** The plan that a state makes. */
    public DialPlan(State state) {
        automatic =
                state.settings().autoAnswer().stream().map(PartyName::folded).collect(Collectors.toUnmodifiableSet());
        forwards = state.settings().forwards();
        state.phones().forEach(phone -> {
            phonesByAddress.put(phone.address().value(), phone);
            phonesByNumber.put(phone.number(), phone);
        });
        state.friends().stream().filter(Friend::invited).forEach(friend -> friends.put(friend.number(), friend));
        state.exchanges().forEach(exchange -> exchanges.put(exchange.index(), exchange));
    }

    /**
     * Between whom a packet is.
     *
     * @param network where it came in
     * @param source its sender's address there, which is that party's {@link Parties#own own}
     * @param destination its receiver's address there
     * @return empty if the sender or the receiver is nobody there, or the sender may not call the receiver
     */
    public Optional<Parties> parties(Network network, int source, int destination) {
        return network.isPhones() ? fromPhone(source, destination) : fromTunnel(network.number(), source, destination);
    }

    private Optional<Parties> fromPhone(int source, int destination) {
        PhoneLine phone = phonesByAddress.get(source);
        if (phone == null || !DialledNumber.isDialled(destination)) {
            return Optional.empty();
        }
        DialledNumber dialled = DialledNumber.dialled(destination);
        if (dialled.isAtHome()) {
            return betweenPhones(phone, phonesByNumber.get(dialled.phone()));
        }
        return line(dialled).map(line -> overLine(line, phone, dialled));
    }

    private Optional<Parties> fromTunnel(int index, int source, int destination) {
        if (!DialledNumber.isInTunnel(source) || !DialledNumber.isInTunnel(destination)) {
            return Optional.empty();
        }
        DialledNumber sender = DialledNumber.inTunnel(index, source);
        DialledNumber receiver = DialledNumber.inTunnel(index, destination);
        Optional<LineId> line = line(sender);
        if (line.isEmpty() || sender.subscriber() == receiver.subscriber()) {
            return Optional.empty();
        }
        if (receiver.subscriber() != me(index)) {
            return betweenSubscribers(sender, receiver);
        }
        PhoneLine phone = phonesByNumber.get(receiver.phone());
        return phone == null ? Optional.empty() : Optional.of(overLine(line.get(), phone, sender));
    }

    /** A phone of this home and somebody behind a line. */
    private Parties overLine(LineId line, PhoneLine phone, DialledNumber other) {
        int exchange = other.exchange();
        return new Parties(
                line.number(),
                phone.address().value(),
                new DialledNumber(exchange, me(exchange), phone.number()).tunnelAddress(),
                other.address(),
                other.tunnelAddress());
    }

    /** The phone of this home that has a number. */
    public Optional<PhoneLine> phone(int number) {
        return Optional.ofNullable(phonesByNumber.get(number));
    }

    /** The phone of this home that has an address on the phones' wire. */
    Optional<PhoneLine> phoneAt(int address) {
        return Optional.ofNullable(phonesByAddress.get(address));
    }

    /**
     * A call that rings several phones of this home, or another than the one that was dialled.
     *
     * @param network where its INVITE came in
     * @param source the caller's address there
     * @param destination the number that was called, as the caller knows it
     * @return empty if the number is none of this home's, or rings the one phone that has it
     */
    Optional<Called> called(Network network, int source, int destination) {
        if (network.isPhones()) {
            PhoneLine caller = phonesByAddress.get(source);
            if (caller == null || !DialledNumber.isDialled(destination)) {
                return Optional.empty();
            }
            DialledNumber number = DialledNumber.dialled(destination);
            int own = new DialledNumber(OWN, OWN, caller.number()).address();
            boolean here = number.exchange() == OWN && number.subscriber() == OWN;
            return here ? called(LineId.HOME, number.phone(), caller, destination, own, source) : Optional.empty();
        }
        if (!DialledNumber.isInTunnel(source) || !DialledNumber.isInTunnel(destination)) {
            return Optional.empty();
        }
        DialledNumber sender = DialledNumber.inTunnel(network.number(), source);
        DialledNumber receiver = DialledNumber.inTunnel(network.number(), destination);
        boolean here = receiver.subscriber() == me(network.number()) && sender.subscriber() != receiver.subscriber();
        return here
                ? line(sender)
                        .flatMap(line -> called(line, receiver.phone(), null, destination, sender.address(), source))
                : Optional.empty();
    }

    private Optional<Called> called(
            LineId line, int number, @Nullable PhoneLine caller, int me, int dialled, int peer) {
        boolean all = number == DialledNumber.ALL_PHONES;
        Stream<Integer> numbers = all ? phonesByNumber.keySet().stream().sorted() : Stream.of(number);
        List<PhoneLine> ring = numbers.flatMap(phone -> forwards.ringing(phone).stream())
                .distinct()
                .map(phonesByNumber::get)
                .filter(phone -> phone != null && !phone.equals(caller))
                .limit(ResponseContext.MOST_BRANCHES)
                .toList();
        boolean direct = !all
                && ring.stream().allMatch(phone -> phone.number() == number)
                && diversion(number, Network.PHONES, peer).equals(Diversion.NONE);
        boolean none = ring.isEmpty() || !(all || phonesByNumber.containsKey(number));
        return direct || none ? Optional.empty() : Optional.of(new Called(line, me, dialled, peer, ring));
    }

    /**
     * Where a call goes that a phone of this home does not take.
     *
     * @param network where the call came in
     * @param caller the caller's address there: one of this home's phones is not called by itself
     */
    Diversion diversion(int phone, Network network, int caller) {
        PhoneLine own = network.isPhones() ? phonesByAddress.get(caller) : null;
        List<Integer> busy = others(forwards.instead(phone, Forward.When.BUSY), own);
        List<Integer> unanswered = others(forwards.instead(phone, Forward.When.UNANSWERED), own);
        long afterNanos = unanswered.isEmpty() ? 0 : TimeUnit.SECONDS.toNanos(forwards.afterSeconds(phone));
        return new Diversion(busy, unanswered, afterNanos);
    }

    private List<Integer> others(List<Integer> numbers, @Nullable PhoneLine caller) {
        return numbers.stream()
                .filter(number -> phonesByNumber.containsKey(number) && (caller == null || caller.number() != number))
                .toList();
    }

    /** The line behind which an address is, as it is called in a network; empty for this home's phones, and where nobody is. */
    public Optional<LineId> lineOf(Network network, int address) {
        if (network.isPhones()) {
            return DialledNumber.isDialled(address) ? line(DialledNumber.dialled(address)) : Optional.empty();
        }
        return DialledNumber.isInTunnel(address)
                ? line(DialledNumber.inTunnel(network.number(), address))
                : Optional.empty();
    }

    /** The lines that a packet in a network concerns: its sender's and its receiver's. */
    public Set<LineId> lines(Network network, int source, int destination) {
        Set<LineId> lines = new HashSet<>();
        lineOf(network, source).ifPresent(lines::add);
        lineOf(network, destination).ifPresent(lines::add);
        return lines;
    }

    /** Whether an address in a tunnel is that of somebody who may call through it. */
    boolean isKnown(Network network, int address) {
        return lineOf(network, address).isPresent();
    }

    /** The line over which a number is reached, if it is anybody's. */
    public Optional<LineId> line(DialledNumber number) {
        if (number.exchange() == OWN) {
            return friends.containsKey(number.subscriber())
                    ? Optional.of(LineId.friend(number.subscriber()))
                    : Optional.empty();
        }
        JoinedExchange exchange = exchanges.get(number.exchange());
        return exchange != null && number.subscriber() != exchange.me()
                ? Optional.of(LineId.joined(number.exchange()))
                : Optional.empty();
    }

    /** Two phones of this home; the one with the lower number counts as the nearer. */
    private static Optional<Parties> betweenPhones(PhoneLine caller, @Nullable PhoneLine callee) {
        if (callee == null || callee.equals(caller)) {
            return Optional.empty();
        }
        boolean callerIsNearer = caller.number() < callee.number();
        PhoneLine nearer = callerIsNearer ? caller : callee;
        PhoneLine other = callerIsNearer ? callee : caller;
        return Optional.of(new Parties(
                LineId.HOME.number(),
                nearer.address().value(),
                new DialledNumber(OWN, OWN, nearer.number()).address(),
                new DialledNumber(OWN, OWN, other.number()).address(),
                other.address().value()));
    }

    /**
     * Inside my own exchange both friends have the same names on both sides; I only let them pass, or not. The one with the
     * lower number counts as the nearer, and it is their line.
     */
    private Optional<Parties> betweenSubscribers(DialledNumber sender, DialledNumber receiver) {
        Friend caller = friends.get(sender.subscriber());
        Friend callee = friends.get(receiver.subscriber());
        boolean allowed = sender.exchange() == OWN
                && caller != null
                && callee != null
                && caller.mayCallSubscribers()
                && callee.mayCallSubscribers();
        if (!allowed) {
            return Optional.empty();
        }
        boolean senderIsNearer = sender.subscriber() < receiver.subscriber();
        DialledNumber nearer = senderIsNearer ? sender : receiver;
        DialledNumber other = senderIsNearer ? receiver : sender;
        int near = nearer.tunnelAddress();
        int far = other.tunnelAddress();
        return Optional.of(new Parties(LineId.friend(nearer.subscriber()).number(), near, near, far, far));
    }

    /**
     * Whether an address is this exchange itself: a phone's gateway, the phone's own number, the number of all phones of this home, or
     * 172.29.0.1 in a tunnel.
     */
    boolean isExchange(Network network, int source, int destination) {
        if (!network.isPhones()) {
            return destination == EXCHANGE_IN_TUNNEL
                    || destination
                            == new DialledNumber(OWN, Math.max(OWN, me(network.number())), DialledNumber.ALL_PHONES)
                                    .tunnelAddress();
        }
        PhoneLine phone = phonesByAddress.get(source);
        return phone != null
                && (destination == phone.address().value() + 1
                        || destination == new DialledNumber(OWN, OWN, DialledNumber.ALL_PHONES).address()
                        || destination == new DialledNumber(OWN, OWN, phone.number()).address());
    }

    /** What a call to an address that {@link #isExchange is the exchange's} is answered: nobody else is there. */
    Answer whyNobody(Network network, int source, int destination) {
        PhoneLine phone = network.isPhones() ? phonesByAddress.get(source) : null;
        if (phone != null && destination == new DialledNumber(OWN, OWN, phone.number()).address()) {
            return Answer.of(486, "This is your own number");
        }
        boolean all = phone != null && destination == new DialledNumber(OWN, OWN, DialledNumber.ALL_PHONES).address();
        return all ? Answer.of(480, "There is no other phone at home") : Answer.of(404, "Nobody has this number");
    }

    /** Whether who is behind that line may have the phones here answer by themselves. */
    boolean mayAnswerAutomatically(LineId line) {
        if (line.exchange() == OWN) {
            Friend friend = friends.get(line.subscriber());
            return friend != null && automatic.contains(PartyName.folded(friend.name()));
        }
        JoinedExchange exchange = exchanges.get(line.exchange());
        return exchange != null && automatic.contains(PartyName.folded(exchange.name()));
    }

    private int me(int index) {
        if (index == OWN) {
            return OWN;
        }
        JoinedExchange exchange = exchanges.get(index);
        return exchange == null ? 0 : exchange.me();
    }
}
