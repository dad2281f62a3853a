package io.voider.sip.call;

/**
 * A server transaction that has given its final answer (RFC 3261 sections 17.2.1 and 17.2.2).
 *
 * <pre>
 *                REPEATED               ACKNOWLEDGED  TIMEOUT
 * INVITED        · (answer again)       CONFIRMED     TERMINATED   answer repeated after T1, 2 T1 … T2 until acknowledged
 * CONFIRMED      · (absorbed)           ·             TERMINATED   absorbs late copies for T4
 * COMPLETED      · (answer again)       ·             TERMINATED   any other method
 * TERMINATED     ·                      ·             ·
 * </pre>
 */
enum ServerState {
    /** An INVITE was answered and the ACK is awaited: RFC 3261's "completed" of an INVITE transaction. */
    INVITED,
    /** The ACK came. */
    CONFIRMED,
    /** A request other than INVITE was answered. */
    COMPLETED,
    /** Forgotten. */
    TERMINATED;

    enum Event {
        REPEATED,
        ACKNOWLEDGED,
        TIMEOUT
    }

    ServerState next(Event event) {
        return switch (event) {
            case REPEATED -> this;
            case ACKNOWLEDGED -> this == INVITED ? CONFIRMED : this;
            case TIMEOUT -> TERMINATED;
        };
    }

    /** Whether a repeated request is answered again. */
    boolean answersAgain() {
        return this == INVITED || this == COMPLETED;
    }
}
