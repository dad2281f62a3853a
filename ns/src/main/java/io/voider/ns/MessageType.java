package io.voider.ns;

/** The rtnetlink messages of this module: {@code rtnetlink(7)}. */
enum MessageType {
    RTM_NEWLINK(16),
    RTM_DELLINK(17),
    RTM_GETLINK(18),
    RTM_NEWADDR(20),
    RTM_DELADDR(21),
    RTM_GETADDR(22),
    RTM_NEWROUTE(24),
    RTM_DELROUTE(25),
    RTM_GETROUTE(26),
    RTM_NEWNEIGH(28),
    RTM_DELNEIGH(29),
    RTM_GETNEIGH(30),
    RTM_NEWRULE(32),
    RTM_DELRULE(33),
    RTM_GETRULE(34);

    private final int number;

    MessageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
