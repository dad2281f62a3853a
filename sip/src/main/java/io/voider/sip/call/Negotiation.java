package io.voider.sip.call;

import io.voider.sip.Side;
import io.voider.sip.SipMethod;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Offer and answer of one dialog (RFC 3264, and RFC 6337 for which message may carry which): what both sides agreed on last,
 * and what each of them has offered since. A side listens where it agreed to and where its own open offer says, because it
 * must be ready to receive as soon as the offer is sent (RFC 3264 section 5.1). Where it listened before, it goes on for a while,
 * because the other side sends there until it has read the answer (section 8.3.1).
 */
final class Negotiation {
    /** Longer than T2 of RFC 3261, in which a 2xx or its ACK that was lost comes again. */
    static final long LINGER_NANOS = 5_000_000_000L;

    /** A transaction of the dialog; each side numbers its own. */
    private record Exchange(Side asker, SipMethod method, long cSeq) {}

    /** An offer is open until the exchange that carried it brings the answer, or fails. */
    private record Offer(Media media, Exchange in) {}

    /** What was agreed on before an exchange that is not over, to go back to if it fails. */
    private record Before(Exchange in, Map<Side, Media> agreed, Set<Side> holds) {}

    private final Map<Side, Media> agreed = new EnumMap<>(Side.class);
    private final Map<Side, Offer> open = new EnumMap<>(Side.class);
    private final Set<Side> holds = EnumSet.noneOf(Side.class);
    /** The offer of each side that was answered last: a provisional answer may be repeated, or changed, in the final one. */
    private final Map<Side, Offer> answered = new EnumMap<>(Side.class);

    /** Candidates that a side sent behind its latest description (RFC 8840). */
    private final Map<Side, List<Media.Port>> trickled = new EnumMap<>(Side.class);

    private @Nullable Before before;
    /** Whether what was agreed on before is still listened at: until the exchange has its final response, and a while longer. */
    private boolean lingering;

    private boolean concluded;
    private long closeNanos;
    /** Each side's latest INVITE, while it asks the other side for an offer; else -1. */
    private final BySide<Long> asking = new BySide<>(-1L);

    void offer(Side by, Media media, SipMethod method, long cSeq) {
        open.put(by, new Offer(media, new Exchange(by, method, cSeq)));
        trickled.remove(by);
        if (method == SipMethod.INVITE) {
            asking.set(by, -1L);
        }
    }

    /** Whether a side has said where it listens. */
    boolean isDescribedBy(Side side) {
        return agreed.containsKey(side) || open.containsKey(side);
    }

    /** {@code by} sends an INVITE without an offer: the first description in its responses is one (RFC 3261 section 13.2.1). */
    void ask(Side by, long inviteCSeq) {
        asking.set(by, inviteCSeq);
    }

    /** {@code by} describes itself in a response to a request of the other side. */
    void respond(Side by, Media media, SipMethod method, long cSeq) {
        Side asker = by.other();
        Exchange exchange = new Exchange(asker, method, cSeq);
        Offer offer = in(exchange, open.get(asker));
        if (offer == null) {
            offer = in(exchange, answered.get(asker));
        }
        if (offer != null) {
            agree(by, media, offer);
        } else if (method == SipMethod.INVITE && asking.of(asker) == cSeq) {
            open.put(by, new Offer(media, exchange));
        }
    }

    /** A request of {@code asker}'s was answered with 2xx: what was agreed on in that exchange stays. */
    void conclude(Side asker, SipMethod method, long cSeq, long nowNanos) {
        if (before != null && !concluded && before.in.equals(new Exchange(asker, method, cSeq))) {
            concluded = true;
            closeNanos = nowNanos + LINGER_NANOS;
        }
    }

    /** Lets time pass; whether some ports are listened at no more. */
    boolean tick(long nowNanos) {
        boolean over = lingering && concluded && nowNanos - closeNanos >= 0;
        lingering &= !over;
        return over;
    }

    /** {@code by} answers what the other side offered in its response to INVITE number {@code cSeq}; false if nothing. */
    boolean acknowledge(Side by, Media media, long cSeq) {
        Offer offer = in(new Exchange(by, SipMethod.INVITE, cSeq), open.get(by.other()));
        if (offer != null) {
            agree(by, media, offer);
            asking.set(by, -1L);
        }
        return offer != null;
    }

    /** The same in a PRACK, whatever its number: there is one INVITE of a side at a time whose responses it acknowledges. */
    boolean acknowledge(Side by, Media media) {
        Offer offer = open.get(by.other());
        return offer != null && acknowledge(by, media, offer.in.cSeq);
    }

    /**
     * The request that carried an offer of {@code by} failed: what was agreed before stays, even if a provisional response had
     * an answer (RFC 3261 section 14.1).
     */
    void revoke(Side by, SipMethod method, long cSeq) {
        Exchange failed = new Exchange(by, method, cSeq);
        if (in(failed, open.get(by)) != null) {
            open.remove(by);
        }
        Before restored = before;
        if (restored != null && restored.in.equals(failed)) {
            agreed.clear();
            agreed.putAll(restored.agreed);
            holds.clear();
            holds.addAll(restored.holds);
            before = null;
            lingering = false;
        }
    }

    private static @Nullable Offer in(Exchange exchange, @Nullable Offer offer) {
        return offer != null && offer.in.equals(exchange) ? offer : null;
    }

    private void agree(Side answerer, Media answer, Offer offer) {
        Side offerer = answerer.other();
        if (before == null || !before.in.equals(offer.in)) {
            before = new Before(offer.in, new EnumMap<>(agreed), EnumSet.copyOf(holds));
            lingering = !agreed.isEmpty();
            trickled.remove(answerer);
            concluded = false;
        }
        agreed.put(answerer, answer);
        agreed.put(offerer, offer.media);
        open.remove(offerer, offer);
        answered.put(offerer, offer);
        answered.remove(answerer);
        hold(offerer, offer.media.deaf());
        if (offer.media.sends()) {
            hold(answerer, answer.deaf());
        }
    }

    private void hold(Side side, boolean deaf) {
        if (deaf) {
            holds.add(side);
        } else {
            holds.remove(side);
        }
    }

    /** Whether {@code side} keeps the other on hold. */
    boolean holds(Side side) {
        return holds.contains(side);
    }

    /**
     * {@code by} listens at these ports as well; an offer says them all again (RFC 8838 section 15).
     *
     * @param most how many of one side are kept
     */
    void trickle(Side by, List<Media.Port> ports, int most) {
        List<Media.Port> all = new ArrayList<>(trickled.getOrDefault(by, List.of()));
        ports.stream().filter(port -> all.size() < most && !all.contains(port)).forEach(all::add);
        trickled.put(by, all);
    }

    /** Names every port at which a side listens; the same one perhaps more than once. */
    void listening(BiConsumer<Side, Media.Port> ports) {
        for (Side side : Side.values()) {
            Media own = agreed.get(side);
            if (own != null) {
                accepted(own, agreed.get(side.other()), side, ports);
            }
            Offer offer = open.get(side);
            if (offer != null) {
                accepted(offer.media, null, side, ports);
            }
        }
        trickled.forEach((side, more) -> more.forEach(port -> ports.accept(side, port)));
    }

    /** Names every port at which a side goes on listening for a while, though another was agreed on in its place. */
    void lingering(BiConsumer<Side, Media.Port> ports) {
        Before old = before;
        if (lingering && old != null) {
            old.agreed.forEach((side, own) -> accepted(own, old.agreed.get(side.other()), side, ports));
        }
    }

    private static void accepted(Media own, @Nullable Media others, Side side, BiConsumer<Side, Media.Port> ports) {
        own.listening(others, port -> ports.accept(side, port));
    }
}
