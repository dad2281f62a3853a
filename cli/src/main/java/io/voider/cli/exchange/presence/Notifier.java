package io.voider.cli.exchange.presence;

import io.netty.util.NetUtil;
import io.voider.cli.exchange.DialledNumber;
import io.voider.sip.Ipv4Text;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Flow;
import io.voider.sip.call.UserAgentOutputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells phones of lines and of other phones that they watch (RFC 6665). Each may watch {@value #MOST_OF_A_PHONE} at once. Over TCP a
 * phone is told by the connection over which it asked; when that ends, it watches no more until it asks anew, as phones do when they
 * connect again. What is watched is in memory alone.
 *
 * <p>Pure: time comes in; belongs to one event loop.
 */
public final class Notifier {
    static final int MOST_OF_A_PHONE = 64;
    static final int SHORTEST_SECONDS = 60;
    static final int LONGEST_SECONDS = 3_600;

    private static final int SIP_PORT = 5060;
    private static final String ALLOWED = "Allow-Events: dialog, presence";

    private record Key(int phone, String callId, String fromTag, String event) {}

    private final Map<Key, LineSubscription> subscriptions = new HashMap<>();
    private final Function<DialledNumber, Optional<WatchedLine>> lines;
    private final Supplier<String> tags;

    /**
     * @param lines how a line or phone is; empty for one that is not there
     * @param tags gives a new word each time, at least 32 random bits as a token
     */
    public Notifier(Function<DialledNumber, Optional<WatchedLine>> lines, Supplier<String> tags) {
        this.lines = lines;
        this.tags = tags;
    }

    /** Whether a phone's SUBSCRIBE is about what is answered here. */
    public static boolean isAbout(SipMessage subscribe) {
        String event = subscribe.value(SipHeader.EVENT);
        return event != null && EventPackage.of(event).isPresent();
    }

    /** The answer to a SUBSCRIBE about anything else. */
    public static Answer badEvent() {
        return new Answer(489, "Bad Event", List.of(ALLOWED));
    }

    /**
     * Answers a SUBSCRIBE to the gateway.
     *
     * @param watched whom the phone watches, or null if that is nobody
     * @param tag the tag that To has in the answer if it has none yet
     */
    public Answer subscribe(Flow flow, SipMessage request, @Nullable DialledNumber watched, String tag, long nowNanos) {
        subscriptions.values().removeIf(subscription -> subscription.isOver(nowNanos));
        try {
            String event = String.valueOf(request.value(SipHeader.EVENT));
            Key key = new Key(flow.address(), request.callId(), String.valueOf(request.fromTag()), event);
            LineSubscription known = subscriptions.get(key);
            if (request.toTag() != null && known == null) {
                return Answer.of(481);
            }
            long wanted = request.number(SipHeader.EXPIRES);
            long seconds = Math.min(wanted < 0 ? LONGEST_SECONDS : wanted, LONGEST_SECONDS);
            if (seconds > 0 && seconds < SHORTEST_SECONDS) {
                return new Answer(423, "Interval Too Brief", List.of("Min-Expires: " + SHORTEST_SECONDS));
            }
            return known == null
                    ? begun(key, flow, request, watched, tag, seconds, nowNanos)
                    : renewed(known, flow, request, seconds, nowNanos);
        } catch (SipRefusal unreadable) {
            return Answer.badRequest(unreadable.reason());
        }
    }

    private Answer begun(
            Key key,
            Flow flow,
            SipMessage request,
            @Nullable DialledNumber watched,
            String tag,
            long seconds,
            long nowNanos) {
        EventPackage kind = EventPackage.of(key.event).orElse(null);
        if (kind == null) {
            return badEvent();
        }
        if (watched == null || lines.apply(watched).isEmpty()) {
            return Answer.of(404, "Nobody has this name or number");
        }
        long watching = subscriptions.keySet().stream()
                .filter(other -> other.phone == flow.address())
                .count();
        if (watching >= MOST_OF_A_PHONE) {
            return Answer.serviceUnavailable(LONGEST_SECONDS);
        }
        String from = request.headerValue(request.indexOf(SipHeader.TO)) + ";tag=" + tag;
        LineSubscription.Dialog dialog = dialog(flow, request, from);
        if (dialog == null) {
            return Answer.of(403, "A contact must be at the phone's own address");
        }
        long expires = nowNanos + seconds * 1_000_000_000L;
        String gateway = NetUtil.intToIpAddress(flow.localAddress());
        subscriptions.put(key, new LineSubscription(watched, kind, gateway, dialog, expires));
        return accepted(dialog, seconds);
    }

    private static Answer renewed(LineSubscription known, Flow flow, SipMessage request, long seconds, long nowNanos) {
        LineSubscription.Dialog dialog = dialog(flow, request, known.from());
        if (dialog == null) {
            return Answer.of(403, "A contact must be at the phone's own address");
        }
        known.refresh(dialog, nowNanos + seconds * 1_000_000_000L);
        return accepted(dialog, seconds);
    }

    private static Answer accepted(LineSubscription.Dialog dialog, long seconds) {
        return new Answer(200, "OK", List.of("Expires: " + seconds, "Contact: <" + dialog.entity() + ">", ALLOWED));
    }

    /** Null if the phone wants to be told elsewhere. */
    private static LineSubscription.@Nullable Dialog dialog(Flow flow, SipMessage request, String from) {
        List<NameAddress> contacts = request.addresses(SipHeader.CONTACT, 2);
        if (contacts.size() != 1
                || Ipv4Text.parse(contacts.get(0).uri().host()) != (flow.address() & 0xffff_ffffL)
                || contacts.get(0).uri().text().chars().anyMatch(c -> c < ' ')) {
            return null;
        }
        int named = contacts.get(0).uri().port();
        Flow way = new Flow(
                flow.network(),
                flow.address(),
                flow.reliable() ? flow.port() : named < 1 ? SIP_PORT : named,
                flow.localAddress(),
                flow.localPort(),
                flow.reliable());
        return new LineSubscription.Dialog(
                way,
                contacts.get(0).uri().text(),
                from,
                request.headerValue(request.indexOf(SipHeader.FROM)),
                request.callId(),
                String.valueOf(request.value(SipHeader.EVENT)),
                request.to().uri().text());
    }

    /** Tells whoever watches a line of which something changed, or has just begun to, and ends what is to end. */
    public void tell(long nowNanos, UserAgentOutputs out) {
        tell(key -> true, nowNanos, out);
    }

    /** The same for what one phone watches, which asked or answered. */
    public void tell(int phone, long nowNanos, UserAgentOutputs out) {
        tell(key -> key.phone == phone, nowNanos, out);
    }

    private void tell(Predicate<Key> which, long nowNanos, UserAgentOutputs out) {
        forEach(which, subscription -> tell(subscription, nowNanos, out));
        subscriptions.values().removeIf(subscription -> subscription.isOver(nowNanos));
    }

    private void tell(LineSubscription subscription, long nowNanos, UserAgentOutputs out) {
        Optional<WatchedLine> now = lines.apply(subscription.number);
        if (now.isEmpty()) {
            subscription.end("noresource", null, tags.get(), nowNanos, out);
        } else if (subscription.isUnsubscribed(nowNanos)) {
            subscription.end("timeout", now.get(), tags.get(), nowNanos, out);
        } else {
            subscription.tell(now.get(), tags.get(), nowNanos, out);
        }
    }

    /** To write over a connection can be the end of it, and of the subscriptions over it, while others are still to be told. */
    private void forEach(Predicate<Key> which, Consumer<LineSubscription> action) {
        for (Key key : subscriptions.keySet().stream().filter(which).toList()) {
            LineSubscription subscription = subscriptions.get(key);
            if (subscription != null) {
                action.accept(subscription);
            }
        }
    }

    /** Takes a phone's response to a NOTIFY; whether it is one. */
    public boolean absorbs(Flow flow, SipMessage response, long nowNanos, UserAgentOutputs out) {
        if (subscriptions.isEmpty()) {
            return false;
        }
        String branch = response.topVia().branch();
        for (Map.Entry<Key, LineSubscription> each : subscriptions.entrySet()) {
            if (each.getKey().phone == flow.address()
                    && branch != null
                    && each.getValue().absorbs(branch, response.statusCode())) {
                tell(flow.address(), nowNanos, out);
                return true;
            }
        }
        return false;
    }

    /** Lets time pass: what a phone did not answer is repeated. */
    public void tick(long nowNanos, UserAgentOutputs out) {
        if (subscriptions.isEmpty()) {
            return;
        }
        forEach(key -> true, subscription -> subscription.tick(nowNanos, out));
        subscriptions.values().removeIf(subscription -> subscription.isOver(nowNanos));
    }

    /** A connection is no more: whoever watched over it asks anew. */
    public void connectionClosed(Flow flow) {
        subscriptions.values().removeIf(subscription -> subscription.goesBy(flow));
    }

    /** Tells no others than these phones. */
    public void retain(Set<Integer> phones) {
        subscriptions.keySet().removeIf(key -> !phones.contains(key.phone));
    }

    /** Whether somebody watches something. */
    public boolean isWatching() {
        return !subscriptions.isEmpty();
    }

    /** Whether time makes no difference now: nothing waits for a phone's answer. */
    public boolean isIdle() {
        return subscriptions.values().stream().noneMatch(LineSubscription::isWaiting);
    }
}
