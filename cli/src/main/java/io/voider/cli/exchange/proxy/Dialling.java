package io.voider.cli.exchange.proxy;

import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.LineId;
import io.voider.cli.state.GatewayNames;
import io.voider.cli.state.PhoneLine;
import io.voider.sip.AddressSpan;
import io.voider.sip.Ipv4Text;
import io.voider.sip.NameAddress;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.SipUri;
import io.voider.sip.call.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a phone means by what it dials, and how the call that it begins so reads.
 *
 * @param lastCaller who called the phone last, as it would dial them, or null
 */
record Dialling(
        PhoneLine phone,
        Directory directory,
        Predicate<LineId> up,
        @Nullable DialledNumber lastCaller) {
    /** Whom one dials for whoever called last. */
    private static final String CALL_RETURN = "969";

    /** Whom a request to the gateway is for. */
    Optional<Leg> atGateway(SipMessage message, long nowNanos) {
        SipUri uri = message.requestUri();
        long host = Ipv4Text.parse(uri.host());
        if (host != Ipv4Text.NONE && DialledNumber.isDialled((int) host)) {
            return Optional.of(leg(message, (int) host, named(message, (int) host), nowNanos));
        }
        String user = uri.user();
        Optional<String> local = LocalNumber.of(uri.text());
        if (local.isPresent()) {
            return meant(local.get()).map(meant -> byTel(message, meant, nowNanos));
        }
        Optional<Meant> found = user == null ? Optional.empty() : meant(user);
        return found.map(meant -> leg(
                message,
                meant.number().address(),
                swap(message, message.requestUriStart(), message.requestUriEnd(), meant),
                nowNanos));
    }

    /** A call to a tel URI, which names no host. */
    private Leg byTel(SipMessage message, Meant meant, long nowNanos) {
        String uri = message.text(message.requestUriStart(), message.requestUriEnd());
        int dialled = meant.number().address();
        CallView plain = leg(message, dialled, null, nowNanos).view();
        CallView view = new CallView(plain.self(), null, new TextSwap(Spelling.latin1(uri), "sip:" + meant), List.of());
        int index = message.indexOf(SipHeader.TO);
        AddressSpan span = new AddressSpan().wrap(message.array(), message.valueStart(index), message.valueEnd(index));
        if (span.next() && span.hasUri()) {
            String written = Spelling.latin1(message.text(span.displayStart(), span.parametersStart()));
            String to = Spelling.latin1(message.text(span.uriStart(), span.uriEnd()));
            view = LocalNumber.isTel(to) ? view.with(new TextSwap(written, written.replace(to, "sip:" + meant))) : view;
        }
        return new Leg(view, dialled, null, message, nowNanos);
    }

    /** Whom a user part at the gateway means, or the number of a tel URI; with or without an extension behind a star. */
    Optional<Meant> meant(String user) {
        String dialled = user.contains(";") && whole(user).isEmpty() ? LocalNumber.withoutParameters(user) : user;
        return whole(dialled).map(number -> new Meant(number, null)).or(() -> behind(dialled));
    }

    private Optional<DialledNumber> whole(String user) {
        return CALL_RETURN.equals(user.replace("#", "")) ? Optional.ofNullable(lastCaller) : directory.find(user, up);
    }

    private Optional<Meant> behind(String user) {
        String dialled = user.endsWith("#") ? user.substring(0, user.length() - 1) : user;
        int star = dialled.lastIndexOf('*');
        String extension = dialled.substring(star + 1);
        return star > 0 && Meant.isExtension(extension)
                ? directory.find(dialled.substring(0, star), up).map(number -> new Meant(number, extension))
                : Optional.empty();
    }

    /** What To calls the other party of a call whose beginning was forgotten, or of one that is dialled by its whole number. */
    private @Nullable UriSwap named(SipMessage message, int dialled) {
        NameAddress to = message.to();
        if (!GatewayNames.isGateway(to.uri().host(), phone.address())) {
            return null;
        }
        String text = Spelling.latin1(to.uri().text());
        return swap(text, new Meant(DialledNumber.dialled(dialled), null));
    }

    /** Whom a request to an address is for that the phone dials by itself. */
    Optional<Leg> direct(SipMessage message, int destination, long nowNanos) {
        return DialledNumber.isDialled(destination)
                ? Optional.of(leg(message, destination, named(message, destination), nowNanos))
                : Optional.empty();
    }

    private Leg leg(SipMessage message, int dialled, @Nullable UriSwap other, long nowNanos) {
        String own = phone.address().toString();
        String account = Spelling.latin1(message.from().uri().host());
        boolean ofTheGateway = GatewayNames.isGateway(account, phone.address())
                || (other != null && account.equals(other.phoneHost()) && !account.equals(own));
        UriSwap self = ofTheGateway ? UriSwap.ofHosts(account, own) : null;
        return new Leg(new CallView(self, other, null, List.of()), dialled, null, message, nowNanos);
    }

    private static @Nullable UriSwap swap(SipMessage message, int start, int end, Meant meant) {
        return swap(new String(message.array(), start, end - start, StandardCharsets.ISO_8859_1), meant);
    }

    private static @Nullable UriSwap swap(String uri, Meant meant) {
        return Spelling.of(uri)
                .map(spelling -> new UriSwap(
                        spelling.user(),
                        spelling.host(),
                        meant.extension(),
                        meant.number().toString()))
                .orElse(null);
    }

    /** Whether a request to the gateway names somebody behind it. */
    static boolean isForSomebody(SipMessage message) {
        SipMethod method = message.method();
        boolean named = message.requestUri().user() != null
                || LocalNumber.of(message.requestUri().text()).isPresent();
        return named && method != SipMethod.ACK && method != SipMethod.OPTIONS;
    }

    /** What is answered where that is nobody. */
    static Answer nobody(SipMessage message) {
        String what = String.valueOf(message.requestUri().user());
        if (CALL_RETURN.equals(what.replace("#", ""))) {
            return Answer.of(404, "Nobody has called yet");
        }
        if (!isLegible(what)) {
            return Answer.of(404, "Nobody has this name or number");
        }
        return Answer.of(404, (what.matches("[0-9.*#]+") ? "Nobody has the number " : "Nobody is called ") + what);
    }

    /** What stands for that in a list of calls. */
    static String dialled(SipMessage message) {
        String what = message.requestUri().user();
        return what == null || !isLegible(what) ? "?" : what;
    }

    private static boolean isLegible(String what) {
        return what.length() <= 40 && what.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    }
}
