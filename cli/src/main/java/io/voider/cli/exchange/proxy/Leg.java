package io.voider.cli.exchange.proxy;

import io.voider.sip.AddressSpan;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy remembers of one Call-ID of a phone's.
 *
 * <p>What the other party begins is read by {@link #view}, in which its name is the one of this home's phone book. What the phone
 * begins itself may call it by that name or not; the other party never reads it, and the phone reads in the response what it wrote.
 */
final class Leg {
    /** How many requests of the phone's are remembered of one call. */
    static final int MOST_REQUESTS = 16;
    /** How much text one call may need to be remembered, in bytes. */
    static final int LONGEST_TEXTS = 2_048;

    private static final int LONGEST_ENTRY = 512;
    private static final long QUESTION_NANOS = 32_000_000_000L;
    private static final long UNANSWERED_NANOS = 600_000_000_000L;
    private static final long ANSWERED_NANOS = 12 * 3_600_000_000_000L;

    /**
     * A request of the phone's.
     *
     * @param through whether it was sent to the gateway, so that its response comes from there
     */
    record Request(boolean through, CallView view) {}

    private final CallView view;
    private final CallView plain;
    /** Where the other party is, as the phone would dial it. */
    private final int dialled;
    /** Where the phone wants to be called, or null for the port that was called. */
    private final @Nullable Binding binding;
    /** CSeq with which it began. */
    private final long began;

    /** Whether it is one question and its answer, which has no dialog. */
    private final boolean question;

    private long heardAtNanos;
    private boolean answered;
    private boolean ended;
    private boolean ofTheGateway;

    private final Map<Long, Request> requests = new LinkedHashMap<>();
    /** CSeq of the other party's latest requests whose answer's way was asked for here. */
    private final Set<Long> askedForPort = new LinkedHashSet<>();

    /**
     * @param binding where the phone is registered that is called, or null
     * @param beginning the request with which it begins
     */
    Leg(CallView view, int dialled, @Nullable Binding binding, SipMessage beginning, long nowNanos) {
        this.view = view;
        this.plain =
                view.entries().isEmpty() ? view : new CallView(view.self(), view.other(), view.target(), List.of());
        this.dialled = dialled;
        this.binding = binding;
        this.began = beginning.cseq().number();
        this.question = beginning.method() == SipMethod.OPTIONS || beginning.method() == SipMethod.MESSAGE;
        this.heardAtNanos = nowNanos;
    }

    /**
     * A message of the call passed.
     *
     * @return whether the question that it was has its answer, so that it is to be forgotten
     */
    boolean hears(SipMessage message, long nowNanos) {
        heardAtNanos = nowNanos;
        if (message.isRequest()) {
            ended |= message.method() == SipMethod.BYE;
            return false;
        }
        int status = message.statusCode();
        boolean ofInvite = message.cseq().method() == SipMethod.INVITE;
        answered |= ofInvite && status / 100 == 2;
        ended |= ofInvite && status >= 300 && !answered;
        return question && status >= 200 && message.cseq().number() == began;
    }

    /** The phone is asked for the port that it sees, which the other party did not do ({@link ReturnPath}). */
    void askForPort(SipMessage request) {
        askedForPort.add(request.cseq().number());
        if (askedForPort.size() > MOST_REQUESTS) {
            Iterator<Long> oldest = askedForPort.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    boolean isAskedForPort(SipMessage response) {
        return askedForPort.contains(response.cseq().number());
    }

    /** Whether nothing of it is to come that another could not be instead of. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether nothing was heard of it for so long that nothing will be. */
    boolean isOver(long nowNanos) {
        long lasts = question ? QUESTION_NANOS : answered && !ended ? ANSWERED_NANOS : UNANSWERED_NANOS;
        return nowNanos - heardAtNanos >= lasts;
    }

    /** The other party named the gateway's address itself, which many homes' gateways have, and reads that again. */
    void setOfTheGateway() {
        ofTheGateway = true;
    }

    boolean isOfTheGateway() {
        return ofTheGateway;
    }

    /** Whether its texts are more than are kept. */
    boolean isTooLong() {
        return view.length() > LONGEST_TEXTS;
    }

    int dialled() {
        return dialled;
    }

    long began() {
        return began;
    }

    CallView view() {
        return view;
    }

    /** The port at which the phone is to get a request, or 0 for the one to which it was sent. */
    int port(SipMessage request, String requestUri) {
        return binding != null && view.isAtTarget(request, requestUri) ? binding.port() : 0;
    }

    /**
     * The phone's port of the connection over which it is to get a request, if that is still there; or 0 for none. What follows in a
     * dialog goes the way of its beginning, or of what the phone has instead now (RFC 5626 section 5.3).
     *
     * @param latest how the phone is registered now, or null
     */
    int connection(@Nullable Binding latest) {
        if (binding == null || binding.connection() == 0) {
            return 0;
        }
        return latest == null || latest.connection() == 0 ? binding.connection() : latest.connection();
    }

    /** How a request of the phone's is read; its response will be read likewise. */
    CallView begins(SipMessage request, boolean through) {
        return note(request, new Request(through, reading(request)));
    }

    /** A request of the phone's outside the dialog that is nothing of this, and reads alike everywhere. */
    void passes(SipMessage request) {
        note(request, new Request(false, CallView.SAME));
    }

    private CallView note(SipMessage request, Request noted) {
        long number = request.cseq().number();
        SipMethod method = request.method();
        if ((method == SipMethod.ACK || method == SipMethod.CANCEL) && requests.containsKey(number)) {
            // They have the number of their INVITE, whose response is read as that was written.
            return noted.view;
        }
        requests.remove(number);
        requests.put(number, noted);
        if (requests.size() > MOST_REQUESTS) {
            Iterator<Long> oldest = requests.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return noted.view;
    }

    /** The request to which a response belongs. */
    Request answered(SipMessage response) {
        return requests.getOrDefault(response.cseq().number(), new Request(false, plain));
    }

    private CallView reading(SipMessage request) {
        int index = request.indexOf(SipHeader.TO);
        if (view.entries().isEmpty() || index < 0) {
            return plain;
        }
        AddressSpan span = new AddressSpan().wrap(request.array(), request.valueStart(index), request.valueEnd(index));
        if (!span.next()) {
            return plain;
        }
        String written = new String(
                request.array(),
                span.displayStart(),
                span.parametersStart() - span.displayStart(),
                StandardCharsets.ISO_8859_1);
        if (written.length() > LONGEST_ENTRY) {
            return plain;
        }
        String display = display(request);
        for (TextSwap entry : view.entries()) {
            if (entry.phone().equals(written)
                    || (display != null && entry.phone().startsWith('"' + display + '"'))) {
                return plain.with(new TextSwap(written, entry.text()));
            }
        }
        return plain;
    }

    /** The display name of To, a byte a character, or null for none. */
    private static @Nullable String display(SipMessage request) {
        List<NameAddress> to = request.addresses(SipHeader.TO, 1);
        if (to.isEmpty() || to.get(0).displayName().isEmpty()) {
            return null;
        }
        byte[] name = to.get(0).displayName().getBytes(StandardCharsets.UTF_8);
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
