package io.voider.cli.exchange.proxy;

import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which way a phone answers what it was asked over its own connection to its gateway. That is the connection (RFC 3261 section 18.2.2), but
 * some, Linphone among them, connect anew to the port in Via instead, at the gateway, where nobody is, unless they are asked for the port that
 * they see (RFC 3581). So they are; and whoever asked reads neither that nor whom the phone saw.
 */
final class ReturnPath {
    private static final Pattern STREAM = Pattern.compile("(?i)\\s*SIP\\s*/\\s*2\\.0\\s*/\\s*TCP\\s.*", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("(?i);\\s*rport\\s*(?:=\\s*[0-9]*\\s*)?(?=;|$)");
    private static final Pattern RECEIVED = Pattern.compile("(?i);\\s*received\\s*=\\s*([0-9.]+)\\s*(?=;|$)");

    private ReturnPath() {}

    /** Asks for the port in the topmost Via of a request over TCP; false if that does already, or is of another kind. */
    static boolean ask(SipMessage request, Patches patches) {
        int start = start(request);
        int end = end(request, start);
        String via = patches.text(start, end);
        if (!STREAM.matcher(via).matches() || PORT.matcher(via).find()) {
            return false;
        }
        patches.replace(end, end, ";rport");
        return true;
    }

    /**
     * Makes the topmost Via of the response what it was.
     *
     * @param gateway whom the phone saw
     * @param asked whether it was asked for the port here, and not by whoever wrote that Via
     */
    static void forget(SipMessage response, String gateway, boolean asked, Patches patches) {
        int start = start(response);
        int end = end(response, start);
        String via = patches.text(start, end);
        Matcher received = RECEIVED.matcher(via);
        String without = received.find() && received.group(1).equals(gateway)
                ? via.substring(0, received.start()) + via.substring(received.end())
                : via;
        patches.replace(start, end, PORT.matcher(without).replaceFirst(asked ? "" : ";rport"));
    }

    private static int start(SipMessage message) {
        return message.valueStart(message.indexOf(SipHeader.VIA));
    }

    /** Where the topmost one ends: others may stand in the same field. */
    private static int end(SipMessage message, int start) {
        int end = message.valueEnd(message.indexOf(SipHeader.VIA));
        for (int i = start; i < end; i++) {
            if (message.array()[i] == ',') {
                return i;
            }
        }
        return end;
    }
}
