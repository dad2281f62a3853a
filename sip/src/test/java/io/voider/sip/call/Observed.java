package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A tracker with its clock, whose every action is checked against what any owner may rely on, and kept as text. */
final class Observed implements CallListener {
    static final Parties PARTIES = new Parties(
            5,
            Sdp.address("172.16.0.1"),
            Sdp.address("172.29.5.1"),
            Sdp.address("10.2.1.1"),
            Sdp.address("172.29.1.1"));

    static final String TO_PHONE = "TUNNEL>172.29.5.1:";
    static final String TO_PEER = "PHONE>10.2.1.1:";

    final CallTracker tracker;
    final List<String> events = new ArrayList<>();
    /** What is open, and for which calls: as whoever lets packets through counts it. */
    final Map<String, Set<Long>> open = new HashMap<>();

    long now;
    /** How many pinholes were opened so far, those that closed again included. */
    int openings;
    /** How often something was opened. */
    int openingMessages;
    /** How many messages came after their call's end. */
    int lateNotes;

    private final CallLimits limits;

    Observed(CallLimits limits) {
        this.limits = limits;
        this.tracker = new CallTracker(limits);
    }

    Observed() {
        this(CallLimits.DEFAULT);
    }

    Standing take(Letter letter) {
        return take(PARTIES, letter);
    }

    Standing take(Parties parties, Letter letter) {
        return take(parties, letter.from(), letter.message());
    }

    Standing take(Parties parties, Side from, SipMessage message) {
        Standing standing = tracker.onMessage(parties, from, message, now, this);
        check();
        return standing;
    }

    Observed all(Letter... letters) {
        for (Letter letter : letters) {
            assertThat(take(letter)).as(letter.text()).isEqualTo(Standing.TRACKED);
        }
        return this;
    }

    /** A call from the phone that was answered: the phone listens on port 4000, the other party on 6000. */
    Observed answered() {
        Letter invite = Letter.invite(Side.PHONE, 1).sdp(PARTIES, 4000);
        all(
                invite,
                invite.answered(180),
                invite.answered(200).sdp(PARTIES, 6000),
                Letter.request(Side.PHONE, "ACK", 1));
        events.clear();
        return this;
    }

    void pass(long nanos) {
        now += nanos;
        tracker.tick(now, this);
        check();
    }

    void passSeconds(long seconds) {
        pass(seconds * 1_000_000_000L);
    }

    /** Lets the time pass in which ports that were agreed on before stay open. */
    Observed linger() {
        pass(Negotiation.LINGER_NANOS);
        return this;
    }

    /** What is open now, sorted. */
    Set<String> pinholes() {
        return new TreeSet<>(open.keySet());
    }

    Call only() {
        assertThat(tracker.calls()).hasSize(1);
        return tracker.calls().iterator().next();
    }

    /** The events since the last time. */
    List<String> news() {
        List<String> news = List.copyOf(events);
        events.clear();
        return news;
    }

    @Override
    public void accept(CallAction action) {
        if (action instanceof CallAction.Opened opened) {
            openingMessages++;
            openings += opened.pinholes().size();
            opened.pinholes().forEach(pinhole -> hold(opened.call(), pinhole));
        } else if (action instanceof CallAction.Closed closed) {
            closed.pinholes().forEach(pinhole -> release(closed.call(), pinhole));
        } else if (action instanceof CallAction.Redescribed redescribed) {
            redescribed.pinholes().forEach(pinhole -> events.add("Redescribed"));
        } else if (action instanceof CallAction.Noted) {
            lateNotes++;
        } else if (action instanceof CallAction.Held held) {
            events.add("Held by " + held.by());
        } else if (action instanceof CallAction.Resumed resumed) {
            events.add("Resumed by " + resumed.by());
        } else if (action instanceof CallAction.TransferRequested asked) {
            events.add("TransferRequested by " + asked.by() + " to " + asked.target());
        } else if (action instanceof CallAction.MediaIgnored ignored) {
            events.add("MediaIgnored of " + ignored.listener() + " " + ignored.cause());
        } else if (action instanceof CallAction.Ended ended) {
            assertThat(ended.call().pinholes()).isEmpty();
            events.add("Ended " + ended.call().reason());
        } else {
            events.add(action.getClass().getSimpleName());
        }
    }

    private void hold(Call call, Pinhole pinhole) {
        Set<Long> holders = open.computeIfAbsent(key(call, pinhole), key -> new HashSet<>());
        assertThat(holders.add(call.id())).as("opened twice").isTrue();
    }

    private void release(Call call, Pinhole pinhole) {
        Set<Long> holders = open.getOrDefault(key(call, pinhole), new HashSet<>());
        assertThat(holders.remove(call.id())).as("closed, but never opened").isTrue();
        open.values().removeIf(Set::isEmpty);
    }

    private static String key(Call call, Pinhole pinhole) {
        String line = call.parties().line() == PARTIES.line()
                ? ""
                : "line " + call.parties().line() + " ";
        return line + pinhole.sender() + ">" + Sdp.dotted(pinhole.address()) + ":" + pinhole.port();
    }

    /** What holds at all times, whatever came in. */
    private void check() {
        Map<String, Set<Long>> needed = new HashMap<>();
        for (Call call : tracker.calls()) {
            for (Pinhole pinhole : call.pinholes()) {
                needed.computeIfAbsent(key(call, pinhole), key -> new HashSet<>())
                        .add(call.id());
            }
        }
        assertThat(open).as("open, and for whom").isEqualTo(needed);
        assertThat(tracker.calls().size()).isLessThanOrEqualTo(limits.calls());
        for (Call call : tracker.calls()) {
            assertThat(call.pinholes().size()).isLessThanOrEqualTo(limits.pinholesPerCall());
            assertThat(call.ladder().size()).isLessThanOrEqualTo(limits.ladderEntries());
            assertThat((call.reason() != null)).isEqualTo(call.state() == CallState.ENDED);
            if (call.state() == CallState.ENDED) {
                assertThat(call.pinholes()).isEmpty();
            }
            for (Pinhole pinhole : call.pinholes()) {
                assertThat(pinhole.address())
                        .isEqualTo(call.parties().seen(pinhole.sender().other()));
            }
        }
    }
}
