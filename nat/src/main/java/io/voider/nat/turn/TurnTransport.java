package io.voider.nat.turn;

/** How a relay is spoken to; what it relays is UDP always. */
public enum TurnTransport {
    UDP,
    TCP,
    TLS
}
