package io.voider.sip.fork;

import java.util.List;

/**
 * Where a call goes that a phone does not take.
 *
 * @param ifBusy the phones that ring when it is busy
 * @param ifUnanswered the phones that ring in its place when it has rung for too long
 * @param afterNanos how long that is
 */
public record Diversion(List<Integer> ifBusy, List<Integer> ifUnanswered, long afterNanos) {
    /** Nowhere. */
    public static final Diversion NONE = new Diversion(List.of(), List.of(), 0);

    public Diversion {
        ifBusy = List.copyOf(ifBusy);
        ifUnanswered = List.copyOf(ifUnanswered);
    }
}
