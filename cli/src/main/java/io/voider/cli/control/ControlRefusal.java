package io.voider.cli.control;

import io.voider.cli.state.Failure;
import io.voider.cli.state.Home;
import io.voider.cli.state.StateException;
import io.voider.cli.state.UnwrittenException;
import io.voider.ns.KernelException;
import io.voider.transport.identity.HandoverException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Set;
import java.util.concurrent.CompletionException;

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
        /** What was handed over is of no use: HTTP 400. */
        IDENTITY(400),
        /** The state does not allow it: HTTP 409. */
        CONFLICT(409),
        /** The peer does not answer: HTTP 504. */
        UNREACHABLE(504),
        /** It needs privileges that this process has not: HTTP 403. */
        PRIVILEGE(403),
        /** Who asks did not say who they are, as a browser must: HTTP 401. */
        LOGIN(401),
        /** It was tried too often: HTTP 429. */
        TOO_OFTEN(429),
        /** It was tried and failed, by the disk, the kernel or whatever the message names: HTTP 500. */
        FAILED(500),
        /** A fault of voider's own: HTTP 500. */
        FAULT(500);

        private final int httpStatus;

        Code(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        /** The status of an answer by HTTP. */
        public int httpStatus() {
            return httpStatus;
        }
    }

    /** What a failure is to people and programs, wherever it happened. */
    public static ControlRefusal of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String words = Failure.words(cause);
        if (cause instanceof RefusedException refused) {
            return refused.refusal();
        }
        if (cause instanceof UnwrittenException unwritten) {
            return new ControlRefusal(Code.FAILED, words, unwritten.remedy());
        }
        if (cause instanceof HandoverException) {
            return new ControlRefusal(Code.IDENTITY, words, "ask for a new one");
        }
        if (cause instanceof StateException || cause instanceof Home.HeldException) {
            return new ControlRefusal(Code.CONFLICT, words, "");
        }
        if (cause instanceof AccessDeniedException) {
            return new ControlRefusal(Code.PRIVILEGE, words, "run it as root, or with --home DIR of your own");
        }
        if (cause instanceof KernelException kernel) {
            return Set.of("EPERM", "EACCES").contains(kernel.errnoName())
                    ? new ControlRefusal(Code.PRIVILEGE, words, "run it as root, with sudo")
                    : new ControlRefusal(Code.FAILED, words, "");
        }
        if (cause instanceof IOException || cause instanceof UncheckedIOException) {
            return new ControlRefusal(Code.FAILED, words, "");
        }
        return new ControlRefusal(
                Code.FAULT,
                words,
                "that is a fault of voider's: the node's log, or VOIDER_DEBUG=1, shows where it happened");
    }
}
