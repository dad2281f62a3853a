/**
 * Asks the router for a port by agreement: PCP (RFC 6887) and, where the router knows only that, NAT-PMP (RFC 6886), both
 * on UDP port 5351 of the default gateway. Pure: {@link io.voider.nat.portmap.PortMapper} takes datagrams and the time.
 *
 * <p>A mapping is only a candidate. Like any other it counts for nothing until a check of the other side has come through
 * it: routers behind a second NAT grant mappings that lead nowhere.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.portmap;
