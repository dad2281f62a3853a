/**
 * Arbitraries of SIP messages and SDP bodies that the grammar allows but nobody writes.
 *
 * <p>A generated message is a {@link io.voider.sip.generate.Template}: text in which each place where the grammar has
 * an address of the mapped pair is a slot, not digits. Rendered with the addresses of the phone's side and with those
 * of the tunnel's side it gives two messages, and a rewriter is right exactly if it turns each into the other. So the
 * generator is the oracle: it never has to find an address in a text, because it put it there.
 *
 * <p>Everything is built from lists and choices, plainest first, so that a failing message shrinks to a short one with
 * single spaces, plain header names and the few lines that matter.
 */
@NullMarked
package io.voider.sip.generate;

import org.jspecify.annotations.NullMarked;
