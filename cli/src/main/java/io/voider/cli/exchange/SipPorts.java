package io.voider.cli.exchange;

import io.voider.sip.Ipv4Text;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.call.Flow;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * At which ports each phone listens for SIP: those from {@value #FIRST} to {@value #LAST}, where phones do unless told otherwise, and
 * any from which it was heard to speak SIP itself, or that its Via or Contact names, the latest {@value #REMEMBERED}. Datagrams of a friend's reach no other, so
 * that nothing that merely looks like SIP reaches a phone's other services.
 */
final class SipPorts {
    static final int FIRST = 5060;
    static final int LAST = 6999;
    static final int REMEMBERED = 8;
    private static final int LOWEST = 1024;

    private final Map<Integer, Set<Integer>> heard = new HashMap<>();

    /** A phone of this home spoke SIP from that port. */
    void heard(int phone, int port) {
        if (isUsual(port) || port < LOWEST) {
            return;
        }
        Set<Integer> ports = heard.computeIfAbsent(phone, key -> new LinkedHashSet<>());
        ports.remove(port);
        ports.add(port);
        if (ports.size() > REMEMBERED) {
            Iterator<Integer> oldest = ports.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * A phone of this home sent a message by that flow. It may send from one port and listen at another: its Via names the one for
     * responses (RFC 3261 section 18.1.1), its Contact the one for what follows in the dialog (section 12.2.1.1).
     */
    void heard(Flow flow, SipMessage message) {
        heard(flow.address(), flow.port());
        try {
            if (message.isRequest()) {
                heard(flow.address(), message.topVia().port());
            }
            List<NameAddress> contacts = message.addresses(SipHeader.CONTACT, 1);
            if (!contacts.isEmpty() && isOf(flow.address(), contacts.get(0))) {
                heard(flow.address(), contacts.get(0).uri().port());
            }
        } catch (SipRefusal unreadable) {
            return;
        }
    }

    private static boolean isOf(int phone, NameAddress contact) {
        return Ipv4Text.parse(contact.uri().host()) == (phone & 0xffff_ffffL);
    }

    /** Whether SIP may be sent to that port of a phone. */
    boolean has(int phone, int port) {
        return isUsual(port) || heard.getOrDefault(phone, Set.of()).contains(port);
    }

    private static boolean isUsual(int port) {
        return port >= FIRST && port <= LAST;
    }
}
