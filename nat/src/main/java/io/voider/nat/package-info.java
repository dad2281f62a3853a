/** STUN, candidates, hole punching, paths, the rendezvous. */
package io.voider.nat;
