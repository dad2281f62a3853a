package io.voider.nat.ice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side tells the other, sealed, through the rendezvous. There is no difference between offer and answer: the
 * latest generation of a session replaces the earlier ones, and says which offer of the other side it has heard.
 *
 * <pre>
 *   u8 version = 1
 *   u64 session, u16 generation            the sender's
 *   u64 session, u16 generation            of the latest offer heard from the receiver; 0, 0 for none
 *   6 bytes ufrag, 18 bytes password       the receiver signs its checks with these
 *   u16 milliseconds                       the sender's round trip to its STUN server; 0 if unknown
 *   u8 NAT mapping
 *   u16 low, u16 high                      ports opened towards the receiver for it to probe; 0, 0 for none
 *   u8 count ≤ 24, then candidates:        u8 kind, u8 address bytes (4 or 16), address, u16 port
 * </pre>
 */
record Offer(
        long session,
        int generation,
        long heardSession,
        int heardGeneration,
        IceCredentials credentials,
        int rttMillis,
        NatReport nat,
        @Nullable PortRange opened,
        List<Candidate> candidates) {
    static final int MAX_BYTES = 1024;
    static final int MAX_CANDIDATES = 24;
    private static final int VERSION = 1;

    byte[] encode() {
        ByteBuf out = Unpooled.buffer(128, MAX_BYTES);
        out.writeByte(VERSION).writeLong(session).writeShort(generation);
        out.writeLong(heardSession).writeShort(heardGeneration);
        out.writeBytes(credentials.ufragBytes()).writeBytes(credentials.passwordBytes());
        out.writeShort(rttMillis).writeByte(nat.mapping().code());
        out.writeShort(opened == null ? 0 : opened.low()).writeShort(opened == null ? 0 : opened.high());
        out.writeByte(candidates.size());
        for (Candidate candidate : candidates) {
            byte[] address = candidate.address().getAddress().getAddress();
            out.writeByte(candidate.kind().code()).writeByte(address.length).writeBytes(address);
            out.writeShort(candidate.address().getPort());
        }
        return ByteBufUtil.getBytes(out);
    }

    /** Strict: every byte accounted for, every code known, every address one that a datagram may be sent to. */
    static Offer decode(byte[] bytes) throws OfferException {
        if (bytes.length > MAX_BYTES) {
            throw new OfferException("longer than " + MAX_BYTES + " bytes", MAX_BYTES);
        }
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            Offer offer = read(in);
            if (in.isReadable()) {
                throw new OfferException("bytes after the end", in.readerIndex());
            }
            return offer;
        } catch (IndexOutOfBoundsException e) {
            throw new OfferException("ends too early", bytes.length);
        }
    }

    private static Offer read(ByteBuf in) throws OfferException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new OfferException("version " + version + " is unknown; the other side runs another voider", 0);
        }
        long session = in.readLong();
        int generation = in.readUnsignedShort();
        long heardSession = in.readLong();
        int heardGeneration = in.readUnsignedShort();
        byte[] ufrag = new byte[IceCredentials.UFRAG_BYTES];
        byte[] password = new byte[IceCredentials.PASSWORD_BYTES];
        in.readBytes(ufrag).readBytes(password);
        int rttMillis = in.readUnsignedShort();
        NatReport nat = new NatReport(mapping(in));
        PortRange opened = range(in);
        int count = in.readUnsignedByte();
        if (count > MAX_CANDIDATES) {
            throw new OfferException(count + " candidates", in.readerIndex());
        }
        List<Candidate> candidates = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            candidates.add(candidate(in));
        }
        return new Offer(
                session,
                generation,
                heardSession,
                heardGeneration,
                IceCredentials.ofBytes(ufrag, password),
                rttMillis,
                nat,
                opened,
                List.copyOf(candidates));
    }

    private static NatReport.Mapping mapping(ByteBuf in) throws OfferException {
        int code = in.readUnsignedByte();
        for (NatReport.Mapping mapping : NatReport.Mapping.values()) {
            if (mapping.code() == code) {
                return mapping;
            }
        }
        throw new OfferException("NAT mapping " + code + " is unknown", in.readerIndex() - 1);
    }

    private static @Nullable PortRange range(ByteBuf in) throws OfferException {
        int low = in.readUnsignedShort();
        int high = in.readUnsignedShort();
        if (low == 0 && high == 0) {
            return null;
        }
        if (low < PortRange.LOWEST || low > high) {
            throw new OfferException("ports " + low + "-" + high, in.readerIndex() - 4);
        }
        return new PortRange(low, high);
    }

    private static Candidate candidate(ByteBuf in) throws OfferException {
        int at = in.readerIndex();
        int code = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length != 4 && length != 16) {
            throw new OfferException("address of " + length + " bytes", at);
        }
        byte[] raw = new byte[length];
        in.readBytes(raw);
        InetSocketAddress address = socketAddress(raw, in.readUnsignedShort());
        if (!isReachable(address)) {
            throw new OfferException("no datagram may be sent to " + address, at);
        }
        for (CandidateKind kind : CandidateKind.values()) {
            if (kind.code() == code) {
                return new Candidate(kind, address);
            }
        }
        throw new OfferException("candidate kind " + code + " is unknown", at);
    }

    private static InetSocketAddress socketAddress(byte[] raw, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(raw), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A unicast address that is not this machine's own or its link's, and a port that no well-known service has. */
    static boolean isReachable(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        byte[] raw = ip.getAddress();
        boolean reserved = raw.length == 4 && (raw[0] == 0 || (raw[0] & 0xFF) >= 240);
        return address.getPort() >= PortRange.LOWEST
                && !reserved
                && !ip.isAnyLocalAddress()
                && !ip.isLoopbackAddress()
                && !ip.isMulticastAddress()
                && !ip.isLinkLocalAddress();
    }
}
