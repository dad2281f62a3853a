package io.voider.cli.control;

/**
 * Why a running node did not do what it was asked.
 *
 * @param code what kind of refusal, for programs
 * @param message what failed, on what, for people
 * @param remedy what to do about it; empty if nothing can be advised
 */
public record ControlRefusal(Code code, String message, String remedy) {
    /** What kinds of refusal there are. */
    public enum Code {
        /** The request made no sense: HTTP 400. */
        INVALID(400),
        /** There is no such thing: HTTP 404. */
        NOT_FOUND(404),
        /** The state does not allow it: HTTP 409. */
        CONFLICT(409),
        /** The peer does not answer: HTTP 504. */
        UNREACHABLE(504),
        /** The node itself failed: HTTP 500. */
        FAILED(500);

        private final int httpStatus;

        Code(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        int httpStatus() {
            return httpStatus;
        }
    }
}
