/**
 * A network link in user space: what two packet channels receive, each gets from the other, later, less, more than once
 * or in another order. For the lab and for every test that needs a bad network; no kernel module is involved.
 *
 * <p>{@link io.voider.transport.link.LinkScheduler} decides and keeps, given bytes and the time; {@link
 * io.voider.transport.link.Wire} brings it to an event loop. The same seed and the same arrivals give the same fate to
 * each packet.
 */
package io.voider.transport.link;
