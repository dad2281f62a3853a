package io.voider.nat.portmap;

import io.netty.buffer.ByteBuf;
import io.voider.transport.time.Alarm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one UDP port of ours mapped on the router. PCP and NAT-PMP are asked in parallel, since a router that speaks only
 * one may not answer the other at all; a PCP mapping, once there, is the one that counts. Called from one thread.
 *
 * <pre>
 *   ASKING --granted--&gt; MAPPED --half of its life over--&gt; ASKING (the mapping stands meanwhile)
 *     \--no answer to 5 requests, or refused--&gt; RESTING --10 minutes--&gt; ASKING
 * </pre>
 */
final class PortMapper {
    /** Where PCP and NAT-PMP servers listen. */
    static final int SERVER_PORT = 5351;

    /** What the mapper wants done. */
    interface Outputs {
        /** Send to port {@link #SERVER_PORT} of the default gateway. */
        void send(byte[] datagram);

        /** The router maps this address to our port; null: no more. */
        void mapped(@Nullable InetSocketAddress outside);
    }

    private static final long LIFETIME_SECONDS = 7_200;
    private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MAX_SENT = 5;
    private static final long REST = TimeUnit.MINUTES.toNanos(10);
    /** A path that falls silent again and again is no reason to ask the router each time. */
    static final long REFRESH_GAP = TimeUnit.SECONDS.toNanos(30);

    private final Outputs outputs;
    private final InetAddress client;
    private final int port;
    private final byte[] nonce = new byte[Pcp.NONCE_BYTES];
    private boolean pcp;
    private boolean answered;
    private @Nullable InetAddress pmpAddress;
    private @Nullable InetSocketAddress outside;
    private int sent;
    private long nextAt;
    private long endsAt = Alarm.NEVER;
    private long lastEpoch;
    private long grantedAt;

    /**
     * @param client our address on the router's network
     * @param port of our socket
     */
    PortMapper(Outputs outputs, Random random, InetAddress client, int port) {
        this.outputs = outputs;
        this.client = client;
        this.port = port;
        random.nextBytes(nonce);
    }

    /** Begins at once. */
    void start(long now) {
        sent = 0;
        answered = false;
        nextAt = now;
        timeout(now);
    }

    /** The router may have lost the mapping: asks again, unless it has just granted it. */
    void refresh(long now) {
        if (outside != null && now - grantedAt >= REFRESH_GAP) {
            start(now);
        }
    }

    /** Takes the mapping back, without waiting for an answer. */
    void close() {
        if (outside != null) {
            outputs.send(pcp ? Pcp.map(client, nonce, port, 0) : NatPmp.askPort(port, 0));
            outside = null;
        }
        nextAt = Alarm.NEVER;
        endsAt = Alarm.NEVER;
    }

    /** A datagram from the gateway's port {@link #SERVER_PORT}; returns whether it was understood. */
    boolean receive(long now, ByteBuf datagram) {
        try {
            if (datagram.readableBytes() > 1 && datagram.getUnsignedByte(datagram.readerIndex()) == Pcp.VERSION) {
                receive(now, Pcp.read(datagram));
            } else {
                receive(now, NatPmp.read(datagram));
            }
            return true;
        } catch (PortMapException e) {
            // Whoever else speaks on that port does not speak to us.
            return false;
        }
    }

    private void receive(long now, Pcp.Answer answer) {
        if (answer.result() != Pcp.SUCCESS
                || answer.insidePort() != port
                || !answer.nonce().equals(HexFormat.of().formatHex(nonce))) {
            return;
        }
        pcp = true;
        // A clock that went back means a router that lost its mappings (RFC 6887 section 8.5); ours is new, so it
        // stands.
        lastEpoch = answer.epoch();
        granted(now, answer.outside(), answer.lifetimeSeconds());
    }

    private void receive(long now, NatPmp.Answer answer) {
        if (pcp) {
            return;
        }
        if (answer instanceof NatPmp.Answer.Address address) {
            pmpAddress = address.outside();
            outputs.send(NatPmp.askPort(port, LIFETIME_SECONDS));
        } else if (answer instanceof NatPmp.Answer.Port mapped && mapped.inside() == port && pmpAddress != null) {
            granted(now, new InetSocketAddress(pmpAddress, mapped.outside()), mapped.lifetimeSeconds());
        }
    }

    private void granted(long now, InetSocketAddress address, long lifetimeSeconds) {
        if (lifetimeSeconds == 0) {
            return;
        }
        answered = true;
        grantedAt = now;
        sent = 0;
        nextAt = now + TimeUnit.SECONDS.toNanos(lifetimeSeconds) / 2;
        endsAt = now + TimeUnit.SECONDS.toNanos(lifetimeSeconds);
        if (!address.equals(outside)) {
            outside = address;
            outputs.mapped(address);
        }
    }

    /** The router's clock in its latest PCP answer, in seconds; 0 before there was one. */
    long lastEpoch() {
        return lastEpoch;
    }

    /** In what language the router grants. */
    String protocol() {
        return pcp ? "PCP" : "NAT-PMP";
    }

    /** When {@link #timeout} wants to be called next. */
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
        if (sent == MAX_SENT) {
            sent = 0;
            nextAt = now + REST;
            return;
        }
        nextAt = now + (FIRST_WAIT << sent);
        sent++;
        outputs.send(Pcp.map(client, nonce, port, LIFETIME_SECONDS));
        if (!pcp || !answered) {
            outputs.send(NatPmp.askAddress());
        }
    }
}
