package io.voider.nat.ice;

/**
 * A NAT in the terms of RFC 4787.
 *
 * @param mapping section 4.1
 * @param allocation section 4.2
 * @param filtering section 5
 * @param hairpins section 6
 * @param acceptsInput whether the router accepts unknown UDP to itself, as a Linux router without an INPUT policy does:
 *     such a packet claims its tuple, and a later flow of the inside that would have had it gets another port
 */
record NatBehaviour(
        Dependence mapping, Allocation allocation, Dependence filtering, boolean hairpins, boolean acceptsInput) {
    enum Dependence {
        ENDPOINT_INDEPENDENT,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    enum Allocation {
        PRESERVING,
        SEQUENTIAL,
        RANDOM_IN_BLOCK,
        RANDOM
    }

    boolean symmetric() {
        return mapping != Dependence.ENDPOINT_INDEPENDENT;
    }
}
