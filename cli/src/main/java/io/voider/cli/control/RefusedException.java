package io.voider.cli.control;

/** A request that was refused: thrown by the node's operations, carried to the client as JSON, and thrown again there. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ControlRefusal refusal;

    /** @param refusal why */
    public RefusedException(ControlRefusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    /** A refusal of one kind. */
    public RefusedException(ControlRefusal.Code code, String message, String remedy) {
        this(new ControlRefusal(code, message, remedy));
    }

    /** Why. */
    public ControlRefusal refusal() {
        return refusal;
    }
}
