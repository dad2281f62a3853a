package io.voider.cli.report;

import io.netty.util.NetUtil;
import io.voider.nat.portmap.RouterPortStatus;
import io.voider.transport.address.Endpoint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the router does for a line's port.
 *
 * @param dial the line, {@code 10.i.s.1}
 * @param name who is at its other end
 * @param mappings which ports of the router lead to it: none, one or two
 * @param why why there is none, a sentence; null if there is one
 */
public record RouterPortReport(
        String dial,
        String name,
        List<PortMappingReport> mappings,
        @Nullable String why) {
    /**
     * A port of the router.
     *
     * @param protocol by which it was asked for: PCP, NAT-PMP or UPnP
     * @param outside its address and port
     * @param since since when it leads to the line
     */
    public record PortMappingReport(String protocol, String outside, Instant since) {}

    /**
     * About that line.
     *
     * @param status null if no router is asked
     */
    public static RouterPortReport of(String dial, String name, @Nullable RouterPortStatus status, Instant now) {
        if (status == null) {
            return new RouterPortReport(
                    dial, name, List.of(), "no router is asked: the line has no socket, or this machine no gateway");
        }
        List<PortMappingReport> mappings = status.mappings().stream()
                .map(mapping -> new PortMappingReport(
                        mapping.protocol(),
                        new Endpoint(
                                        NetUtil.toAddressString(
                                                mapping.outside().getAddress()),
                                        mapping.outside().getPort())
                                .text(),
                        now.minusNanos(mapping.heldNanos())))
                .toList();
        return new RouterPortReport(dial, name, mappings, mappings.isEmpty() ? why(status) : null);
    }

    private static String why(RouterPortStatus status) {
        String router = "the router " + NetUtil.toAddressString(status.gateway());
        String byHand = "UDP port " + status.port() + " can be forwarded to this machine by hand";
        return status.heard()
                ? router + " answers, but maps no port: " + byHand
                : router + " has answered neither PCP, NAT-PMP nor UPnP: one of them can be switched on there, or "
                        + byHand;
    }
}
