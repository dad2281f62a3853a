package io.voider.sip.call;

import io.voider.sip.Parties;
import io.voider.sip.Side;
import java.util.ArrayList;
import java.util.List;

/** What follows from the state of a call's dialogs: which pinholes are open, who holds, and what its watchers are told. */
final class Consequences {
    private final Call call;
    private final int bound;
    private boolean crowded;

    /** @param bound the most pinholes of the call */
    Consequences(Call call, int bound) {
        this.call = call;
        this.bound = bound;
    }

    /**
     * Makes it so.
     *
     * @param offers the initial INVITE's, while no dialog has to have them
     * @param before the call's state when this was last done
     */
    void follow(List<Dialog> dialogs, List<Media> offers, CallState before, CallListener listener) {
        List<Pinhole> wanted = call.state() == CallState.ENDED ? List.of() : wanted(dialogs, offers);
        if (!call.pinholes.become(wanted, listener)) {
            if (!crowded) {
                listener.accept(new CallAction.MediaIgnored(
                        call, call.caller(), CallAction.Cause.TOO_MANY, "", MediaReader.TOO_MANY));
            }
            crowded = true;
        }
        if (call.state() != before) {
            tell(listener);
        }
        for (Side side : Side.values()) {
            boolean holds = dialogs.stream()
                    .anyMatch(dialog ->
                            dialog.state().answered() && dialog.negotiation().holds(side));
            if (call.hold(side, holds) && call.state() != CallState.ENDED) {
                listener.accept(holds ? new CallAction.Held(call, side) : new CallAction.Resumed(call, side));
            }
        }
    }

    private void tell(CallListener listener) {
        switch (call.state()) {
            case RINGING -> listener.accept(new CallAction.Rang(call));
            case ANSWERED -> listener.accept(new CallAction.Answered(call));
            case ENDED -> listener.accept(new CallAction.Ended(call));
            case TRYING, CANCELLING, CHALLENGED -> {
                // Only those who look at the ladder care.
            }
        }
    }

    private List<Pinhole> wanted(List<Dialog> dialogs, List<Media> offers) {
        List<Pinhole> wanted = new ArrayList<>();
        for (Media offer : offers) {
            Parties parties = call.parties();
            offer.streams()
                    .forEach(stream ->
                            stream.ports().forEach(port -> wanted.add(pinhole(parties, call.caller(), port))));
        }
        for (Dialog dialog : dialogs) {
            if (dialog.live()) {
                Parties parties = dialog.parties();
                dialog.negotiation().listening((side, port) -> wanted.add(pinhole(parties, side, port)));
                dialog.listeningEarly((side, port) -> wanted.add(pinhole(parties, side, port)));
            }
        }
        for (Dialog dialog : dialogs) {
            if (dialog.live()) {
                dialog.negotiation()
                        .lingering((side, port) -> wantStill(wanted, pinhole(dialog.parties(), side, port)));
            }
        }
        return wanted;
    }

    /** As far as there is room, and nothing else is said of that port. */
    private void wantStill(List<Pinhole> wanted, Pinhole old) {
        if (wanted.size() < bound && wanted.stream().noneMatch(old::coincides)) {
            wanted.add(old);
        }
    }

    private static Pinhole pinhole(Parties parties, Side listener, Media.Port port) {
        return new Pinhole(parties, listener.other(), port.number(), port.purpose(), port.medium(), port.rtpMaps());
    }
}
