package io.voider.cli.phone.dhcp;

import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import org.jspecify.annotations.Nullable;

/** One phone's number and address, and who has it. Times are nanoseconds of one monotonic clock. */
final class PhonePlace {
    final PhoneLine phone;
    private @Nullable PhoneLease lease;
    private long leasedAtNanos;
    /** Since when the same station has it; a renewal does not move it. */
    private long takenAtNanos;
    /** Whether the lease is of before this start. */
    private boolean old;

    private @Nullable MacAddress offeredTo;
    private long offeredAtNanos;
    private boolean declined;
    private long declinedAtNanos;

    /** @param lease of before this start, whose time is taken to run from {@code nowNanos} on */
    PhonePlace(PhoneLine phone, @Nullable PhoneLease lease, long nowNanos) {
        this.phone = phone;
        this.lease = lease;
        leasedAtNanos = nowNanos;
        takenAtNanos = nowNanos;
        old = lease != null;
    }

    @Nullable
    PhoneLease lease() {
        return lease;
    }

    int address() {
        return phone.address().value();
    }

    boolean isHeldBy(MacAddress station) {
        return lease != null && lease.station().equals(station);
    }

    /** Whether somebody has it who did not give it back. */
    boolean isHeld() {
        return lease != null && !lease.released();
    }

    boolean isOfferedTo(MacAddress station, long nowNanos) {
        return station.equals(offeredTo) && isOffered(nowNanos);
    }

    boolean isOffered(long nowNanos) {
        return offeredTo != null && nowNanos - offeredAtNanos < LeaseTable.OFFER_NANOS;
    }

    /** Whether a phone found another device at this address a short while ago. */
    boolean isDeclined(long nowNanos) {
        declined &= nowNanos - declinedAtNanos < LeaseTable.DECLINED_NANOS;
        return declined;
    }

    long remainingNanos(long nowNanos) {
        return isHeld() ? Math.max(0, leasedAtNanos + LeaseTable.LEASE_NANOS - nowNanos) : 0;
    }

    long leasedAtNanos() {
        return leasedAtNanos;
    }

    long takenAtNanos() {
        return takenAtNanos;
    }

    boolean isOld() {
        return old;
    }

    void offer(MacAddress station, long nowNanos) {
        offeredTo = station;
        offeredAtNanos = nowNanos;
    }

    /** Answers whether that is more than another term of the same lease. */
    boolean lease(PhoneLease next, long nowNanos) {
        boolean changed = !next.equals(lease);
        if (!isHeldBy(next.station())) {
            takenAtNanos = nowNanos;
            old = false;
        }
        lease = next;
        leasedAtNanos = nowNanos;
        offeredTo = null;
        return changed;
    }

    void release() {
        lease = lease == null ? null : lease.release();
    }

    void decline(long nowNanos) {
        release();
        offeredTo = null;
        declined = true;
        declinedAtNanos = nowNanos;
    }

    /** Nobody has it any more; what was offered stays offered. */
    void end() {
        lease = null;
    }

    void forget() {
        end();
        offeredTo = null;
        declined = false;
    }
}
