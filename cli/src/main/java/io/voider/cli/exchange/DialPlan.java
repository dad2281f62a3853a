package io.voider.cli.exchange;

import io.voider.cli.state.Friend;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private static final int OWN = 1;

    private final Map<Integer, PhoneLine> phonesByAddress = new HashMap<>();
    private final Map<Integer, PhoneLine> phonesByNumber = new HashMap<>();
    private final Map<Integer, Friend> friends = new HashMap<>();
    private final Map<Integer, JoinedExchange> exchanges = new HashMap<>();

    /** The plan that a state makes. */
    public DialPlan(State state) {
        state.phones().forEach(phone -> {
            phonesByAddress.put(phone.address().value(), phone);
            phonesByNumber.put(phone.number(), phone);
        });
        state.friends().stream().filter(Friend::invited).forEach(friend -> friends.put(friend.number(), friend));
        state.exchanges().forEach(exchange -> exchanges.put(exchange.index(), exchange));
    }

    /**
     * Where a packet from a phone goes.
     *
     * @return empty if the sender is no phone of this home or the number is nobody's
     */
    public Optional<Crossing> fromPhone(int source, int destination) {
        PhoneLine phone = phonesByAddress.get(source);
        if (phone == null || !DialledNumber.isDialled(destination)) {
            return Optional.empty();
        }
        DialledNumber dialled = DialledNumber.dialled(destination);
        if (dialled.exchange() == OWN && dialled.subscriber() == OWN) {
            return toOwnPhone(phone, dialled);
        }
        return line(dialled)
                .map(line -> new Crossing(
                        Side.Phones.PHONES,
                        new Side.Tunnel(dialled.exchange()),
                        source,
                        destination,
                        new DialledNumber(dialled.exchange(), me(dialled.exchange()), phone.number()).tunnelAddress(),
                        dialled.tunnelAddress(),
                        line));
    }

    /**
     * Where a packet out of exchange {@code index}'s tunnel goes.
     *
     * @return empty if its sender or its receiver is nobody there, or the sender may not call the receiver
     */
    public Optional<Crossing> fromTunnel(int index, int source, int destination) {
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
        if (phone == null) {
            return Optional.empty();
        }
        return Optional.of(new Crossing(
                new Side.Tunnel(index),
                Side.Phones.PHONES,
                source,
                destination,
                sender.address(),
                phone.address().value(),
                line.get()));
    }

    /** The line behind which an address is, as it is called on a side; empty for this home's phones and for nobody's. */
    public Optional<LineId> lineOf(Side side, int address) {
        if (side instanceof Side.Tunnel tunnel) {
            return DialledNumber.isInTunnel(address)
                    ? line(DialledNumber.inTunnel(tunnel.index(), address))
                    : Optional.empty();
        }
        return DialledNumber.isDialled(address) ? line(DialledNumber.dialled(address)) : Optional.empty();
    }

    /** The lines that a packet on a side concerns: its sender's and its receiver's. */
    public Set<LineId> lines(Side side, int source, int destination) {
        Set<LineId> lines = new HashSet<>();
        lineOf(side, source).ifPresent(lines::add);
        lineOf(side, destination).ifPresent(lines::add);
        return lines;
    }

    /** Whether an address inside exchange {@code index}'s tunnel is that of somebody who may call through it. */
    boolean isKnown(int index, int address) {
        return lineOf(new Side.Tunnel(index), address).isPresent();
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

    private Optional<Crossing> toOwnPhone(PhoneLine caller, DialledNumber dialled) {
        PhoneLine callee = phonesByNumber.get(dialled.phone());
        if (callee == null || callee.equals(caller)) {
            return Optional.empty();
        }
        return Optional.of(new Crossing(
                Side.Phones.PHONES,
                Side.Phones.PHONES,
                caller.address().value(),
                dialled.address(),
                new DialledNumber(OWN, OWN, caller.number()).address(),
                callee.address().value(),
                LineId.HOME));
    }

    /** Inside my own exchange both friends have the same names on both sides; I only let them pass, or not. */
    private Optional<Crossing> betweenSubscribers(DialledNumber sender, DialledNumber receiver) {
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
        Side tunnel = new Side.Tunnel(OWN);
        return Optional.of(new Crossing(
                tunnel,
                tunnel,
                sender.tunnelAddress(),
                receiver.tunnelAddress(),
                sender.tunnelAddress(),
                receiver.tunnelAddress(),
                LineId.friend(Math.min(sender.subscriber(), receiver.subscriber()))));
    }

    private int me(int index) {
        if (index == OWN) {
            return OWN;
        }
        JoinedExchange exchange = exchanges.get(index);
        return exchange == null ? 0 : exchange.me();
    }
}
