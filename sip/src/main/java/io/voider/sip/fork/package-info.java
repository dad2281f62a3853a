/**
 * One INVITE to several phones (RFC 3261 section 16): which of them is called when, what of their responses goes on, and which of
 * them is told that it rings no more. Pure: statuses and time come in, what is to be sent goes out.
 */
@NullMarked
package io.voider.sip.fork;

import org.jspecify.annotations.NullMarked;
