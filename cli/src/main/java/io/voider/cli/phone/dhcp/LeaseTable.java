package io.voider.cli.phone.dhcp;

import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import io.voider.transport.packet.HeardNeighbour;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which station is which phone. A station that was a phone stays that phone. A new one gets, of the numbers that there are: the one
 * from whose address it is heard already; else the lowest that nobody has; else one whose station was silent for long enough. That is
 * {@value #LEASE_SECONDS} s, a lease's time, where there is one phone only, or where that station gave it back, for who said so may have
 * been another, or was never heard from the address at all, as one with many made-up names is not; and {@value #SILENCE_DAYS} days
 * otherwise. Nobody gets what another was offered a short while ago, or an address that another station uses without asking, as a phone
 * does that was set by hand.
 *
 * <p>Bounded by the number of phones. Times are nanoseconds of one monotonic clock.
 */
final class LeaseTable {
    /** A phone asks for more time after half of it. Short, for a phone that was replaced is missed for as long. */
    static final int LEASE_SECONDS = 300;

    static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(LEASE_SECONDS);

    /** A phone may be unplugged for as long as its people are away, and find its number again. */
    static final int SILENCE_DAYS = 28;

    private static final long SILENCE_NANOS = TimeUnit.DAYS.toNanos(SILENCE_DAYS);

    /** Clients answer an offer within seconds. */
    static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** Long enough that a client does not try it in a circle, which RFC 2131 wants to take 10 s at the least. */
    static final long DECLINED_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final IntFunction<@Nullable HeardNeighbour> heard;
    private List<PhonePlace> places = List.of();
    private long version;

    /** @param heard which station was last heard from a phone's address, and when; null if none was */
    LeaseTable(IntFunction<@Nullable HeardNeighbour> heard) {
        this.heard = heard;
    }

    /** These are the phones from now on. Whoever is one of them stays it. */
    void phones(List<PhoneLine> phones, List<PhoneLease> known, long nowNanos) {
        List<PhonePlace> next = new ArrayList<>();
        for (PhoneLine phone : phones) {
            PhonePlace before = only(place -> place.phone.equals(phone));
            next.add(before == null ? new PhonePlace(phone, leaseOf(phone, known), nowNanos) : before);
        }
        places = List.copyOf(next);
        version++;
    }

    private static @Nullable PhoneLease leaseOf(PhoneLine phone, List<PhoneLease> known) {
        return known.stream()
                .filter(lease -> lease.phone() == phone.number())
                .findFirst()
                .orElse(null);
    }

    /** Grows whenever {@link #leases} change. */
    long version() {
        return version;
    }

    List<PhoneLease> leases() {
        return places.stream().map(PhonePlace::lease).filter(Objects::nonNull).toList();
    }

    List<LeaseReport> reports(long nowNanos) {
        List<LeaseReport> reports = new ArrayList<>();
        for (PhonePlace place : places) {
            PhoneLease lease = place.lease();
            if (lease != null) {
                reports.add(new LeaseReport(lease, place.remainingNanos(nowNanos)));
            }
        }
        return reports;
    }

    List<PhoneHolding> holdings() {
        List<PhoneHolding> holdings = new ArrayList<>();
        for (PhonePlace place : places) {
            PhoneLease lease = place.lease();
            if (lease != null) {
                long since = place.leasedAtNanos();
                holdings.add(new PhoneHolding(place.address(), lease.station(), since, since + LEASE_NANOS));
            }
        }
        return holdings;
    }

    /** The place of that address, whoever has it. */
    Optional<PhonePlace> at(int address) {
        return Optional.ofNullable(only(place -> place.address() == address));
    }

    /** The gateway of the first phone. */
    int anyGateway() {
        return places.get(0).phone.address().gateway();
    }

    /** Whether the station has a place, or gave it back. */
    boolean isKnown(MacAddress station) {
        return places.stream().anyMatch(place -> place.isHeldBy(station));
    }

    /** What the station has, unless another was offered it a short while ago; or what it was offered itself. */
    @Nullable
    PhonePlace of(MacAddress station, long nowNanos) {
        PhonePlace held = only(place -> place.isHeldBy(station)
                && !place.isDeclined(nowNanos)
                && (place.isOfferedTo(station, nowNanos) || !place.isOffered(nowNanos)));
        return held != null ? held : only(place -> place.isOfferedTo(station, nowNanos));
    }

    /** What the station may have, and is kept for it for a while; null if there is nothing. */
    @Nullable
    PhonePlace choose(MacAddress station, long nowNanos) {
        PhonePlace known = of(station, nowNanos);
        if (known != null) {
            known.offer(station, nowNanos);
            return known;
        }
        PhonePlace chosen = Stream.<Predicate<PhonePlace>>of(
                        place -> isFree(place, nowNanos) && isHeardFrom(place, station),
                        place -> place.lease() == null,
                        place -> !place.isHeld() && isFree(place, nowNanos),
                        place -> isFree(place, nowNanos))
                .map(wish -> only(place -> wish.test(place) && whyNot(place, station, nowNanos) == null))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (chosen != null) {
            chosen.offer(station, nowNanos);
        }
        return chosen;
    }

    private @Nullable PhonePlace only(Predicate<PhonePlace> wish) {
        return places.stream().filter(wish).findFirst().orElse(null);
    }

    private boolean isHeardFrom(PhonePlace place, MacAddress station) {
        HeardNeighbour neighbour = heard.apply(place.address());
        return neighbour != null && neighbour.station().equals(station);
    }

    /** What keeps a place from being offered to a station, other than that somebody has it; null for nothing. */
    private @Nullable String whyNot(PhonePlace place, MacAddress station, long nowNanos) {
        if (place.isDeclined(nowNanos)) {
            return "the address of phone " + place.phone.number() + ", " + place.phone.address()
                    + ", is used by another device, as the phone found out: unplug that one";
        }
        if (place.isOffered(nowNanos) && !place.isOfferedTo(station, nowNanos)) {
            return "phone " + place.phone.number() + " was offered to another device a moment ago";
        }
        HeardNeighbour user = heard.apply(place.address());
        boolean usedByHand = user != null
                && !user.station().equals(station)
                && !place.isHeldBy(user.station())
                && (places.size() > 1 || nowNanos - user.nanos() < LEASE_NANOS);
        return usedByHand
                ? "the address of phone " + place.phone.number() + ", " + place.phone.address() + ", is used by "
                        + user.station() + ", which did not ask for it"
                : null;
    }

    /** Whether a new station may have it, as far as the one is concerned that had it. */
    private boolean isFree(PhonePlace place, long nowNanos) {
        return place.lease() == null || silenceNanos(place, nowNanos) >= neededNanos(place);
    }

    /** How long the station that has it must be silent until another may. */
    private long neededNanos(PhonePlace place) {
        boolean ofLittleWeight = places.size() == 1 || !place.isHeld() || !(place.isOld() || isHolderHeard(place));
        return ofLittleWeight ? LEASE_NANOS : SILENCE_NANOS;
    }

    /** Whether the station that has it was heard from the address since it has it. */
    private boolean isHolderHeard(PhonePlace place) {
        HeardNeighbour neighbour = heard.apply(place.address());
        return neighbour != null && place.isHeldBy(neighbour.station()) && neighbour.nanos() - place.takenAtNanos() > 0;
    }

    /** Whether a phone uses the address that another device is said to be at: then that one is of no account. */
    boolean isInUse(PhonePlace place, long nowNanos) {
        return isHolderHeard(place) && silenceNanos(place, nowNanos) < LEASE_NANOS;
    }

    /** How long its holder has neither asked nor sent anything. */
    private long silenceNanos(PhonePlace place, long nowNanos) {
        PhoneLease lease = place.lease();
        HeardNeighbour neighbour = heard.apply(place.address());
        long asked = nowNanos - place.leasedAtNanos();
        boolean sent = lease != null && neighbour != null && neighbour.station().equals(lease.station());
        return sent ? Math.min(asked, nowNanos - neighbour.nanos()) : asked;
    }

    /** Why {@link #choose} chooses nothing: a clause, and what to do. */
    String whyNone(MacAddress station, long nowNanos) {
        for (PhonePlace place : places) {
            String why = place.isHeld() ? null : whyNot(place, station, nowNanos);
            if (why != null) {
                return why;
            }
        }
        PhonePlace first = places.stream()
                .filter(place -> neededNanos(place) == LEASE_NANOS)
                .findFirst()
                .orElse(places.get(0));
        PhoneLease lease = first.lease();
        if (neededNanos(first) > LEASE_NANOS || lease == null) {
            return "all " + places.size() + " phones have their devices: voider phones --add makes room for one more,"
                    + " and voider phone forget NUMBER for one that takes another's place";
        }
        String inTheWay = whyNot(first, station, nowNanos);
        long left = Math.max(0, LEASE_NANOS - silenceNanos(first, nowNanos));
        return inTheWay != null
                ? inTheWay
                : "phone " + first.phone.number() + " is " + lease.station() + ": when that one has been silent for "
                        + TimeUnit.NANOSECONDS.toSeconds(left)
                        + " s more, this one takes its place; at once with: voider phone forget "
                        + first.phone.number() + "; as one more phone with: voider phones --add";
    }

    /** The station has that place for another term, and no other. Answers whether it is new there. */
    boolean lease(PhonePlace place, PhoneLease lease, long nowNanos) {
        PhoneLease before = place.lease();
        for (PhonePlace other : places) {
            if (other != place && other.isHeldBy(lease.station())) {
                other.end();
                version++;
            }
        }
        if (place.lease(lease, nowNanos)) {
            version++;
        }
        return before == null || before.released() || !before.station().equals(lease.station());
    }

    void release(PhonePlace place) {
        place.release();
        version++;
    }

    void decline(PhonePlace place, long nowNanos) {
        place.decline(nowNanos);
        version++;
    }

    /** Forgets who the phone of that number is, or any if it is 0. */
    void forget(int phone) {
        places.stream()
                .filter(place -> phone == 0 || place.phone.number() == phone)
                .forEach(PhonePlace::forget);
        version++;
    }
}
