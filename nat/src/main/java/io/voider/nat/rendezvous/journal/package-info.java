/**
 * Changes that a rendezvous must not lose, one a line, in a file that the server and the operator's commands share.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.journal;
