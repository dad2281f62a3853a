package io.voider.cli.node.phone;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoEventLoop;
import io.voider.cli.phone.PhoneServiceCounter;
import io.voider.cli.phone.PhoneVendor;
import io.voider.cli.phone.dhcp.DhcpAnswer;
import io.voider.cli.phone.dhcp.DhcpListener;
import io.voider.cli.phone.dhcp.DhcpRefusal;
import io.voider.cli.phone.dhcp.DhcpServer;
import io.voider.cli.phone.dhcp.PhoneLease;
import io.voider.cli.phone.dns.NameServer;
import io.voider.cli.phone.time.SntpServer;
import io.voider.cli.report.AskerReport;
import io.voider.cli.report.Events;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.ns.MacAddress;
import io.voider.transport.count.Counters;
import io.voider.transport.packet.HeardNeighbour;
import io.voider.transport.packet.Ipv4;
import io.voider.transport.packet.LearntNeighbours;
import io.voider.transport.packet.PacketChannel;
import io.voider.transport.packet.Udp;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Addresses, the time and names for the phones, on their own channel. Belongs to the loop that carries their packets, but for what
 * says otherwise.
 */
public final class PhoneServices {
    private static final int TIME_TO_LIVE = 64;
    private static final int UDP_PAYLOAD = Ipv4.HEADER_BYTES + Udp.HEADER_BYTES;
    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;

    /** Who asks one of the services, and where. */
    record Asking(int source, int sourcePort, int destination, int destinationPort) {}

    private final IoEventLoop loop;
    private final Clock clock;
    private final Events events;
    private final Counters<PhoneServiceCounter> counters = new Counters<>(PhoneServiceCounter.class);
    private final DhcpServer dhcp;
    private final HeldAddresses held;
    private final LeaseWriter writer;
    private final SntpServer sntp = new SntpServer(counters);
    private final KeptClock kept = new KeptClock();
    private final NameServer names = new NameServer(counters);
    private Map<Integer, PhoneLine> gateways;
    private @Nullable PacketChannel channel;
    private @Nullable LearntNeighbours former;
    private long attachedNanos;
    private int identification;
    private boolean unwritten;
    private volatile Map<Integer, PhoneTenant> tenants = Map.of();

    /**
     * @param phones the phones that there are
     * @param file where it is remembered which device is which phone; read here, which blocks
     * @param loop where the phones' packets are carried
     * @param disk runs what blocks on the disk
     */
    public PhoneServices(
            List<PhoneLine> phones, LeaseFile file, IoEventLoop loop, Executor disk, Clock clock, Events events) {
        this.loop = loop;
        this.clock = clock;
        this.events = events;
        gateways = gateways(phones);
        dhcp = new DhcpServer(phones, file.read(), this::heard, new Telling(), counters, now());
        held = new HeldAddresses(loop, dhcp::holdings);
        writer = new LeaseWriter(
                file,
                new LeaseWriter.Source() {
                    @Override
                    public long version() {
                        return dhcp.version();
                    }

                    @Override
                    public List<PhoneLease> leases() {
                        return dhcp.leases();
                    }
                },
                loop,
                disk);
        look();
    }

    private static Map<Integer, PhoneLine> gateways(List<PhoneLine> phones) {
        Map<Integer, PhoneLine> gateways = new HashMap<>();
        phones.forEach(phone -> gateways.put(phone.address().gateway(), phone));
        return gateways;
    }

    /** As the channel's event loop counts. */
    private long now() {
        return loop.ticker().nanoTime();
    }

    /** For the pipeline of a phones' channel. From any thread. */
    public ChannelHandler handler() {
        return new ServiceEntry(this);
    }

    /** These are the phones from now on. From any thread. */
    public void follow(List<PhoneLine> phones) {
        loop.execute(() -> {
            Map<Integer, PhoneLine> next = gateways(phones);
            if (!next.equals(gateways)) {
                gateways = next;
                dhcp.phones(phones, now());
                look();
            }
        });
    }

    /**
     * Forgets which device is a phone, here and on the disk. From any thread.
     *
     * @param phone its number, or 0 for all
     * @return fails if that could not be written down
     */
    public CompletableFuture<Void> forget(int phone) {
        CompletableFuture<Void> forgotten = new CompletableFuture<>();
        loop.execute(() -> {
            dhcp.forget(phone);
            look();
            writer.require(dhcp.version(), why -> {
                if (why.isEmpty()) {
                    forgotten.complete(null);
                } else {
                    forgotten.completeExceptionally(new IOException(
                            "it is forgotten, but not for good, since that could not be written down: " + why));
                }
            });
        });
        return forgotten;
    }

    /** The devices that are phones, by the phone's number. From any thread. */
    public Map<Integer, PhoneTenant> tenants() {
        return tenants;
    }

    /** The devices that asked lately and got nothing. */
    public List<AskerReport> askers() {
        return dhcp.refusals(now()).stream()
                .map(each -> new AskerReport(
                        each.station().toString(), vendor(each.station(), each.vendorClass()), each.why()))
                .toList();
    }

    /** Which device is at a phone's address. */
    public Occupant occupant(PhoneLine phone) {
        PhoneTenant tenant = tenants.get(phone.number());
        HeardNeighbour neighbour = heard(phone.address().value());
        boolean heard = neighbour != null && neighbour.nanos() - attachedNanos >= 0;
        boolean byLease = tenant != null
                && !tenant.lease().released()
                && (neighbour == null
                        || neighbour.station().equals(tenant.lease().station()));
        if (tenant != null && byLease) {
            PhoneLease lease = tenant.lease();
            return new Occupant(
                    heard,
                    lease.station().toString(),
                    vendor(lease.station(), lease.vendorClass()),
                    "dhcp",
                    tenant.until());
        }
        return neighbour == null
                ? new Occupant(false, null, null, null, null)
                : new Occupant(heard, neighbour.station().toString(), vendor(neighbour.station(), ""), "hand", null);
    }

    private static @Nullable String vendor(MacAddress station, String vendorClass) {
        String label = PhoneVendor.of(station, vendorClass).label();
        return label.isEmpty() ? null : label;
    }

    /** From any thread. */
    public Counters<PhoneServiceCounter> counters() {
        return counters;
    }

    void attach(PacketChannel opened) {
        LearntNeighbours before = former;
        former = opened.neighbours();
        channel = opened;
        attachedNanos = now();
        // A phone that says nothing of itself is rung at its own door, and not at that of the one that spoke last.
        gateways.values().forEach(phone -> {
            PhoneTenant tenant = tenants.get(phone.number());
            if (tenant != null && !tenant.lease().released()) {
                opened.neighbours()
                        .expect(phone.address().value(), tenant.lease().station(), now());
            }
            // One that has its address by hand is where it was before another was plugged in.
            HeardNeighbour known =
                    before == null ? null : before.heard(phone.address().value());
            if (known != null) {
                opened.neighbours().expect(phone.address().value(), known.station(), now());
            }
        });
        held.look(opened.neighbours());
        opened.closeFuture().addListener(closed -> channel = opened.equals(channel) ? null : channel);
    }

    private @Nullable HeardNeighbour heard(int address) {
        PacketChannel open = channel;
        return open == null ? null : open.neighbours().heard(address);
    }

    /** The device that was heard from a phone's address; none if another one has it by a lease. From any thread. */
    CompletableFuture<Optional<MacAddress>> station(PhoneAddress address) {
        return CompletableFuture.supplyAsync(
                () -> {
                    MacAddress holder = dhcp.holder(address.value(), now());
                    return Optional.ofNullable(heard(address.value()))
                            .map(HeardNeighbour::station)
                            .filter(station -> holder == null || holder.equals(station));
                },
                loop);
    }

    /** Who hears which station alone is which phone, by the phone's address, while its lease runs. From any thread; told on the loop. */
    public void onHeld(Consumer<Map<String, MacAddress>> listener) {
        loop.execute(() -> held.listen(listener));
    }

    boolean isGateway(int address) {
        return gateways.containsKey(address);
    }

    void dhcp(byte[] message, long station) {
        long before = dhcp.version();
        DhcpAnswer answer = dhcp.receive(message, new MacAddress(station), now());
        if (answer != null || dhcp.version() != before) {
            look();
        }
        if (answer != null) {
            writer.require(answer.version(), why -> answer(answer, why));
        }
    }

    private void answer(DhcpAnswer answer, String whyNot) {
        if (whyNot.isEmpty()) {
            unwritten = false;
            send(answer.source(), DHCP_SERVER, answer.destination(), DHCP_CLIENT, answer.message());
            return;
        }
        counters.increment(PhoneServiceCounter.DHCP_UNWRITTEN);
        if (!unwritten) {
            unwritten = true;
            events.phone("no phone gets an address, since that cannot be written down: " + whyNot);
        }
    }

    void time(Asking asking, byte[] question) {
        PhoneLine phone = phone(asking);
        if (phone != null) {
            Instant time = clock.instant();
            answer(asking, sntp.answer(question, phone.number(), time, kept.status(time), now()));
        }
    }

    void name(Asking asking, byte[] question) {
        PhoneLine phone = phone(asking);
        if (phone != null) {
            answer(asking, names.answer(question, phone.number(), asking.destination, now()));
        }
    }

    /** The phone that asks its own gateway; null, and counted, for anybody else. */
    private @Nullable PhoneLine phone(Asking asking) {
        PhoneLine phone = gateways.get(asking.destination);
        if (phone == null || phone.address().value() != asking.source) {
            counters.increment(PhoneServiceCounter.SERVICE_NOT_THE_PHONES);
            return null;
        }
        return phone;
    }

    private void answer(Asking asking, byte @Nullable [] answer) {
        if (answer != null) {
            send(asking.destination, asking.destinationPort, asking.source, asking.sourcePort, answer);
        }
    }

    private void send(int from, int fromPort, int to, int toPort, byte[] payload) {
        PacketChannel open = channel;
        if (open == null) {
            return;
        }
        int length = UDP_PAYLOAD + payload.length;
        ByteBuf packet = open.alloc().directBuffer(length);
        packet.writerIndex(length);
        new Ipv4().wrap(packet, 0).write(length, identification++ & 0xffff, TIME_TO_LIVE, Ipv4.PROTOCOL_UDP, from, to);
        new Udp().wrap(packet, Ipv4.HEADER_BYTES).write(fromPort, toPort, Udp.HEADER_BYTES + payload.length);
        packet.setBytes(UDP_PAYLOAD, payload);
        open.writeAndFlush(packet, open.voidPromise());
    }

    /** Looks how the leases stand, and tells the channel whose each address is. */
    private void look() {
        long now = now();
        Instant instant = clock.instant();
        Map<Integer, PhoneTenant> known = new HashMap<>();
        dhcp.reports(now)
                .forEach(each -> known.put(
                        each.lease().phone(), new PhoneTenant(each.lease(), instant.plusNanos(each.remainingNanos()))));
        tenants = Map.copyOf(known);
        PacketChannel open = channel;
        held.look(open == null ? null : open.neighbours());
    }

    /** In words to whoever watches. */
    private final class Telling implements DhcpListener {
        @Override
        public void leased(PhoneLine phone, PhoneLease lease) {
            String vendor = vendor(lease.station(), lease.vendorClass());
            events.phone("phone " + phone.number() + " is " + lease.station()
                    + (vendor == null ? "" : ", made by " + vendor) + ", and has the address " + phone.address());
        }

        @Override
        public void turnedAway(DhcpRefusal refusal) {
            events.phone(refusal.station() + " asks for an address and gets none; voider phones says why");
        }
    }
}
