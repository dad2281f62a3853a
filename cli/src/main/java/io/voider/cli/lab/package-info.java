/**
 * The lab: a whole little Internet in network namespaces on one machine, with real nodes and real telephones in it.
 *
 * <pre>
 *    phone ── home ── router (a NAT of the chosen kind) ──┐
 *                                                         ├── internet ── vps (rendezvous)
 *    phone ── home ── router (a NAT of the chosen kind) ──┘
 * </pre>
 *
 * <p>Each box is a namespace, each line a veth pair. The internet is a switch of ours between packet channels, so that its
 * delay, jitter and loss can be chosen; nothing in it can reach the machine's own network, for there is no way out. The
 * lab's own thread may block: it is a script, told in the order in which things happen.
 */
package io.voider.cli.lab;
