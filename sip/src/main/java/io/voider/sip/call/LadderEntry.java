package io.voider.sip.call;

import io.voider.sip.Side;

/**
 * One arrow of a call's ladder diagram.
 *
 * @param nanos when, on the clock of the tracker's caller
 * @param from the side that sent it
 * @param label the method, or status code and what RFC 3261 calls it; never the sender's own words
 * @param described whether it carried a session description
 * @param times how often it was sent: once, and each retransmission
 * @param text the message as its sender wrote it, without secrets; empty where the ladder has no room for it
 */
public record LadderEntry(long nanos, Side from, String label, boolean described, int times, String text) {
    boolean is(Side side, String text) {
        return from == side && label.equals(text);
    }

    LadderEntry again() {
        return new LadderEntry(nanos, from, label, described, times + 1, text);
    }

    LadderEntry withoutText() {
        return new LadderEntry(nanos, from, label, described, times, "");
    }
}
