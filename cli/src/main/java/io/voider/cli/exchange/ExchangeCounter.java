package io.voider.cli.exchange;

import io.voider.transport.count.Counted;

/** What the exchange counts of signalling. Everything that it does not pass on is counted under one of these. */
public enum ExchangeCounter implements Counted {
    /** SIP messages passed on, over UDP or TCP. */
    SIP_PASSED("sip.passed", "SIP messages passed on"),
    /** Requests that the exchange answered itself. */
    SIP_ANSWERED("sip.answered", "SIP requests that the exchange answered itself"),
    /** Line ends and zeros that phones send to keep a NAT open. */
    SIP_KEEP_ALIVE("sip.keep-alive", "keep-alives, which end here"),
    /** No SIP message, or one that two readers could read differently. */
    DROPPED_NOT_SIP("dropped.not-sip", "datagrams that are no SIP message, or an ambiguous one"),
    /** Responses that did not cross, and another in whose place did. */
    SIP_REPLACED("sip.replaced", "responses that did not cross, and whose caller got another in their place"),
    /** Requests that cannot be read, but whose sender could be told so. */
    SIP_BROKEN("sip.broken", "requests that cannot be read, and were answered with 400"),
    /** A fault of this program's, behind which the other calls go on. */
    TICK_FAILED("tick.failed", "what was to be done as time passed, and failed for a fault of this program's"),
    /** More signalling than a friend has leave for. */
    DROPPED_OVER_BUDGET("dropped.over-budget", "SIP messages of friends who spent more than their budget"),
    /** More signalling than a device on the phones' wire has leave for. */
    DROPPED_OVER_SHARE(
            "dropped.over-share", "SIP messages, and pieces of such, of a device on the phones' wire beyond its share"),
    /** Part of no call between its sender and its receiver; or a phone's response to another INVITE than it was sent. */
    DROPPED_NO_DIALOG(
            "dropped.no-dialog",
            "SIP messages that belong to no call between these two, or answer no INVITE that was sent"),
    /** One more branch of a call that was answered than a call may have. */
    DROPPED_BRANCH("dropped.branch", "answers of more branches of a call than it may have, which are hung up on"),
    /** Refused at the tunnel's edge as a whole. */
    DROPPED_BY_POLICY("dropped.by-policy", "SIP messages refused by the edge policy"),
    /** The rewriter could not make it a message of the other side's. */
    DROPPED_BY_REWRITER("dropped.by-rewriter", "SIP messages that cannot be rewritten without loss"),
    /** From or to an address that nobody has. */
    DROPPED_NOBODY("dropped.nobody", "packets from or to an address that nobody has, or not allowed to call there"),
    /** Neither UDP nor a piece of it. */
    DROPPED_NOT_UDP("dropped.not-udp", "packets that are not UDP; TCP goes another way"),
    /** More signalling at once than anybody needs. */
    DROPPED_BUSY("dropped.busy", "datagrams beyond what may wait for the exchange at once");

    private final String label;
    private final String meaning;

    ExchangeCounter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
