package io.voider.cli.exchange.proxy;

import io.voider.sip.Ipv4Text;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Answer;
import io.voider.sip.call.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registrar for the phones of this home (RFC 3261 section 10.3). Each registers for itself alone, at its own address; which user it
 * calls itself does not matter. What is bound is kept in memory alone: phones register anew, and until then a node that was
 * restarted calls them at the usual port.
 */
final class LocationService {
    /** How many contacts a phone may have at once; the one that was bound first gives way. */
    static final int MOST_BINDINGS = 8;

    static final int SHORTEST_SECONDS = 60;
    static final int LONGEST_SECONDS = 3_600;
    private static final int SIP_PORT = 5060;
    private static final int LONGEST_CONTACT = 512;
    private static final Pattern PREFERENCE = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    private static final Pattern TCP = Pattern.compile(";transport=tcp([;?>]|$)", Pattern.CASE_INSENSITIVE);

    private final Map<Integer, List<Binding>> bindings = new HashMap<>();

    /** The contact that its phone prefers, of several such the one that was bound or renewed last; or null. */
    @Nullable
    Binding find(int phone, long nowNanos) {
        Binding best = null;
        for (Binding each : live(phone, nowNanos)) {
            if (best == null || each.preference() >= best.preference()) {
                best = each;
            }
        }
        return best;
    }

    /** The contact of each phone that is registered, by its address. */
    Map<Integer, String> contacts(long nowNanos) {
        Map<Integer, String> contacts = new HashMap<>();
        for (int phone : bindings.keySet()) {
            Binding binding = find(phone, nowNanos);
            if (binding != null) {
                contacts.put(phone, Spelling.utf8(binding.contact()));
            }
        }
        return contacts;
    }

    /** Whether the contact at which a phone would be called takes connections alone (RFC 3261 section 19.1.1). */
    boolean takesConnectionsAlone(int phone, long nowNanos) {
        Binding binding = find(phone, nowNanos);
        return binding != null
                && binding.connection() > 0
                && TCP.matcher(binding.contact()).find();
    }

    /** Whether a phone was registered, and is no more. */
    boolean hasLeft(int phone, long nowNanos) {
        return bindings.containsKey(phone) && live(phone, nowNanos).isEmpty();
    }

    /** Knows of no other phones than these. */
    void retain(Set<Integer> phones) {
        bindings.keySet().retainAll(phones);
    }

    private List<Binding> live(int phone, long nowNanos) {
        List<Binding> all = bindings.getOrDefault(phone, List.of());
        return all.stream()
                .filter(binding -> binding.expiresAtNanos() - nowNanos > 0)
                .toList();
    }

    /**
     * Answers a REGISTER of a phone that may register.
     *
     * @param flow by which way it came from the phone
     */
    Answer register(Flow flow, SipMessage request, long nowNanos) {
        int phone = flow.address();
        List<String> required = new ArrayList<>(request.values(SipHeader.REQUIRE));
        required.addAll(request.values(SipHeader.PROXY_REQUIRE));
        if (!required.isEmpty()) {
            return new Answer(420, "Bad Extension", List.of("Unsupported: " + legible(String.join(", ", required))));
        }
        List<Binding> next = new ArrayList<>(live(phone, nowNanos));
        try {
            Answer refusal = change(next, flow, request, nowNanos);
            if (refusal != null) {
                return refusal;
            }
        } catch (SipRefusal unreadable) {
            return Answer.badRequest(unreadable.reason());
        }
        while (next.size() > MOST_BINDINGS) {
            next.remove(0);
        }
        bindings.put(phone, List.copyOf(next));
        return new Answer(
                200,
                "OK",
                next.stream()
                        .map(binding -> "Contact: <" + Spelling.utf8(binding.contact()) + ">;expires="
                                + binding.secondsLeft(nowNanos))
                        .toList());
    }

    /** All or nothing (section 10.3, step 7): the answer if it is nothing. */
    private static @Nullable Answer change(List<Binding> next, Flow flow, SipMessage request, long nowNanos) {
        String callId = request.callId();
        long cSeq = request.cseq().number();
        if (request.values(SipHeader.CONTACT).stream()
                .anyMatch(value -> value.strip().equals("*"))) {
            if (request.values(SipHeader.CONTACT).size() > 1 || request.number(SipHeader.EXPIRES) != 0) {
                return Answer.badRequest("Contact * goes with Expires 0 alone");
            }
            if (next.stream().anyMatch(binding -> isStale(binding, callId, cSeq))) {
                return Answer.of(500);
            }
            next.clear();
            return null;
        }
        for (NameAddress contact : request.addresses(SipHeader.CONTACT, MOST_BINDINGS + 1)) {
            String uri = Spelling.latin1(contact.uri().text());
            long seconds = seconds(contact, request);
            if (!contact.uri().isSip()
                    || Ipv4Text.parse(contact.uri().host()) != (flow.address() & 0xffff_ffffL)
                    || uri.length() > LONGEST_CONTACT
                    || legible(uri).length() < uri.length()) {
                return Answer.of(403, "A contact must be at the phone's own address");
            }
            if (seconds > 0 && seconds < SHORTEST_SECONDS) {
                return new Answer(423, "Interval Too Brief", List.of("Min-Expires: " + SHORTEST_SECONDS));
            }
            for (Iterator<Binding> before = next.iterator(); before.hasNext(); ) {
                Binding binding = before.next();
                if (binding.contact().equals(uri)) {
                    if (isStale(binding, callId, cSeq)) {
                        return Answer.of(500);
                    }
                    before.remove();
                }
            }
            if (seconds > 0) {
                int port = port(contact.uri().port(), flow);
                long lasts = Math.min(seconds, LONGEST_SECONDS) * 1_000_000_000L;
                int connection = flow.reliable() ? flow.port() : 0;
                next.add(new Binding(uri, port, connection, preference(contact), callId, cSeq, nowNanos + lasts));
            }
        }
        return null;
    }

    /** Over TCP many phones name the port that they connect from, where nobody listens; they do at the usual one. */
    private static int port(int named, Flow flow) {
        boolean outgoing = flow.reliable() && named == flow.port();
        return named < 1 || outgoing ? SIP_PORT : named;
    }

    private static boolean isStale(Binding binding, String callId, long cSeq) {
        return binding.callId().equals(callId) && cSeq <= binding.cSeq();
    }

    private static long seconds(NameAddress contact, SipMessage request) {
        String own = contact.parameters().value("expires");
        if (own != null && own.matches("[0-9]{1,10}")) {
            return Long.parseLong(own);
        }
        long all = request.number(SipHeader.EXPIRES);
        return all < 0 ? LONGEST_SECONDS : all;
    }

    /** The most there is, where it says none, or no q at all. */
    private static int preference(NameAddress contact) {
        String q = contact.parameters().value("q");
        boolean legible = q != null && PREFERENCE.matcher(q).matches();
        return legible ? (int) Math.round(1000 * Double.parseDouble(q)) : 1000;
    }

    private static String legible(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f]", "");
    }
}
