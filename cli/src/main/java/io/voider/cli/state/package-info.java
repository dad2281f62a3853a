/**
 * What a node remembers, in one directory (mode 0700, its files 0600):
 *
 * <pre>
 *   lock              held by the one process that may change anything here
 *   state.json        everything that is not a secret of its own: {@link io.voider.cli.state.State}
 *   state.json.layout-N  the same as an earlier voider left it, kept when this one made the present layout of it
 *   authority/        the exchange's keys and certificates
 *   exchanges/I.ovpn  the invitation by which exchange I was joined
 *   birth             there while the node is made for the first time: until it is gone, the keys belong to no node
 *   calls.jsonl       the latest calls that ended, one a line
 *   control.sock      where the running node answers
 * </pre>
 *
 * <p>{@code state.json} is the commit point of every change: whatever another file must hold is written before the
 * state that names it, and what the state does not name is a leftover that the next start deletes. So a node killed at
 * any moment is found before a change or after it, never between.
 */
package io.voider.cli.state;
