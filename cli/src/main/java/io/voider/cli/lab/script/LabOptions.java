package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.world.NatKind;
import io.voider.transport.link.LinkProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What kind of world the lab is to raise, and what is to happen in it.
 *
 * @param homes how many homes, 2…20; every one joins every other's exchange
 * @param calls how many calls at once, 1 or more
 * @param nats the homes' NATs, in turn
 * @param cable how packets fare between two homes
 * @param phones the homes' telephones, in turn
 * @param srtp whether the phones insist on SRTP
 * @param tcp whether the phones speak SIP over TCP
 * @param ipv6 whether the homes reach each other by IPv6 only
 * @param thorough whether more is tried than what takes a moment
 * @param signUp whether those at home get their accounts by signing up, as strangers
 * @param bcoin where npm has installed bcoin, a Bitcoin node, so that they can pay for that; null if they cannot
 * @param keep whether all of it stays up until it is interrupted
 */
public record LabOptions(
        int homes,
        int calls,
        List<NatKind> nats,
        Cable cable,
        List<PhoneKind> phones,
        boolean srtp,
        boolean tcp,
        boolean ipv6,
        boolean thorough,
        boolean signUp,
        @Nullable Path bcoin,
        boolean keep) {
    /**
     * How packets fare from home to home.
     *
     * @param delayMillis one way
     * @param jitterMillis by how much a packet's delay differs from that at the most
     * @param loss the share of packets lost, 0…1
     * @param duplicate the share of packets that each home's cable doubles, 0…1
     * @param reorder the share of packets that overtake others on each home's cable, 0…1
     * @param kilobitsPerSecond how much each home's cable carries each way; 0 for no limit
     * @param mtu the longest packet that each home's cable carries, 576…1500 bytes; longer ones vanish
     */
    public record Cable(
            int delayMillis,
            int jitterMillis,
            double loss,
            double duplicate,
            double reorder,
            int kilobitsPerSecond,
            int mtu) {
        /** Up to this many bytes wait for a cable that is full: as much as home routers keep at some Mbit/s. */
        private static final int QUEUE_BYTES = 64 << 10;

        private static final int ETHERNET_HEADER_BYTES = 14;

        /** What any host must be able to take (RFC 791), and what Ethernet carries. */
        private static final int LEAST_MTU = 576;

        private static final int MOST_MTU = 1500;

        private static final double AUDIBLE = 0.99;

        /** Below this a node may take a path for clean. */
        private static final double SENT_TWICE_FROM = 0.03;

        /** The correlation falls by about as much as is missed, in ten seconds by up to three times that. */
        private static final int COST_OF_LOSS = 3;

        /** @throws IllegalArgumentException if something is out of range */
        public Cable {
            if (delayMillis < 0 || jitterMillis < 0 || jitterMillis > delayMillis || kilobitsPerSecond < 0) {
                throw new IllegalArgumentException("delay and rate are 0 or more, and jitter is at most the delay");
            }
            if (mtu < LEAST_MTU || mtu > MOST_MTU) {
                throw new IllegalArgumentException("an MTU is " + LEAST_MTU + " to " + MOST_MTU + " bytes, not " + mtu);
            }
            for (double share : new double[] {loss, duplicate, reorder}) {
                if (!(share >= 0 && share <= 1)) {
                    throw new IllegalArgumentException("loss, duplicates and reordering are shares, 0…1");
                }
            }
        }

        /**
         * How much of the voice is not heard, 0…1: what both cables lose, and where a node sends twice, what they lose twice.
         */
        private double missed() {
            double lost = 1 - Math.pow(1 - loss / 2, 2);
            return lost < SENT_TWICE_FROM ? lost : lost * lost;
        }

        /** The least that what was heard must be like what was said, −1…1: so much less as such loss costs, and no more. */
        double leastCorrelation() {
            return AUDIBLE - COST_OF_LOSS * missed();
        }

        /** One of the two cables between two homes: half of the way. */
        LinkProfile half() {
            LinkProfile half = LinkProfile.PERFECT
                    .withDelay(delayMillis * 500_000L, jitterMillis * 500_000L)
                    .withLoss(loss / 2, 1)
                    .withDuplicate(duplicate)
                    .withReorder(reorder)
                    .withMostBytes(ETHERNET_HEADER_BYTES + mtu);
            return kilobitsPerSecond == 0 ? half : half.withRate(kilobitsPerSecond * 1_000L, QUEUE_BYTES);
        }
    }

    /** As many homes as a lab can have. */
    static final int MOST_HOMES = 20;

    /** @throws IllegalArgumentException if something is out of range */
    public LabOptions {
        nats = List.copyOf(nats);
        phones = List.copyOf(phones);
        if (homes < 2 || homes > MOST_HOMES || calls < 1 || nats.isEmpty() || phones.isEmpty()) {
            throw new IllegalArgumentException(
                    "a lab has 2 to " + MOST_HOMES + " homes, a call, a NAT and a kind of phone at the least");
        }
        if (phones.stream().noneMatch(PhoneKind::dials)) {
            throw new IllegalArgumentException(
                    "somebody must be able to dial, and sipp only answers: --phones baresip,sipp");
        }
        if (bcoin != null && !signUp) {
            throw new IllegalArgumentException("--bcoin is for --sign-up: it pays for accounts");
        }
        if (bcoin != null && !Files.isDirectory(PaymentChain.modules(bcoin).resolve("bcoin"))) {
            throw new IllegalArgumentException(
                    "there is no bcoin in " + bcoin + ": it is had by  npm install --ignore-scripts bcoin  in there");
        }
        if (srtp && phones.contains(PhoneKind.SIPP)) {
            throw new IllegalArgumentException("sipp speaks no SRTP");
        }
    }

    /** The kinds of telephone that are needed: a thorough lab has sipp place a call. */
    public Set<PhoneKind> phoneKinds() {
        Set<PhoneKind> kinds = EnumSet.noneOf(PhoneKind.class);
        IntStream.range(0, homes).mapToObj(this::phone).forEach(kinds::add);
        if (thorough) {
            kinds.add(PhoneKind.SIPP);
        }
        return kinds;
    }

    /** Programs that are needed besides the phones, each with the package that it is in. */
    public Map<String, String> otherPrograms() {
        Map<String, String> programs = new HashMap<>(signUp ? NewSubscribers.PROGRAMS : Map.of());
        programs.putAll(bcoin == null ? Map.of() : PaymentChain.PROGRAMS);
        return programs;
    }

    PhoneKind phone(int home) {
        return phones.get(home % phones.size());
    }

    NatKind nat(int home) {
        return nats.get(home % nats.size());
    }
}
