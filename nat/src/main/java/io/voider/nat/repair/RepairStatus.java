package io.voider.nat.repair;

/**
 * What is done against loss in a call.
 *
 * @param work whether the call's datagrams are sent twice, or would be but for a path that is full
 * @param lostPercent of all that is sent, copies included, 0…100
 */
public record RepairStatus(Work work, int lostPercent) {
    /** Whether anything is done. */
    public enum Work {
        NONE,
        REPEATING,
        YIELDING
    }

    /** Nothing is done. */
    public static final RepairStatus NONE = new RepairStatus(Work.NONE, 0);

    /** In a clause; empty if nothing is done. */
    public String words() {
        return switch (work) {
            case NONE -> "";
            case REPEATING -> "the path there loses " + lostPercent + " % of what is sent, so it is sent twice";
            case YIELDING -> "the path there is full and loses " + lostPercent + " % of what is sent";
        };
    }
}
