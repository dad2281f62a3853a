package io.voider.cli.report;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call, running or past.
 *
 * @param id its number at this node, counting from 1
 * @param direction {@code out} if a phone of mine began it, else {@code in}
 * @param line what one dials for the other side, {@code 10.i.s.p}
 * @param name who the other side is
 * @param state one of calling, ringing, answered, held, ended
 * @param startedAt when it began
 * @param answeredAt when it was answered, or null
 * @param answeredBy the phone of mine that answered; null if none did, or another's phone was called
 * @param endedAt when it ended, or null
 * @param reason why it ended, or null
 * @param mos how it was heard: of each party's longest source the mean opinion score, 1…4.5, and of these the worse one; null
 *     where nothing could be rated
 * @param media the streams by source, two for a call with voice: what the other side said and what I said
 * @param ladder what was said in SIP, oldest first; empty in lists
 */
public record CallReport(
        long id,
        String direction,
        String line,
        String name,
        String state,
        Instant startedAt,
        @Nullable Instant answeredAt,
        @Nullable Integer answeredBy,
        @Nullable Instant endedAt,
        @Nullable String reason,
        @Nullable Double mos,
        List<StreamReport> media,
        List<LadderStep> ladder) {
    /**
     * One message of a call.
     *
     * @param millis when, since the call began
     * @param outwards whether it went from the phone to the line
     * @param what its method or its status
     * @param message what it said, without passwords and keys; null in lists, in what is on the disk, and where there was no room
     */
    public record LadderStep(
            long millis,
            boolean outwards,
            String what,
            @Nullable String message) {
        /** One whose text is not kept, or that is a note between messages. */
        public static LadderStep of(long millis, boolean outwards, String what) {
            return new LadderStep(millis, outwards, what, null);
        }
    }

    /** Refuses what no call has, so that a file that was tampered with is found out when it is read. */
    public CallReport {
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(line, "line");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        media = List.copyOf(media);
        ladder = List.copyOf(ladder);
    }

    /** The same call with what was heard of it. */
    public CallReport heard(@Nullable Double newMos, List<StreamReport> newMedia) {
        return new CallReport(
                id,
                direction,
                line,
                name,
                state,
                startedAt,
                answeredAt,
                answeredBy,
                endedAt,
                reason,
                newMos,
                newMedia,
                ladder);
    }

    /** The same call without its ladder and its streams' courses, for lists. */
    public CallReport brief() {
        return withLadder(List.of())
                .heard(mos, media.stream().map(StreamReport::brief).toList());
    }

    /** The same call without what its messages said. */
    public CallReport withoutMessages() {
        return withLadder(ladder.stream()
                .map(step -> LadderStep.of(step.millis, step.outwards, step.what))
                .toList());
    }

    /** The same call with another ladder. */
    public CallReport withLadder(List<LadderStep> other) {
        return new CallReport(
                id,
                direction,
                line,
                name,
                state,
                startedAt,
                answeredAt,
                answeredBy,
                endedAt,
                reason,
                mos,
                media,
                other);
    }
}
