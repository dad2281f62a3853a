package io.voider.cli.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the phone book.
 *
 * @param dial what to dial for its first phone, {@code 10.i.s.1}
 * @param shortNumber what to dial for short, or null if the line has none
 * @param name the friend or the exchange
 * @param role {@code friend} if I invited, {@code exchange} if I joined
 * @param state one of no-peer, finding, connecting, up, failing, out-of-order, cut-off; or not-running, without a node
 * @param since since when it is in that state; without a node, since when there is the line
 * @param why why it is in that state, a sentence
 * @param path what kind of path carries it: {@code direct} or {@code relayed}; null without one
 * @param rttMillis the path's last measured round-trip time, or null
 * @param whyNotDirect one sentence when a path is relayed or there is none, else null
 * @param calls how many calls run over the line
 */
public record LineReport(
        String dial,
        @Nullable Integer shortNumber,
        String name,
        String role,
        String state,
        Instant since,
        String why,
        @Nullable String path,
        @Nullable Double rttMillis,
        @Nullable String whyNotDirect,
        int calls) {
    /** A line of a node that does not run. */
    static LineReport notRunning(String dial, @Nullable Integer shortNumber, String name, String role, Instant since) {
        return new LineReport(
                dial, shortNumber, name, role, "not-running", since, "the node is not running", null, null, null, 0);
    }
}
