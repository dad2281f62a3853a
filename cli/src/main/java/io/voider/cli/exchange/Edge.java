package io.voider.cli.exchange;

import io.netty.buffer.ByteBuf;
import io.voider.cli.state.GatewayNames;
import io.voider.cli.state.PhoneAddress;
import io.voider.sip.Ipv4Text;
import io.voider.sip.NameAddress;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.CallTracker;
import io.voider.sip.call.Standing;
import io.voider.sip.rewrite.EdgePolicy;
import io.voider.sip.rewrite.Rewriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may come out of a tunnel: {@link EdgeRule}, worked out. It looks at a message twice: first at what it asks for, then, when the
 * tracker has said what it belongs to, at whether its sender may ask for that there.
 */
final class Edge {
    private static final Set<String> EVENTS =
            Set.of("refer", "dialog", "conference", "presence", "kpml", "message-summary");
    private static final Pattern TAG =
            Pattern.compile("(?i);\\s*(to-tag|from-tag|local-tag|remote-tag)\\s*=\\s*([^;,\\s]+)");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Set<SipHeader> NAMING =
            EnumSet.of(SipHeader.REPLACES, SipHeader.JOIN, SipHeader.TARGET_DIALOG);
    /** As many numbers as a phone may be sent to at once. */
    private static final int MOST_CONTACTS = 32;

    private final EdgePolicy policy;
    private final CallTracker tracker;
    /** For what is read besides the message that is crossing. */
    private final SipDecoder decoder = new SipDecoder();

    Edge(EdgePolicy policy, CallTracker tracker) {
        this.policy = policy;
        this.tracker = tracker;
    }

    /**
     * Judges a message by what it asks for.
     *
     * @param guarded whether it came out of a tunnel
     * @param mayAnswerAutomatically whether the sender may make phones answer by themselves
     * @return what is said instead if it may not be asked, or null
     */
    @Nullable
    Answer forbids(Parties parties, Side from, SipMessage message, boolean guarded, boolean mayAnswerAutomatically) {
        EdgePolicy.Verdict verdict = policy.judge(message, from);
        if (verdict instanceof EdgePolicy.Verdict.Forward && parties.isPlain()) {
            // Between two friends each is a phone's side to the other.
            verdict = policy.judge(message, from.other());
        }
        if (verdict instanceof EdgePolicy.Verdict.Refuse refusal) {
            return answerOf(refusal);
        }
        EdgeRule forbidding = guarded && message.isRequest() ? forbids(parties, message, mayAnswerAutomatically) : null;
        return forbidding == null ? null : forbidding.answer();
    }

    /** Judges what the rewriter found in a message; what is said instead if it does not cross for that, or null. */
    @Nullable
    Answer forbids(Rewriter rewriter) {
        return policy.judge(rewriter) instanceof EdgePolicy.Verdict.Refuse refusal ? answerOf(refusal) : null;
    }

    private static Answer answerOf(EdgePolicy.Verdict.Refuse refusal) {
        return refusal.statusCode() == 405
                ? Answer.methodNotAllowed()
                : Answer.of(refusal.statusCode(), refusal.reason());
    }

    private @Nullable EdgeRule forbids(Parties parties, SipMessage request, boolean mayAnswerAutomatically) {
        SipMethod method = request.method();
        if (maySaySender(method) && !hasSender(request)) {
            return EdgeRule.SENDERLESS;
        }
        boolean acts = method == SipMethod.INVITE || method == SipMethod.INFO || method == SipMethod.NOTIFY;
        if (acts && !mayAnswerAutomatically && AutomaticAnswer.isAskedIn(request)) {
            return EdgeRule.AUTOMATIC_ANSWER;
        }
        return namesOthersDialog(parties, request) ? EdgeRule.OTHERS_DIALOG : null;
    }

    /** Whether a phone may show whom a request is from. What ends or confirms is shown to nobody, and its loss would leave a call up. */
    private static boolean maySaySender(SipMethod method) {
        return switch (method) {
            case ACK, BYE, CANCEL, PRACK -> false;
            default -> true;
        };
    }

    private static boolean hasSender(SipMessage request) {
        try {
            return !request.from().uri().text().isEmpty();
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /** RFC 6665 has an Event in each NOTIFY. A talk event got here only because it is allowed. */
    private static boolean isHarmless(SipMessage notify) {
        String event = notify.value(SipHeader.EVENT);
        String name = event == null ? "" : event.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return EVENTS.contains(name) || name.equals("talk") || name.equals("hold");
    }

    /** RFC 3891, RFC 3911, RFC 4538. */
    private boolean namesOthersDialog(Parties parties, SipMessage request) {
        boolean referred = request.has(SipHeader.REFERRED_BY);
        for (int i = 0; i < request.headerCount(); i++) {
            SipHeader header = request.header(i);
            if (header != null && NAMING.contains(header)) {
                Parties named = named(request.headerValue(i));
                if (named != null && !named.equals(parties) && !referred) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable Parties named(String value) {
        String callId = value.split(";", 2)[0].strip();
        Matcher tags = TAG.matcher(value);
        String first = tags.find() ? tags.group(2) : "";
        String second = tags.find() ? tags.group(2) : "";
        return tracker.partiesOf(callId, first, second);
    }

    /** Judges a message out of a tunnel by what it belongs to. */
    static EdgeRule rule(SipMessage message, Standing standing) {
        if (!message.isRequest()) {
            return EdgeRule.RESPONSE;
        }
        boolean inDialog = hasToTag(message);
        if (isPart(message.method(), standing, inDialog)) {
            return message.method() == SipMethod.NOTIFY && !isHarmless(message) ? EdgeRule.EVENT : EdgeRule.CALL;
        }
        return switch (message.method()) {
            case INVITE ->
                standing == Standing.UNREADABLE
                        ? EdgeRule.UNREADABLE
                        : standing == Standing.STRAY && !inDialog
                                ? EdgeRule.MERGED
                                : inDialog || standing == Standing.STALE ? EdgeRule.NO_DIALOG : EdgeRule.NEW_CALL;
            case ACK -> standing == Standing.STALE ? EdgeRule.CALL : EdgeRule.NO_INVITE;
            case OPTIONS, MESSAGE -> inDialog ? EdgeRule.NO_DIALOG : EdgeRule.QUESTION;
            default -> EdgeRule.NO_DIALOG;
        };
    }

    /**
     * Whether it is part of a call. Behind the end of one come the BYE of a phone that ends what the exchange took for over (RFC 3261
     * section 12.2.1.2), which the other phone may not know of yet, and NOTIFY of a transfer (RFC 5057 section 4.1). A CANCEL that
     * comes behind the final answer changes nothing, and is answered by the phone: 200 while it remembers the INVITE (section 9.2).
     */
    private static boolean isPart(SipMethod method, Standing standing, boolean inDialog) {
        return switch (standing) {
            case TRACKED, REPEATED, OVERTAKEN -> true;
            case STALE ->
                method == SipMethod.CANCEL || (inDialog && (method == SipMethod.BYE || method == SipMethod.NOTIFY));
            case STRAY, FULL, UNREADABLE -> false;
        };
    }

    /** Whether a request belongs to a dialog; one whose To cannot be read might. */
    static boolean hasToTag(SipMessage message) {
        try {
            return message.toTag() != null;
        } catch (SipRefusal broken) {
            return true;
        }
    }

    /**
     * Whether a 3xx response leads only to numbers that its receiver may dial.
     *
     * @param response as its receiver sees it
     */
    boolean leadsToNumbers(ByteBuf response, DialPlan plan, Parties parties, Side receiver) {
        Network network = Network.of(parties, receiver);
        try {
            List<NameAddress> contacts = decoder.decode(response).addresses(SipHeader.CONTACT, MOST_CONTACTS + 1);
            for (NameAddress contact : contacts) {
                Integer number = number(contact.uri().host());
                if (!contact.uri().isSip()
                        || number == null
                        || plan.parties(network, parties.own(receiver), number).isEmpty()) {
                    return false;
                }
            }
            return contacts.size() <= MOST_CONTACTS;
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /**
     * Whether a REFER or 3xx names a number that means somebody else to its receiver. Between two homes everybody in the line's
     * exchange has an address of the tunnel's. So a number of that exchange there was none of these, and one of an own exchange, of
     * whichever home, is another exchange's at the other. Numbers of further exchanges are kept: both homes may have joined them.
     *
     * @param message as its sender wrote it
     * @param mapped the same as its receiver sees it
     * @param from the side that sent it
     */
    boolean misleads(SipMessage message, ByteBuf mapped, Parties parties, Side from) {
        LineId line = LineId.ofNumber(parties.line());
        boolean leads = message.isRequest() ? message.method() == SipMethod.REFER : message.statusCode() / 100 == 3;
        if (!leads || line.equals(LineId.HOME)) {
            return false;
        }
        try {
            SipMessage between = from == Side.PHONE ? decoder.decode(mapped) : message;
            SipHeader header = message.isRequest() ? SipHeader.REFER_TO : SipHeader.CONTACT;
            List<NameAddress> targets = between.addresses(header, MOST_CONTACTS + 1);
            return targets.size() > MOST_CONTACTS
                    || targets.stream().anyMatch(target -> isSomebodyElses(target, line.exchange()))
                    || (from == Side.TUNNEL && targets.stream().anyMatch(target -> isAtGateway(target, parties)));
        } catch (SipRefusal broken) {
            return false;
        }
    }

    /** Whether a target of somebody's at the other end is one that a phone here would dial at its gateway, as its own home has it. */
    private static boolean isAtGateway(NameAddress target, Parties parties) {
        if (!Network.of(parties, Side.PHONE).isPhones()) {
            return false;
        }
        PhoneAddress phone = new PhoneAddress(parties.own(Side.PHONE));
        String relay = target.uri().parameters().value("maddr");
        boolean local = target.uri().text().regionMatches(true, 0, "tel:", 0, 4)
                && !target.uri().text().regionMatches(true, 0, "tel:+", 0, 5);
        return local
                || GatewayNames.isGateway(target.uri().host(), phone)
                || (relay != null && GatewayNames.isGateway(relay, phone));
    }

    private static boolean isSomebodyElses(NameAddress target, int exchange) {
        String relay = target.uri().parameters().value("maddr");
        return isSomebodyElses(target.uri().host(), exchange) || (relay != null && isSomebodyElses(relay, exchange));
    }

    /** A number in another spelling than the mapped one might be anybody's. */
    private static boolean isSomebodyElses(String host, int exchange) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        Integer number = number(bare);
        if (number == null || !DialledNumber.isDialled(number)) {
            return number == null && DIGITS_AND_DOTS.matcher(bare).matches();
        }
        DialledNumber dialled = DialledNumber.dialled(number);
        return dialled.exchange() == DialPlan.OWN || dialled.exchange() == exchange;
    }

    private static @Nullable Integer number(String host) {
        long address = Ipv4Text.parse(host);
        return address == Ipv4Text.NONE ? null : Integer.valueOf((int) address);
    }
}
