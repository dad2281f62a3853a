package io.voider.nat.portmap;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.voider.transport.time.Alarm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one UDP port of ours mapped on a router that speaks UPnP: the control point of an Internet Gateway Device, version
 * 1 or 2 (UPnP Forum, WANIPConnection:1 and :2). Called from one thread.
 *
 * <pre>
 *   SEARCHING --gateway answered--&gt; DESCRIBING --services--&gt; ADDRESSING --outside address--&gt; ADDING --granted--&gt; HOLDING
 *       ^    \--3 searches unanswered--&gt; RESTING      ^            \--refused--&gt; the next service, or RESTING      |
 *       |                               |           \--------------- half of the lease over ---------------------/
 *       \-------- 10 minutes -----------/
 * </pre>
 *
 * <p>A mapping that was granted stands until its lease ends, whatever becomes of its renewal.
 */
final class ControlPoint {
    /** Where searches go, besides to the gateway itself, which may be deaf to the one or to the other. */
    static final InetSocketAddress SSDP_GROUP = new InetSocketAddress("239.255.255.250", 1900);

    /** What the control point wants done. */
    interface Outputs {
        /** Send to {@link #SSDP_GROUP}, and to the same port of the gateway. */
        void search(byte[] datagram);

        /** Do this and give {@link #answered} what came of it, once. A call that replaces another makes that one void. */
        void call(UpnpCall call);

        /** The router maps this address to our port; null: no more. */
        void mapped(@Nullable InetSocketAddress outside);
    }

    private enum State {
        SEARCHING,
        DESCRIBING,
        ADDRESSING,
        ADDING,
        HOLDING,
        RESTING,
        CLOSED
    }

    private static final int LEASE_SECONDS = 7_200;
    private static final long LEASE = TimeUnit.SECONDS.toNanos(LEASE_SECONDS);
    private static final long FIRST_WAIT = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_SEARCHES = 3;
    private static final int MAX_ADDS = 5;
    private static final long REST = TimeUnit.MINUTES.toNanos(10);

    private static final int INVALID_ACTION = 401;
    private static final int CONFLICT = 718;
    private static final int ONLY_PERMANENT_LEASES = 725;

    private final Outputs outputs;
    private final Random random;
    private final InetAddress gateway;
    private final InetAddress client;
    private final int port;

    private State state = State.RESTING;
    private int searches;
    private int adds;
    private List<ConnectionService> services = List.of();
    private int service;
    private @Nullable ConnectionService granting;
    private boolean permanent;
    private boolean routerChooses;
    private int wished;
    private @Nullable GatewayUrl described;
    private @Nullable InetAddress outsideAddress;
    private @Nullable UpnpCall pending;
    private @Nullable InetSocketAddress outside;
    private long nextAt = Alarm.NEVER;
    private long endsAt = Alarm.NEVER;
    private long grantedAt;

    /**
     * @param gateway the default gateway, the only one who is spoken to
     * @param client our address on the gateway's network
     * @param port of our socket
     */
    ControlPoint(Outputs outputs, Random random, InetAddress gateway, InetAddress client, int port) {
        this.outputs = outputs;
        this.random = random;
        this.gateway = gateway;
        this.client = client;
        this.port = port;
        this.wished = port;
    }

    /** Begins at once. */
    void start(long now) {
        search(now);
    }

    private void search(long now) {
        state = State.SEARCHING;
        searches = 0;
        nextAt = now;
        timeout(now);
    }

    /** A datagram that came from the gateway; returns whether it is an answer to a search. */
    boolean receive(ByteBuf datagram) {
        try {
            GatewayUrl at = Ssdp.read(datagram, gateway);
            if (state == State.SEARCHING && searches > 0) {
                described = at;
                call(State.DESCRIBING, UpnpCall.describe(at));
            }
            return true;
        } catch (PortMapException e) {
            // Other devices, and the same one's other names.
            return false;
        }
    }

    private void call(State next, UpnpCall call) {
        state = next;
        nextAt = Alarm.NEVER;
        pending = call;
        outputs.call(call);
    }

    /** What came of {@code call}; ignored if it is not the latest. */
    void answered(long now, UpnpCall call, UpnpAnswer answer) {
        if (!call.equals(pending)) {
            return;
        }
        pending = null;
        switch (state) {
            case DESCRIBING -> described(now, answer);
            case ADDRESSING -> addressed(now, answer);
            case ADDING -> added(now, answer);
            case SEARCHING, HOLDING, RESTING, CLOSED -> {
                // Nothing is pending in these.
            }
        }
    }

    private void described(long now, UpnpAnswer answer) {
        GatewayUrl at = described;
        services = answer.isSuccess() && at != null ? ConnectionService.in(answer.leaves(), at) : List.of();
        use(now, 0);
    }

    private void use(long now, int index) {
        service = index;
        if (index >= services.size()) {
            rest(now);
            return;
        }
        permanent = false;
        routerChooses = services.get(index).choosesPorts();
        askAddress();
    }

    private void askAddress() {
        call(State.ADDRESSING, UpnpCall.action(services.get(service), "GetExternalIPAddress", Map.of()));
    }

    private void rest(long now) {
        state = State.RESTING;
        nextAt = now + REST;
    }

    private void addressed(long now, UpnpAnswer answer) {
        String text = answer.isSuccess() ? answer.text("NewExternalIPAddress").orElse("") : "";
        InetAddress address = ipv4(text);
        if (address == null || address.isAnyLocalAddress()) {
            // A connection that is down, or a router with two of which this is the unused one.
            use(now, service + 1);
            return;
        }
        outsideAddress = address;
        adds = 0;
        add();
    }

    private void add() {
        adds++;
        Map<String, String> arguments = mapping(wished);
        arguments.put("NewInternalPort", Integer.toString(port));
        arguments.put("NewInternalClient", client.getHostAddress());
        arguments.put("NewEnabled", "1");
        arguments.put("NewPortMappingDescription", "voider");
        arguments.put("NewLeaseDuration", Integer.toString(permanent ? 0 : LEASE_SECONDS));
        String name = routerChooses ? "AddAnyPortMapping" : "AddPortMapping";
        call(State.ADDING, UpnpCall.action(services.get(service), name, arguments));
    }

    /** What a mapping is known by (WANIPConnection:1 section 2.4.16). */
    private static Map<String, String> mapping(int outsidePort) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("NewRemoteHost", "");
        arguments.put("NewExternalPort", Integer.toString(outsidePort));
        arguments.put("NewProtocol", "UDP");
        return arguments;
    }

    private void added(long now, UpnpAnswer answer) {
        if (answer.isSuccess()) {
            int granted = routerChooses ? answer.number("NewReservedPort", 65_535) : wished;
            if (granted > 0) {
                granted(now, granted);
            } else {
                use(now, service + 1);
            }
            return;
        }
        int code = answer.errorCode();
        boolean mendable = true;
        switch (code) {
            case ONLY_PERMANENT_LEASES -> permanent = true;
            case CONFLICT -> wished = 1_024 + random.nextInt(65_536 - 1_024);
            case INVALID_ACTION -> routerChooses = false;
            default -> mendable = false;
        }
        if (mendable && adds < MAX_ADDS) {
            add();
        } else {
            use(now, service + 1);
        }
    }

    private void granted(long now, int outsidePort) {
        state = State.HOLDING;
        granting = services.get(service);
        grantedAt = now;
        wished = outsidePort;
        nextAt = now + LEASE / 2;
        endsAt = permanent ? Alarm.NEVER : now + LEASE;
        InetSocketAddress next = new InetSocketAddress(outsideAddress, outsidePort);
        if (!next.equals(outside)) {
            outside = next;
            outputs.mapped(next);
        }
    }

    /** The router may have lost the mapping: asks again, unless it has just granted it. */
    void refresh(long now) {
        if (state == State.HOLDING && now - grantedAt >= PortMapper.REFRESH_GAP) {
            askAddress();
        }
    }

    /** Takes the mapping back, without waiting for an answer. */
    void close() {
        ConnectionService granted = granting;
        if (outside != null && granted != null) {
            outputs.call(UpnpCall.action(granted, "DeletePortMapping", mapping(outside.getPort())));
        }
        outside = null;
        pending = null;
        state = State.CLOSED;
        nextAt = Alarm.NEVER;
        endsAt = Alarm.NEVER;
    }

    /** When {@link #timeout} wants to be called next; {@link Alarm#NEVER} or later for not at all. */
    long deadline() {
        return Math.min(nextAt, endsAt);
    }

    /** Does what is due. */
    void timeout(long now) {
        if (now >= endsAt) {
            endsAt = Alarm.NEVER;
            outside = null;
            outputs.mapped(null);
        }
        if (now < nextAt) {
            return;
        }
        switch (state) {
            case SEARCHING -> searchAgain(now);
            case HOLDING -> askAddress();
            case RESTING -> search(now);
            case DESCRIBING, ADDRESSING, ADDING, CLOSED -> nextAt = Alarm.NEVER;
        }
    }

    private void searchAgain(long now) {
        if (searches == MAX_SEARCHES) {
            rest(now);
            return;
        }
        nextAt = now + (FIRST_WAIT << searches);
        searches++;
        Ssdp.searches().forEach(outputs::search);
    }

    private static @Nullable InetAddress ipv4(String address) {
        return NetUtil.isValidIpV4Address(address) ? NetUtil.createInetAddressFromIpAddressString(address) : null;
    }
}
