/**
 * A line's way to the outside: WAN sockets, the agent that finds and keeps a path ({@link io.voider.nat.ice}), a relay in
 * reserve, and the way of every datagram among them. Everything of one {@link io.voider.nat.path.PathFinder} happens on
 * its event loop.
 *
 * <pre>
 *   datagram ─▶ from a TURN server of ours? ──▶ its client ──▶ what it carried, as from the relay ─┐
 *              │ no                                                                              │
 *              ▼                                                                                 ▼
 *            first byte  0–3: STUN ──▶ agent        8–95: OpenVPN, from where the other side has shown to be
 *                        else: counted, dropped            └──▶ second copies dropped ──▶ the line's shuttle
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.path;
