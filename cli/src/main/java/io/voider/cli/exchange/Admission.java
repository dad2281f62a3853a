package io.voider.cli.exchange;

import io.voider.cli.state.PhoneLine;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.call.CallTracker;
import io.voider.sip.fork.ResponseContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether what a message begins can begin now, and with whom. */
final class Admission {
    private final Availability availability;
    private final CallTracker tracker;

    Admission(Availability availability, CallTracker tracker) {
        this.availability = availability;
        this.tracker = tracker;
    }

    /**
     * Why what a message begins cannot begin now; empty if it can. What belongs to a dialog, or to an INVITE that went on before, goes
     * on whatever the line is like: a path that broke may be back before it is repeated (RFC 3261 sections 9.1, 17.1.1.2).
     */
    String whyNot(Arrival arrival, Parties parties, SipMessage message) {
        SipMethod method = message.method();
        boolean begins =
                message.isRequest() && method != SipMethod.CANCEL && method != SipMethod.ACK && !Edge.hasToTag(message);
        Side from = parties.sideOf(arrival.flow().address());
        boolean rings = begins && method == SipMethod.INVITE;
        if (!begins || (rings && !tracker.isBegunBy(parties, from, message))) {
            return "";
        }
        LineId line = LineId.ofNumber(parties.line());
        String unavailable = availability.whyUnavailable(line);
        if (unavailable.isEmpty() && Network.of(parties, from.other()).isPhones()) {
            unavailable = availability.whyNoPhone();
            if (unavailable.isEmpty() && arrival.isGuarded() && rings) {
                unavailable = availability.whyQuiet(line);
            }
        }
        return unavailable;
    }

    /** Whether a phone of this home is known not to be there. */
    boolean isAbsent(PhoneLine phone) {
        return availability.isAbsent(phone.address().value());
    }

    /**
     * The call without the phones that are not there. In the place of each ring at once those that would if it were not answered. If
     * nobody remains, all ring: what is known may be old.
     */
    Called present(Called called, DialPlan plan, Arrival arrival) {
        List<PhoneLine> there = called.phones().stream()
                .flatMap(phone -> isAbsent(phone) ? instead(phone, plan, arrival) : Stream.of(phone))
                .distinct()
                .limit(ResponseContext.MOST_BRANCHES)
                .toList();
        return there.isEmpty() ? called : called.ringing(there);
    }

    private Stream<PhoneLine> instead(PhoneLine phone, DialPlan plan, Arrival arrival) {
        return plan.diversion(phone.number(), arrival.network(), arrival.flow().address()).ifUnanswered().stream()
                .map(plan::phone)
                .flatMap(Optional::stream)
                .filter(other -> !isAbsent(other));
    }
}
