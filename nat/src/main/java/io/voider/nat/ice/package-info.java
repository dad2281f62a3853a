/**
 * Finding a path between two homes: connectivity checks in the spirit of ICE (RFC 8445), without roles. Pure: datagrams,
 * offers and the time go in, datagrams and offers come out ({@link io.voider.nat.ice.AgentOutputs}); no socket, no clock.
 *
 * <p>Both sides do the same. Each gathers its own addresses, sends them to the other as an {@link
 * io.voider.nat.ice.Offer}, and checks every pair (own socket or relay, address of the other) with a STUN Binding request
 * that the other side's password signs:
 *
 * <pre>
 *   A                          rendezvous                         B
 *   | offer a1 -------------------------------------------------&gt; |
 *   |                                     short-lived openers ··x | B's mapping towards A is open
 *   | &lt;------------------------------------- offer b1, heard a1   | B waits one way through the rendezvous
 *   | openers ··x                                                 | A's mapping is open
 *   | check ----------------------------------------------------&gt; | passes B's NAT
 *   | &lt;-------------------------------------- response, and check | passes A's NAT
 * </pre>
 *
 * <p>A pair on which the peer answered is a path, usable at once. Each side chooses by itself which path it sends on and
 * listens on all; so nothing has to be agreed when one breaks. An address from which an authenticated check comes is a
 * candidate, whatever an offer said.
 *
 * <p>All methods of {@link io.voider.nat.ice.Agent} are called from one thread. Times are nanoseconds of a clock that
 * never goes back.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.ice;
