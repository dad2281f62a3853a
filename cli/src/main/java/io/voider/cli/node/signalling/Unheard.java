package io.voider.cli.node.signalling;

import io.voider.cli.exchange.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The requests that were written to a connection since anything came over it, and that were answered by no other, the latest
 * {@value #MOST} and {@value #MOST_BYTES} bytes of them: a peer that was restarted has heard none, and says so by ending the connection.
 * What gives way was heard in all likelihood, and after {@value #LASTS_SECONDS} s nobody waits for an answer any more (RFC 3261
 * section 17.1.1.2).
 */
final class Unheard {
    static final int MOST = 16;
    private static final int MOST_BYTES = 128 << 10;
    private static final long LASTS_SECONDS = 32;

    /**
     * A request that was written.
     *
     * @param sender whose it is, and who waits for its answer
     * @param request with a message of its own, to be released
     * @param again whether it was written to another connection before
     * @param writtenNanos when it was written, or began to wait for that
     */
    record Request(SipConnection sender, Outcome.Passed request, boolean again, long writtenNanos) {
        /** The same with a message that is released by itself. */
        Request retained() {
            Outcome.Passed of = request;
            return new Request(
                    sender,
                    new Outcome.Passed(
                            of.network(),
                            of.source(),
                            of.destination(),
                            of.port(),
                            of.connection(),
                            of.message().retainedDuplicate()),
                    again,
                    writtenNanos);
        }

        private int bytes() {
            return request.message().readableBytes();
        }

        void release() {
            request.message().release();
        }
    }

    private record Kept(Request request, AwaitedAnswers.Question question) {}

    private final AwaitedAnswers answers;
    private final Queue<Kept> requests = new ArrayDeque<>();
    private int bytes;

    Unheard(AwaitedAnswers answers) {
        this.answers = answers;
    }

    /** @param question whom it asks what */
    void add(Request written, AwaitedAnswers.Question question) {
        requests.add(new Kept(written, question));
        answers.await(question, this);
        bytes += written.bytes();
        while (requests.size() > MOST || bytes > MOST_BYTES) {
            remove(requests.remove()).release();
        }
    }

    private Request remove(Kept kept) {
        answers.forget(kept.question, this);
        bytes -= kept.request.bytes();
        return kept.request;
    }

    /** Something came: what was written until now is heard. */
    void heard() {
        requests.forEach(kept -> remove(kept).release());
        requests.clear();
    }

    /** That was answered by another connection. */
    void heard(AwaitedAnswers.Question question) {
        requests.removeIf(kept -> {
            boolean answered = kept.question.equals(question);
            if (answered) {
                remove(kept).release();
            }
            return answered;
        });
    }

    /** Those for whose answers somebody may wait; they are the caller's from now on. */
    List<Request> take(long nowNanos) {
        List<Request> taken = new ArrayList<>();
        for (Kept kept : requests) {
            Request request = remove(kept);
            if (nowNanos - request.writtenNanos < LASTS_SECONDS * 1_000_000_000L) {
                taken.add(request);
            } else {
                request.release();
            }
        }
        requests.clear();
        return taken;
    }
}
