package io.voider.cli.phone.dhcp;

import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.cli.phone.PhoneVendor;
import io.voider.cli.state.PhoneLine;
import io.voider.nat.limit.Rate;
import io.voider.nat.limit.SourceRates;
import io.voider.nat.limit.TokenBucket;
import io.voider.ns.MacAddress;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.HeardNeighbour;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The phones' DHCP server (RFC 2131). What it is asked, and by whom, and when, comes in; what is to be sent comes out. Whoever sends
 * it must have the {@link #leases} on the disk before, in the {@linkplain DhcpAnswer#version version} that the answer names.
 *
 * <p>Bounded: one lease a phone, the last {@value #MOST_REFUSALS} stations that got nothing, {@value #MOST_STATIONS} rates of
 * stations without a lease and {@value #MOST_HOLDERS} of those with one. Not thread-safe. Times are nanoseconds of one monotonic clock.
 */
public final class DhcpServer {
    /** How long a lease runs. */
    public static final int LEASE_SECONDS = LeaseTable.LEASE_SECONDS;

    private static final int MOST_STATIONS = 64;
    private static final int MOST_HOLDERS = 256;
    private static final int MOST_REFUSALS = 8;
    private static final long REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** A phone asks some times at once when it starts, and then every other minute. */
    private static final Rate OF_A_STATION = new Rate(2, 20);

    private static final Rate OF_ALL = new Rate(50, 200);
    private static final Rate TOLD = new Rate(1, 8);

    private final LeaseTable table;
    private final DhcpListener listener;
    private final Counters<PhoneServiceCounter> counters;
    /** Of those that have a lease, each by itself. */
    private final SourceRates holders = new SourceRates(OF_A_STATION, MOST_HOLDERS);
    /** Of all others, who share a rate besides. */
    private final SourceRates stations = new SourceRates(OF_A_STATION, MOST_STATIONS);

    private final TokenBucket all;
    private final TokenBucket told;
    private final Map<MacAddress, DhcpRefusal> refusals = new LinkedHashMap<>();

    /**
     * @param known the leases of before this start
     * @param heard which station was last heard from a phone's address, and when; null if none was
     */
    public DhcpServer(
            List<PhoneLine> phones,
            List<PhoneLease> known,
            IntFunction<@Nullable HeardNeighbour> heard,
            DhcpListener listener,
            Counters<PhoneServiceCounter> counters,
            long nowNanos) {
        this.listener = listener;
        this.counters = counters;
        all = new TokenBucket(OF_ALL, nowNanos);
        told = new TokenBucket(TOLD, nowNanos);
        table = new LeaseTable(heard);
        table.phones(phones, known, nowNanos);
    }

    /** These are the phones from now on. Whoever is one of them stays it. */
    public void phones(List<PhoneLine> phones, long nowNanos) {
        table.phones(phones, table.leases(), nowNanos);
        refusals.clear();
    }

    /** Forgets which station is the phone of that number, or is any if it is 0. */
    public void forget(int phone) {
        table.forget(phone);
        refusals.clear();
    }

    /** Grows whenever {@link #leases} change. */
    public long version() {
        return table.version();
    }

    /** What is to be remembered. */
    public List<PhoneLease> leases() {
        return table.leases();
    }

    /** How the leases stand. */
    public List<LeaseReport> reports(long nowNanos) {
        return table.reports(nowNanos);
    }

    /** Whose each address is that was leased. */
    public List<PhoneHolding> holdings() {
        return table.holdings();
    }

    /** The one station that may use the address of a phone now; null if its lease is over, or there is none. */
    public @Nullable MacAddress holder(int address, long nowNanos) {
        return table.holdings().stream()
                .filter(holding -> holding.address() == address && nowNanos - holding.untilNanos() < 0)
                .findFirst()
                .map(PhoneHolding::station)
                .orElse(null);
    }

    /** Who asked in the last minutes and got nothing. */
    public List<DhcpRefusal> refusals(long nowNanos) {
        refusals.values().removeIf(refusal -> nowNanos - refusal.nanos() >= REFUSAL_NANOS);
        return List.copyOf(refusals.values());
    }

    /**
     * A datagram came in on port 67.
     *
     * @param message the UDP payload
     * @param sender the station that sent the frame
     * @return null if nothing is to be said; the reason was counted
     */
    public @Nullable DhcpAnswer receive(byte[] message, MacAddress sender, long nowNanos) {
        if (!isWithinRate(sender, nowNanos)) {
            return nothing(PhoneServiceCounter.DHCP_OVER_RATE);
        }
        DhcpRequest request;
        try {
            request = DhcpRequest.decode(message);
        } catch (DhcpFormatException e) {
            return nothing(PhoneServiceCounter.DHCP_MALFORMED);
        }
        if (request.relayAddress() != 0) {
            return nothing(PhoneServiceCounter.DHCP_RELAYED);
        }
        if (!request.station().equals(sender)) {
            return nothing(PhoneServiceCounter.DHCP_NOT_THE_SENDER);
        }
        return switch (request.type()) {
            case DISCOVER -> discover(request, nowNanos);
            case REQUEST -> request(request, nowNanos);
            case INFORM -> inform(request);
            case RELEASE -> release(request, nowNanos);
            case DECLINE -> decline(request, nowNanos);
            case OFFER, ACK, NAK -> nothing(PhoneServiceCounter.DHCP_MALFORMED);
        };
    }

    /** Who has a lease renews it, whatever others send meanwhile. */
    private boolean isWithinRate(MacAddress sender, long nowNanos) {
        return table.isKnown(sender)
                ? holders.take(sender.value(), 1, nowNanos)
                : stations.take(sender.value(), 1, nowNanos) && all.take(1, nowNanos);
    }

    private @Nullable DhcpAnswer nothing(PhoneServiceCounter why) {
        counters.increment(why);
        return null;
    }

    private @Nullable DhcpAnswer discover(DhcpRequest request, long nowNanos) {
        PhonePlace place = table.choose(request.station(), nowNanos);
        if (place == null) {
            turnAway(request, table.whyNone(request.station(), nowNanos), nowNanos);
            return null;
        }
        counters.increment(PhoneServiceCounter.DHCP_OFFERED);
        return grant(request, DhcpMessageType.OFFER, place.phone);
    }

    private void turnAway(DhcpRequest request, String why, long nowNanos) {
        counters.increment(PhoneServiceCounter.DHCP_TURNED_AWAY);
        MacAddress station = request.station();
        DhcpRefusal refusal = new DhcpRefusal(station, request.text(DhcpOption.VENDOR_CLASS), why, nowNanos);
        boolean isNew = refusals.remove(station) == null;
        if (refusals.size() == MOST_REFUSALS) {
            refusals.remove(refusals.keySet().iterator().next());
        }
        refusals.put(station, refusal);
        if (isNew && told.take(1, nowNanos)) {
            listener.turnedAway(refusal);
        }
    }

    /** After an offer (its server is named), after a start with an address of before, or for more time (it has an address). */
    private @Nullable DhcpAnswer request(DhcpRequest request, long nowNanos) {
        int server = request.address(DhcpOption.SERVER_IDENTIFIER);
        int requested = request.address(DhcpOption.REQUESTED_ADDRESS);
        int wanted = requested != 0 ? requested : request.clientAddress();
        PhonePlace place = table.of(request.station(), nowNanos);
        if (server != 0 && table.at(server - 1).isEmpty()) {
            return nothing(PhoneServiceCounter.DHCP_OTHER_SERVER);
        }
        if (place == null) {
            // One that this server does not remember: it may have the address if that is what it would be offered.
            place = table.choose(request.station(), nowNanos);
        }
        if (place == null) {
            turnAway(request, table.whyNone(request.station(), nowNanos), nowNanos);
            return refuse(request, wanted);
        }
        if (wanted != place.address()) {
            return refuse(request, wanted);
        }
        acknowledge(request, place, nowNanos);
        return grant(request, DhcpMessageType.ACK, place.phone);
    }

    private void acknowledge(DhcpRequest request, PhonePlace place, long nowNanos) {
        PhoneLease lease = new PhoneLease(
                place.phone.number(),
                request.station(),
                request.text(DhcpOption.VENDOR_CLASS),
                request.text(DhcpOption.HOST_NAME),
                false);
        counters.increment(PhoneServiceCounter.DHCP_ACKNOWLEDGED);
        refusals.remove(request.station());
        if (table.lease(place, lease, nowNanos)) {
            listener.leased(place.phone, lease);
        }
    }

    /** Says no, from the gateway of the address that was wanted if there is one, to all stations, since it is wrong where it is. */
    private DhcpAnswer refuse(DhcpRequest request, int wanted) {
        counters.increment(PhoneServiceCounter.DHCP_REFUSED);
        int server =
                table.at(wanted).map(place -> place.phone.address().gateway()).orElse(table.anyGateway());
        byte[] message = new DhcpReply(request, DhcpMessageType.NAK, 0, 0, 0)
                .option(DhcpOption.SERVER_IDENTIFIER, server)
                .option(DhcpOption.MESSAGE, "that address is not yours here")
                .option(
                        DhcpOption.CLIENT_IDENTIFIER,
                        request.options().getOrDefault(DhcpOption.CLIENT_IDENTIFIER, new byte[0]))
                .encode();
        return new DhcpAnswer(message, server, DhcpAnswer.BROADCAST, 0);
    }

    /** A phone that was set by hand may know the rest. */
    private @Nullable DhcpAnswer inform(DhcpRequest request) {
        PhonePlace place = table.at(request.clientAddress()).orElse(null);
        if (place == null || (place.isHeld() && !place.isHeldBy(request.station()))) {
            return nothing(PhoneServiceCounter.DHCP_STRAY);
        }
        counters.increment(PhoneServiceCounter.DHCP_INFORMED);
        int gateway = place.phone.address().gateway();
        DhcpReply reply = new DhcpReply(request, DhcpMessageType.ACK, request.clientAddress(), 0, gateway)
                .option(DhcpOption.SERVER_IDENTIFIER, gateway);
        return new DhcpAnswer(configured(request, reply, place.phone).encode(), gateway, request.clientAddress(), 0);
    }

    private @Nullable DhcpAnswer release(DhcpRequest request, long nowNanos) {
        PhonePlace place = table.of(request.station(), nowNanos);
        boolean mine = place != null && place.isHeldBy(request.station()) && place.isHeld();
        if (place == null || !mine || request.clientAddress() != place.address()) {
            return nothing(PhoneServiceCounter.DHCP_STRAY);
        }
        table.release(place);
        return nothing(PhoneServiceCounter.DHCP_RELEASED);
    }

    private @Nullable DhcpAnswer decline(DhcpRequest request, long nowNanos) {
        PhonePlace place = table.of(request.station(), nowNanos);
        boolean others = place != null
                && ((place.isHeld() && !place.isHeldBy(request.station())) || table.isInUse(place, nowNanos));
        if (place == null || others || request.address(DhcpOption.REQUESTED_ADDRESS) != place.address()) {
            return nothing(PhoneServiceCounter.DHCP_STRAY);
        }
        table.decline(place, nowNanos);
        return nothing(PhoneServiceCounter.DHCP_DECLINED);
    }

    private DhcpAnswer grant(DhcpRequest request, DhcpMessageType type, PhoneLine phone) {
        int gateway = phone.address().gateway();
        int has = type == DhcpMessageType.ACK ? request.clientAddress() : 0;
        DhcpReply reply = new DhcpReply(request, type, has, phone.address().value(), gateway)
                .option(DhcpOption.SERVER_IDENTIFIER, gateway)
                .option(DhcpOption.LEASE_SECONDS, LEASE_SECONDS)
                .option(DhcpOption.RENEWAL_SECONDS, LEASE_SECONDS / 2)
                .option(DhcpOption.REBINDING_SECONDS, LEASE_SECONDS * 7 / 8);
        return new DhcpAnswer(
                configured(request, reply, phone).encode(),
                gateway,
                has == 0 ? DhcpAnswer.BROADCAST : has,
                type == DhcpMessageType.ACK ? table.version() : 0);
    }

    /** Adds mask and router, and of the rest what was asked for, in that order; without a list, what every phone can use. */
    private static DhcpReply configured(DhcpRequest request, DhcpReply reply, PhoneLine phone) {
        reply.option(
                DhcpOption.CLIENT_IDENTIFIER,
                request.options().getOrDefault(DhcpOption.CLIENT_IDENTIFIER, new byte[0]));
        Map<Integer, byte[]> known = parameters(request, phone);
        List<Integer> order = new ArrayList<>(List.of(DhcpOption.SUBNET_MASK, DhcpOption.ROUTER));
        byte[] wanted = request.options().get(DhcpOption.PARAMETER_REQUEST_LIST);
        if (wanted == null) {
            order.addAll(List.of(DhcpOption.DOMAIN_NAME_SERVER, DhcpOption.NTP_SERVERS, DhcpOption.TFTP_SERVER_NAME));
        } else {
            for (byte code : wanted) {
                order.add(code & 0xff);
            }
        }
        order.forEach(code -> reply.option(code, known.getOrDefault(code, new byte[0])));
        return reply;
    }

    private static Map<Integer, byte[]> parameters(DhcpRequest request, PhoneLine phone) {
        PhoneVendor vendor = PhoneVendor.of(request.station(), request.text(DhcpOption.VENDOR_CLASS));
        byte[] gateway =
                ByteBuffer.allocate(4).putInt(phone.address().gateway()).array();
        byte[] url = vendor.configurationUrl(phone.address().gatewayText()).getBytes(StandardCharsets.US_ASCII);
        Map<Integer, byte[]> known = new LinkedHashMap<>();
        known.put(DhcpOption.SUBNET_MASK, new byte[] {-1, -1, -1, -4});
        known.put(DhcpOption.ROUTER, gateway);
        known.put(DhcpOption.DOMAIN_NAME_SERVER, gateway);
        known.put(DhcpOption.DOMAIN_NAME, "home.arpa".getBytes(StandardCharsets.US_ASCII));
        known.put(DhcpOption.NTP_SERVERS, gateway);
        known.put(DhcpOption.TFTP_SERVER_NAME, url);
        known.put(DhcpOption.CONFIGURATION_URL, url);
        known.put(
                DhcpOption.SIP_SERVERS,
                ByteBuffer.allocate(5).put((byte) 1).put(gateway).array());
        if (vendor == PhoneVendor.FANVIL) {
            known.put(DhcpOption.VENDOR_SPECIFIC, url);
        }
        if (vendor == PhoneVendor.CISCO) {
            known.put(DhcpOption.TFTP_SERVER_ADDRESS, gateway);
        }
        return known;
    }
}
