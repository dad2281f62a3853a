/**
 * The node: namespaces, channels, tunnels and paths, joined to an exchange.
 *
 * <p>Threads. <em>Signalling</em> is one event loop: the switchboard, the calls, the lines' states, the rendezvous'
 * news, and the phones' channel live there. <em>Carrying</em> loops, one for each core, have the tunnels' packet channels
 * and the lines' sockets; a line stays on one. <em>Books</em> is one ordinary thread, where what blocks on the disk
 * or on the making of keys is done; <em>following</em> another, where the node is made to fit what was written: what blocks
 * on the kernel or on OpenVPN. Loops talk to each other by handing over tasks, never by waiting.
 */
package io.voider.cli.node;
