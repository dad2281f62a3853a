package io.voider.cli.exchange;

import io.voider.cli.state.PhoneLine;
import io.voider.sip.Parties;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Flow;
import io.voider.sip.fork.Diversion;
import io.voider.sip.fork.ResponseContext;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One INVITE to several phones of this home: who sent it, and what each of the phones answered. */
final class Fork {
    /**
     * A refusal that may be what the caller gets.
     *
     * @param flow by which way it came from the phone
     * @param bytes as the phone wrote it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Refusal(Flow flow, byte[] bytes) {}

    private final Called called;
    private final Arrival caller;
    private final DialPlan plan;
    private final Predicate<PhoneLine> absent;
    private final Parties first;
    private final byte[] invite;
    private final String callId;
    private final long cSeq;
    private final @Nullable String fromTag;
    private final @Nullable String branch;
    private final ResponseContext context;
    private final Map<Integer, Refusal> refusals = new HashMap<>();

    /**
     * @param caller by which way the INVITE came
     * @param absent whether a phone is not there, so that nothing is forwarded to it
     */
    Fork(Called called, Arrival caller, DialPlan plan, Predicate<PhoneLine> absent, SipMessage invite) {
        this.called = called;
        this.caller = caller;
        this.plan = plan;
        this.absent = absent;
        this.first = called.at(called.phones().get(0));
        this.invite = copy(invite);
        this.callId = invite.callId();
        this.cSeq = invite.cseq().number();
        this.fromTag = invite.fromTag();
        this.branch = branch(invite);
        this.context = new ResponseContext(this::diversion, caller.flow().reliable());
    }

    private static byte[] copy(SipMessage message) {
        return Arrays.copyOfRange(message.array(), message.start(), message.end());
    }

    private Diversion diversion(int phone) {
        Diversion all = plan.diversion(phone, caller.network(), caller.flow().address());
        return new Diversion(present(all.ifBusy()), present(all.ifUnanswered()), all.afterNanos());
    }

    private List<Integer> present(List<Integer> phones) {
        return phones.stream()
                .filter(phone -> plan.phone(phone).filter(absent.negate()).isPresent())
                .toList();
    }

    Called called() {
        return called;
    }

    /** By which way the caller is reached. */
    Arrival caller() {
        return caller;
    }

    String callId() {
        return callId;
    }

    ResponseContext context() {
        return context;
    }

    /** The INVITE as the caller wrote it. */
    SipMessage invite(SipDecoder decoder) {
        return decoder.decode(invite, 0, invite.length);
    }

    /** The caller and a phone of this home, which is there as long as the plan that the call began with says so. */
    Parties at(int phone) {
        PhoneLine line =
                plan.phone(phone).orElseThrow(() -> new IllegalArgumentException("there is no phone " + phone));
        return called.at(line);
    }

    /** The caller and the phone that was called first. */
    Parties first() {
        return first;
    }

    /** The number of the phone at an address; 0 if none there was called. */
    int phone(int address) {
        for (int phone : context.phones()) {
            if (at(phone).phone() == address) {
                return phone;
            }
        }
        return 0;
    }

    /** Whether a message names this INVITE: a copy of it, its CANCEL, or a response. */
    boolean isOf(SipMessage message) {
        String tag = message.fromTag();
        boolean same = tag == null ? fromTag == null : tag.equals(fromTag);
        return same && message.cseq().number() == cSeq;
    }

    /** Whether it is a copy of this INVITE, and no other attempt under its number (RFC 3261 section 17.2.3). */
    boolean isCopy(SipMessage message) {
        return isOf(message) && Objects.equals(branch(message), branch);
    }

    private static @Nullable String branch(SipMessage message) {
        try {
            return message.topVia().branch();
        } catch (SipRefusal unreadable) {
            return null;
        }
    }

    /** Whether it is a response to the INVITE that went to a phone. */
    boolean isAnswer(SipMessage message, SipMethod to) {
        return !message.isRequest() && message.cseq().method() == to && isOf(message);
    }

    void keep(int phone, Flow flow, SipMessage refusal) {
        refusals.put(phone, new Refusal(flow, copy(refusal)));
    }

    /** What a phone refused with, or null if it never did. */
    @Nullable
    Refusal refusal(int phone) {
        return refusals.get(phone);
    }

    /** Forgets what nobody will ask for any more. */
    void settle() {
        refusals.clear();
    }
}
