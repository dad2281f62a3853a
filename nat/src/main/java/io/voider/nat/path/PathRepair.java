package io.voider.nat.path;

import io.netty.buffer.ByteBuf;
import io.voider.nat.repair.ArrivalCount;
import io.voider.nat.repair.LateCopies;
import io.voider.nat.repair.RepairStatus;
import io.voider.nat.repair.Repetition;
import io.voider.nat.wan.WanSide;
import io.voider.transport.count.Counters;
import io.voider.transport.shuttle.Datagrams;
import io.voider.transport.time.Alarm;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Has tunnel datagrams sent a second time, a little later, where that is worth while. Lives on the line's event loop. */
final class PathRepair {
    private static final int WORTH_TELLING_PERCENT = 5;

    private final WanSide wan;
    private final Counters<PathCounter> counters;
    private final Predicate<ByteBuf> sender;
    private final Consumer<RepairStatus> listener;
    private final Repetition repetition;
    private final LateCopies late = new LateCopies();
    private final Alarm due;
    private boolean inCall;
    private RepairStatus told = RepairStatus.NONE;

    /**
     * @param sender takes a copy and sends it, if there is any path; what it refuses stays here
     * @param listener hears of each change that one would speak of
     */
    PathRepair(
            WanSide wan, Counters<PathCounter> counters, Predicate<ByteBuf> sender, Consumer<RepairStatus> listener) {
        this.wan = wan;
        this.counters = counters;
        this.sender = sender;
        this.listener = listener;
        this.repetition = new Repetition(wan.now());
        this.due = wan.alarm(this::sendDue);
    }

    boolean isInCall() {
        return inCall;
    }

    void inCall(boolean value) {
        inCall = value;
        repetition.inCall(value, wan.now());
        tell();
    }

    /** The other side says what it counted. */
    void heard(ArrivalCount count) {
        repetition.heard(count, wan.now());
        tell();
    }

    /** A datagram is being sent; it stays the caller's. */
    void sent(ByteBuf datagram) {
        long now = wan.now();
        boolean numbered = Datagrams.dataNumber(datagram) != Datagrams.NO_NUMBER;
        int copies = repetition.copies(datagram.readableBytes(), numbered, now);
        if (copies == 0) {
            return;
        }
        ByteBuf copy = datagram.copy();
        if (!late.offer(copy, copies, now)) {
            copy.release();
            counters.increment(PathCounter.DROPPED_REPEAT);
        }
        due.set(late.nextDueNanos());
    }

    private void sendDue() {
        ByteBuf copy;
        while ((copy = late.poll(wan.now())) != null) {
            if (sender.test(copy)) {
                counters.increment(PathCounter.REPEATS_SENT);
            } else {
                counters.increment(PathCounter.DROPPED_NO_PATH);
                copy.release();
            }
        }
        due.set(late.nextDueNanos());
    }

    /** The share that is lost wanders: only a change that one would speak of is told. */
    private void tell() {
        RepairStatus now = repetition.status();
        boolean sameWork = now.work() == told.work();
        if (!sameWork || Math.abs(now.lostPercent() - told.lostPercent()) >= WORTH_TELLING_PERCENT) {
            told = now;
            listener.accept(now);
        }
    }

    void close() {
        due.cancel();
        late.close();
    }
}
