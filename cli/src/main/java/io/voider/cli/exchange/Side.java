package io.voider.cli.exchange;

/** Where a packet comes in or goes out. */
public sealed interface Side {
    /** The phones of this home. */
    enum Phones implements Side {
        /** All of them hang on one interface. */
        PHONES
    }

    /**
     * The tunnel of an exchange.
     *
     * @param index the number i that one dials: 1 is my own exchange, 2…254 those I joined
     */
    record Tunnel(int index) implements Side {}
}
