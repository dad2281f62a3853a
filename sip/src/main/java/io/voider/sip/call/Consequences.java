package io.voider.sip.call;

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
        if (!call.pinholes.become(call.state() == CallState.ENDED ? List.of() : wanted(dialogs, offers), listener)) {
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
            offer.streams().forEach(stream -> stream.ports().forEach(port -> want(wanted, call.caller(), port)));
        }
        for (Dialog dialog : dialogs) {
            if (dialog.live()) {
                dialog.negotiation().listening((side, port) -> want(wanted, side, port));
                dialog.listeningEarly((side, port) -> want(wanted, side, port));
            }
        }
        for (Dialog dialog : dialogs) {
            if (dialog.live()) {
                dialog.negotiation().lingering((side, port) -> wantStill(wanted, side, port));
            }
        }
        return wanted;
    }

    private void want(List<Pinhole> wanted, Side listener, Media.Port port) {
        wanted.add(pinhole(listener, port));
    }

    /** As far as there is room, and nothing else is said of that port. */
    private void wantStill(List<Pinhole> wanted, Side listener, Media.Port port) {
        Pinhole old = pinhole(listener, port);
        if (wanted.size() < bound && wanted.stream().noneMatch(old::coincides)) {
            wanted.add(old);
        }
    }

    private Pinhole pinhole(Side listener, Media.Port port) {
        int address = call.parties().seen(listener);
        return new Pinhole(listener.other(), address, port.number(), port.purpose(), port.medium(), port.rtpMaps());
    }
}
