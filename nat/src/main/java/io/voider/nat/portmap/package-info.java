/**
 * Asks the router for a port by agreement, in every language that routers speak: PCP (RFC 6887) and NAT-PMP (RFC 6886),
 * both on UDP port 5351 of the default gateway ({@link io.voider.nat.portmap.PortMapper}), and UPnP (SSDP, HTTP and SOAP;
 * {@link io.voider.nat.portmap.ControlPoint}). Both are pure: datagrams,
 * answers and the time go in, datagrams and requests come out. {@link io.voider.nat.portmap.RouterPort} and {@code
 * GatewayHttp} carry out.
 *
 * <pre>
 *   SSDP search ──▶ where the gateway describes itself ──▶ its connection services ──▶ outside address ──▶ mapping
 *    {@link io.voider.nat.portmap.Ssdp}     {@link io.voider.nat.portmap.GatewayUrl}          {@link io.voider.nat.portmap.ConnectionService}
 * </pre>
 *
 * <p>All that a gateway says is read within limits, and nothing that it says can lead us to another host.
 *
 * <p>A mapping is only a candidate. Like any other it counts for nothing until a check of the other side has come through
 * it: routers behind a second NAT grant mappings that lead nowhere.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.portmap;
