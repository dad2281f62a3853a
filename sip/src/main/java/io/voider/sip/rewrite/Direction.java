package io.voider.sip.rewrite;

/** Which way a message goes through the exchange. */
public enum Direction {
    /** From the phone into the tunnel: the phone's address becomes 172.29.me.p, the dialled one 172.29.s.q. */
    OUT,
    /** From the tunnel to the phone. */
    IN
}
