/**
 * What every stream of the program has in common: how much of its memory and time one peer may have.
 *
 * <p>A peer that does not read what it is sent is no longer read from; one that leaves it unread for too long, or has too
 * much of it waiting, is cut off; and so is one that connects and says nothing.
 */
package io.voider.transport.stream;
