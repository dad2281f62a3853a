package io.voider.cli.exchange;

/** Whether a line can carry a call now. */
public interface Availability {
    /**
     * Why a call cannot go over that line, in a few words that fit a phone's display; empty if it can. {@link
     * LineId#HOME} always can.
     */
    String whyUnavailable(LineId line);

    /** Why no phone of this home can be called, in a few words that fit a phone's display; empty if they can. */
    default String whyNoPhone() {
        return "";
    }

    /**
     * Whether a phone of this home is known not to be there, though others may be.
     *
     * @param phone its address
     */
    default boolean isAbsent(int phone) {
        return false;
    }

    /** Why a call over a line must not ring here, in a few words that fit a phone's display; empty if it may. */
    default String whyQuiet(LineId line) {
        return "";
    }
}
