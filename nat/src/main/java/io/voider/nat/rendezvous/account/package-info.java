/**
 * Who may use a rendezvous: accounts and their readers in memory, on the disk, and in the operator's hands; and the server's
 * key, without which they are worth nothing.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.rendezvous.account;
