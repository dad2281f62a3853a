package io.voider.cli.exchange.presence;

import io.netty.buffer.Unpooled;
import io.voider.cli.exchange.DialledNumber;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A phone that watches a line: the dialog with it, and the NOTIFY that it has not answered yet, if any, which over UDP is repeated
 * after T1, then twice as long up to T2, for 64 T1 (RFC 3261 section 17.1.2). What changes meanwhile is told in the next one.
 */
final class LineSubscription {
    private static final long T1_NANOS = 500_000_000L;
    private static final long T2_NANOS = 4_000_000_000L;
    private static final long LIFE_NANOS = 64 * T1_NANOS;

    /** What ran out is forgotten, told or not, when it is looked at this much later. */
    private static final long GRACE_NANOS = LIFE_NANOS;

    /**
     * The dialog, as its NOTIFYs write it.
     *
     * @param way to the phone's contact, from the gateway; over TCP, back by the connection over which it subscribed last
     * @param target the phone's contact
     * @param from To of the SUBSCRIBE with this end's tag
     * @param to From of the SUBSCRIBE
     * @param event Event, parameters and all
     * @param entity the URI that is watched
     */
    record Dialog(Flow way, String target, String from, String to, String callId, String event, String entity) {}

    final DialledNumber number;
    private final EventPackage kind;
    private final String gateway;
    private Dialog dialog;
    private long expiresAtNanos;
    private int cSeq;
    private int version;
    private @Nullable WatchedLine told;
    private byte @Nullable [] waiting;
    private String branch = "";
    private long repeatNanos;
    private long intervalNanos;
    private long givenUpNanos;
    private boolean over;

    LineSubscription(DialledNumber number, EventPackage kind, String gateway, Dialog dialog, long expiresAtNanos) {
        this.number = number;
        this.kind = kind;
        this.gateway = gateway;
        this.dialog = dialog;
        this.expiresAtNanos = expiresAtNanos;
    }

    /** The phone goes on watching, from wherever it is now; it is told how the line is. */
    void refresh(Dialog now, long expires) {
        if (!now.way.equals(dialog.way)) {
            // What was said the way before may never have arrived.
            waiting = null;
        }
        dialog = now;
        expiresAtNanos = expires;
        told = null;
    }

    /** Whether what is told goes by that way. */
    boolean goesBy(Flow way) {
        return dialog.way.equals(way);
    }

    String from() {
        return dialog.from;
    }

    /** Tells how the line is, unless that was told, or something that was told is not answered yet. */
    void tell(WatchedLine now, String freshBranch, long nowNanos, UserAgentOutputs out) {
        if (!now.equals(told) && !isWaiting() && !over) {
            told = now;
            long seconds = Math.max(0, (expiresAtNanos - nowNanos) / 1_000_000_000L);
            send("active;expires=" + seconds, kind.body(dialog.entity, version++, now), freshBranch, nowNanos, out);
        }
    }

    /**
     * Tells the phone that nothing more will be told, and why.
     *
     * @param last how the line is, or null if it is no more
     */
    void end(String reason, @Nullable WatchedLine last, String freshBranch, long nowNanos, UserAgentOutputs out) {
        if (!over) {
            over = true;
            String body = last == null ? "" : kind.body(dialog.entity, version++, last);
            send("terminated;reason=" + reason, body, freshBranch, nowNanos, out);
        }
    }

    private void send(String state, String body, String freshBranch, long nowNanos, UserAgentOutputs out) {
        branch = "z9hG4bK" + freshBranch;
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "NOTIFY " + dialog.target + " SIP/2.0\r\nVia: SIP/2.0/"
                + (dialog.way.reliable() ? "TCP " : "UDP ") + gateway + ":"
                + dialog.way.localPort() + ";branch=" + branch + ";rport\r\nMax-Forwards: 70\r\nFrom: " + dialog.from
                + "\r\nTo: " + dialog.to + "\r\nCall-ID: " + dialog.callId + "\r\nCSeq: " + ++cSeq
                + " NOTIFY\r\nContact: <" + dialog.entity + ">\r\nEvent: " + dialog.event + "\r\nSubscription-State: "
                + state + "\r\n" + (content.length == 0 ? "" : "Content-Type: " + kind.contentType() + "\r\n")
                + "Content-Length: " + content.length + "\r\n\r\n";
        byte[] whole = (head + body).getBytes(StandardCharsets.UTF_8);
        waiting = whole;
        intervalNanos = T1_NANOS;
        repeatNanos = nowNanos + T1_NANOS;
        givenUpNanos = nowNanos + LIFE_NANOS;
        out.send(dialog.way, Unpooled.wrappedBuffer(whole));
    }

    /** Takes the response to the latest NOTIFY; whether it is one. A phone that knows of no subscription ends it. */
    boolean absorbs(String responseBranch, int status) {
        if (!responseBranch.equals(branch)) {
            return false;
        }
        if (status >= 200) {
            waiting = null;
            over |= status >= 300;
        }
        return true;
    }

    /** Repeats what is due. */
    void tick(long nowNanos, UserAgentOutputs out) {
        byte[] unanswered = waiting;
        if (unanswered == null) {
            return;
        }
        if (nowNanos - givenUpNanos >= 0) {
            waiting = null;
            over = true;
        } else if (!dialog.way.reliable() && nowNanos - repeatNanos >= 0) {
            intervalNanos = Math.min(2 * intervalNanos, T2_NANOS);
            repeatNanos = nowNanos + intervalNanos;
            out.send(dialog.way, Unpooled.wrappedBuffer(unanswered));
        }
    }

    /** Whether a NOTIFY is not answered yet. */
    boolean isWaiting() {
        return waiting != null;
    }

    /** Whether the phone no longer watches, and has not been told so. */
    boolean isUnsubscribed(long nowNanos) {
        return !over && nowNanos - expiresAtNanos >= 0;
    }

    /** Whether nothing more is to be said. */
    boolean isOver(long nowNanos) {
        return !isWaiting() && (over || nowNanos - expiresAtNanos > GRACE_NANOS);
    }
}
