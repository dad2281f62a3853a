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
    private Arrival caller;
    private final DialPlan plan;
    private final Predicate<PhoneLine> absent;
    private final Parties first;
    private byte[] invite;
    private final String callId;
    private final long cSeq;
    private final @Nullable String fromTag;
    private final @Nullable String branch;
    private final ResponseContext context;
    private final Map<Integer, Refusal> refusals = new HashMap<>();
    /** To which port each phone is called, by its address. */
    private final Map<Integer, Integer> ports = new HashMap<>();

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

    /** The caller was heard. A connection of its may have taken the place of the one by which the INVITE came, which is gone then. */
    void isReachedBy(Arrival arrival) {
        if (arrival.flow().reliable() || caller.flow().reliable()) {
            caller = arrival;
        }
    }

    /** By which way the caller is reached. */
    Arrival caller() {
        return caller;
    }

    String callId() {
        return callId;
    }

    String fromTag() {
        return Objects.requireNonNullElse(fromTag, "");
    }

    /**
     * Whether that one, which began later, is another attempt of the same call's (RFC 3261 section 8.1.3.5), or a call that is numbered
     * like this one, which is over then.
     */
    boolean isReplacedBy(Fork other) {
        return other.cSeq >= cSeq
                && other.callId.equals(callId)
                && other.fromTag().equals(fromTag());
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

    /** Whether a message is of the caller's transactions in this call, in whatever attempt. */
    boolean isOfCall(SipMessage message) {
        return Objects.equals(message.fromTag(), fromTag);
    }

    /** Whether a message has this INVITE's number: a copy of it, its CANCEL, or a response. */
    boolean isOf(SipMessage message) {
        return isOfCall(message) && message.cseq().number() == cSeq;
    }

    /** Whether it is of this very INVITE, and no other attempt's under its number (RFC 3261 sections 9.2, 17.1.3, 17.2.3). */
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
        return !message.isRequest() && message.cseq().method() == to && isCopy(message);
    }

    /** The port of the phone at an address to which all goes that is of this INVITE; 0 for the one to which the caller sent it. */
    int port(int address, SipPorts known) {
        return ports.computeIfAbsent(address, first -> {
            Flow flow = caller.flow();
            boolean goes = !caller.isGuarded() || flow.reliable() || known.has(address, flow.localPort());
            return goes ? 0 : SipPorts.FIRST;
        });
    }

    void keep(int phone, Flow flow, SipMessage refusal) {
        refusals.put(phone, new Refusal(flow, copy(refusal)));
    }

    /** What a phone refused with, or null if it never did. */
    @Nullable
    Refusal refusal(int phone) {
        return refusals.get(phone);
    }

    /** The caller has one of the refusals, or none. */
    void forgetRefusals() {
        refusals.clear();
    }

    /** Forgets what nobody will ask for any more: nothing more is sent to a phone. */
    void settle() {
        forgetRefusals();
        invite = new byte[0];
    }
}
