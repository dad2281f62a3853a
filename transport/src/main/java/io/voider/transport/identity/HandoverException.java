package io.voider.transport.identity;

/** A file, text or key that was handed over is not one that voider could have written. The message says where and why. */
public final class HandoverException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message one sentence: what is wrong with what */
    public HandoverException(String message) {
        super(message);
    }

    HandoverException(String message, Throwable cause) {
        super(message, cause);
    }

    static HandoverException atLine(int line, String message) {
        return new HandoverException("line " + line + ": " + message);
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new HandoverException(otherwise);
        }
    }
}
