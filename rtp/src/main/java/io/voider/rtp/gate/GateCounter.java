package io.voider.rtp.gate;

import io.voider.transport.count.Counted;

/** Everything that the gate counts. */
public enum GateCounter implements Counted {
    OPENED("gate.opened", "passages opened for the media of a call"),
    CLOSED_CALLS("gate.closed-calls", "calls that had passages and are over"),
    REFUSED_CALL_FULL("gate.refused-call-full", "passages refused because their call had as many as a call may have"),
    REFUSED_GATE_FULL("gate.refused-gate-full", "passages refused because all that the gate has were taken"),
    REFUSED_TAKEN("gate.refused-taken", "passages refused because such packets go to another phone of the home");

    private final String label;
    private final String meaning;

    GateCounter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
