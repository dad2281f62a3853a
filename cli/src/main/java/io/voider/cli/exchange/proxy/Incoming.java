package io.voider.cli.exchange.proxy;

import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.state.PhoneLine;
import io.voider.sip.AddressSpan;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.transport.identity.PartyName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call that comes in reads on the wire of the phone that it is for. */
final class Incoming {
    static final List<SipHeader> NAMED =
            List.of(SipHeader.FROM, SipHeader.P_ASSERTED_IDENTITY, SipHeader.REMOTE_PARTY_ID);
    /** How many addresses of who calls get a name. */
    private static final int MOST_NAMED = 4;

    /** How long a name of its own may be that is shown behind the one of the book, in bytes. */
    private static final int LONGEST_NAME = 128;

    private Incoming() {}

    /**
     * The leg that a request outside a dialog begins.
     *
     * @param binding where the phone is registered, or null: then it dials by number, and is called at its address
     * @param source who calls, by the address that the phone would dial; the line vouches for it, whatever From says
     */
    static Leg leg(
            PhoneLine phone,
            Directory directory,
            @Nullable Binding binding,
            SipMessage message,
            int source,
            long nowNanos) {
        DialledNumber caller = DialledNumber.dialled(source);
        CallView view = new CallView(
                null,
                binding == null ? null : account(phone, directory, message, caller),
                binding == null ? null : target(binding, message),
                List.of());
        String name = directory.isNaming() ? directory.name(caller) : null;
        if (name != null) {
            for (SipHeader header : NAMED) {
                view = named(view, message, header, name);
            }
        }
        return new Leg(view, source, binding, message, nowNanos);
    }

    /** The same where nothing is to be remembered: it reads as it comes, but is for the phone's contact. */
    static Leg unremembered(@Nullable Binding binding, SipMessage message, int source, long nowNanos) {
        CallView view = new CallView(null, null, binding == null ? null : target(binding, message), List.of());
        return new Leg(view, source, binding, message, nowNanos);
    }

    private static TextSwap target(Binding binding, SipMessage message) {
        String requestUri = text(message, message.requestUriStart(), message.requestUriEnd());
        return new TextSwap(Trunk.contact(binding.contact(), requestUri), requestUri);
    }

    /** From as a number at the gateway, so that the phone calls back through its account. */
    private static @Nullable UriSwap account(
            PhoneLine phone, Directory directory, SipMessage message, DialledNumber caller) {
        NameAddress from = message.from();
        String number = caller.toString();
        return Spelling.of(Spelling.latin1(from.uri().text()))
                .filter(spelling -> spelling.host().equals(number))
                .map(spelling ->
                        new UriSwap(directory.user(caller), phone.address().gatewayText(), spelling.user(), number))
                .orElse(null);
    }

    private static CallView named(CallView view, SipMessage message, SipHeader header, String name) {
        CallView more = view;
        for (int i = message.indexOf(header); i >= 0; i = message.indexOf(header, i + 1)) {
            AddressSpan span = new AddressSpan().wrap(message.array(), message.valueStart(i), message.valueEnd(i));
            while (more.entries().size() < MOST_NAMED && span.next()) {
                if (span.hasUri()) {
                    String entry = text(message, span.displayStart(), span.parametersStart());
                    String display = text(message, span.displayStart(), span.displayEnd());
                    String uri = text(message, span.uriStart(), span.uriEnd());
                    String swapped = more.other() == null ? uri : more.other().swap(uri);
                    more = more.with(new TextSwap('"' + shown(display, name) + "\" <" + swapped + ">", entry));
                }
            }
        }
        return more;
    }

    /** The name of this home's phone book, and behind it, in quotes, what who calls is called by itself if that is another. */
    private static String shown(String display, String name) {
        String own = own(display);
        String called = Spelling.latin1(name);
        boolean same = own.isEmpty() || own.length() > LONGEST_NAME || PartyName.same(Spelling.utf8(own), name);
        return same ? called : called + " '" + own + "'";
    }

    /** Whether a display name is none, or the one of the book. */
    static boolean isCalled(String display, String name) {
        String own = own(display);
        return own.isEmpty() || PartyName.same(Spelling.utf8(own), name);
    }

    private static String own(String display) {
        boolean quoted = display.length() > 1 && display.startsWith("\"") && display.endsWith("\"");
        return (quoted ? display.substring(1, display.length() - 1) : display.replace("\"", "")).strip();
    }

    private static String text(SipMessage message, int start, int end) {
        return new String(message.array(), start, end - start, StandardCharsets.ISO_8859_1);
    }
}
