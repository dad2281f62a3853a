package io.voider.sip.call;

/** Takes the tracker's actions. It is called from inside the tracker and must not call back into it. */
@FunctionalInterface
public interface CallListener {
    /** Something happened. */
    void accept(CallAction action);
}
