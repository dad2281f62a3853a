package io.voider.cli.exchange;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.call.CallTracker;

/** Whether what a message begins can begin now. */
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
}
