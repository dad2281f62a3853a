/**
 * A line's tunnel: OpenVPN, started in a namespace that holds {@code lo} and {@code tun0} and nothing else, supervised
 * through its management connection, its datagrams shuttled to wherever the line's path leads.
 *
 * <pre>
 *            namespace                    │              this process              │  outside
 *  tun0 ── openvpn ── 127.0.0.1 ── lo ── a leg of the Shuttle ── Path ─────────────── the friend's node
 *             └─ management, Unix socket ── ManagementClient ── Supervisor         │
 * </pre>
 *
 * <p>{@link io.voider.transport.tunnel.TunnelServer} serves all friends of this node's own exchange;
 * {@link io.voider.transport.tunnel.TunnelClient} is one joined exchange. Each friend of the server, and each client, has
 * one {@link io.voider.transport.shuttle.Shuttle}, to which a {@link io.voider.transport.shuttle.Path} can be given, and
 * another at any later moment, without OpenVPN noticing.
 *
 * <p>Threads: a server or client lives on one event loop, on which its listeners are told; each shuttle may have a loop of
 * its own, on which its path is called. Starting processes, writing files and making devices happens on the namespace's
 * own thread.
 *
 * <p>Beside OpenVPN's datagrams the shuttles exchange three of their own. When the server's OpenVPN process died, its friends
 * are told that their session is lost, so that they start a new one at once instead of after 20 s of silence. A friend whose
 * data nothing answers for a second, or who has a path again, asks whether the session is known, and is told:
 *
 * <pre>
 * lost       0x0f (1)   session id of the friend's OpenVPN (8)   proof (32), see SessionNotice
 * question   0x0e (1)   session id (8)   nonce (8)   proof (32)   WKc, the friend's wrapped key, see FriendProofs
 * known      0x0d (1)   session id (8)   proof (32)
 * </pre>
 *
 * <p>The first bytes lie in OpenVPN's range (8–95); no OpenVPN since 2.4 sends them (opcode 1, key ids 5 to 7). No answer is
 * longer than its question.
 */
package io.voider.transport.tunnel;
