package io.voider.nat.turn.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voider.nat.stun.StunAttribute;
import io.voider.nat.stun.StunError;
import io.voider.nat.stun.StunKey;
import io.voider.nat.stun.StunMessage;
import io.voider.nat.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers Binding requests (RFC 8489 section 3, RFC 5780 section 6), without state.
 *
 * <p>Each answer comes in two lengths: in full, and with no more than XOR-MAPPED-ADDRESS for when the full one would be
 * longer than the request and the budget for that is used up. A request with credentials of the relay's gets an answer
 * with MESSAGE-INTEGRITY under the short-term key (the password), which nobody off the path can forge.
 */
final class Bindings {
    private static final int CHANGE_ADDRESS = 4;
    private static final int CHANGE_PORT = 2;

    /** @param from the index of the socket that is to answer */
    record Answer(int from, InetSocketAddress to, ByteBuf full, ByteBuf brief) {}

    private final List<InetSocketAddress> endpoints;
    private final Optional<SharedSecret> secret;

    /** @param endpoints both ports of the first address, then both of the second if there is one */
    Bindings(List<InetSocketAddress> endpoints, Optional<SharedSecret> secret) {
        this.endpoints = endpoints;
        this.secret = secret;
    }

    Answer answer(StunMessage request, int socket, InetSocketAddress source, long nowUnixSeconds) {
        List<Integer> unknown = new ArrayList<>(request.notUnderstood());
        long change = request.number(StunAttribute.CHANGE_REQUEST, 0);
        boolean otherAddress = (change & CHANGE_ADDRESS) != 0;
        if (otherAddress && endpoints.size() < 4) {
            unknown.add(StunAttribute.CHANGE_REQUEST.code());
        }
        if (!unknown.isEmpty()) {
            ByteBuf error = Unpooled.wrappedBuffer(StunWriter.error(request, StunError.UNKNOWN_ATTRIBUTE)
                    .unknownAttributes(unknown)
                    .toBytes());
            return new Answer(socket, source, error, error);
        }
        Optional<StunKey> key = Optional.empty();
        if (request.has(StunAttribute.USERNAME)) {
            key = key(request, nowUnixSeconds);
            if (key.isEmpty()) {
                ByteBuf error = Unpooled.wrappedBuffer(
                        StunWriter.error(request, StunError.UNAUTHORIZED).toBytes());
                return new Answer(socket, source, error, error);
            }
        }
        int from = socket ^ ((change & CHANGE_PORT) != 0 ? 1 : 0) ^ (otherAddress ? 2 : 0);
        long port = request.number(StunAttribute.RESPONSE_PORT, source.getPort());
        InetSocketAddress to = port == 0 ? source : new InetSocketAddress(source.getAddress(), (int) port);
        StunWriter full = mapped(request, source).address(StunAttribute.RESPONSE_ORIGIN, endpoints.get(from));
        if (endpoints.size() == 4) {
            full.address(StunAttribute.OTHER_ADDRESS, endpoints.get(socket ^ 3));
        }
        return new Answer(from, to, end(full, request, key), end(mapped(request, source), request, key));
    }

    private static StunWriter mapped(StunMessage request, InetSocketAddress source) {
        return StunWriter.success(request).address(StunAttribute.XOR_MAPPED_ADDRESS, source);
    }

    private static ByteBuf end(StunWriter answer, StunMessage request, Optional<StunKey> key) {
        key.ifPresent(answer::integrity);
        if (request.has(StunAttribute.FINGERPRINT)) {
            answer.fingerprint();
        }
        return Unpooled.wrappedBuffer(answer.toBytes());
    }

    private Optional<StunKey> key(StunMessage request, long nowUnixSeconds) {
        String username = request.text(StunAttribute.USERNAME);
        return secret.flatMap(known -> known.password(username == null ? "" : username, nowUnixSeconds))
                .map(StunKey::shortTerm)
                .filter(request::isAuthenticatedBy);
    }
}
