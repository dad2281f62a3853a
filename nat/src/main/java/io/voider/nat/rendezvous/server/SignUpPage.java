package io.voider.nat.rendezvous.server;

import io.nayuki.qrcodegen.QrCode;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.SignUpTerms;
import java.util.stream.Stream;

/**
 * What strangers read of sign-up, as HTML for browsers and as text for curl. Nothing in it was written by a stranger, and it needs
 * no script.
 */
final class SignUpPage {
    private static final String HEAD = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"><title>An account at this rendezvous</title>";
    private static final String BODY = "</head><body>\n<h1>An account at this rendezvous</h1>\n";
    private static final String TAIL = "</body></html>\n";
    /** Where the operator's certificate is. */
    static final String OPERATOR = "/operator.asc";

    private static final int REFRESH_SECONDS = 15;
    private static final int QUIET = 4;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_DAY = 86_400;

    private SignUpPage() {}

    static String welcomeHtml(SignUpTerms terms) {
        if (!terms.open()) {
            return HEAD + BODY + "<p>This rendezvous lets nobody sign up at the moment.</p>\n" + TAIL;
        }
        StringBuilder page = new StringBuilder(HEAD).append(BODY);
        for (String sentence : sentences(terms)) {
            page.append("<p>").append(sentence).append("</p>\n");
        }
        if (terms.signer() != null) {
            page.append("<p>It is signed by the key <code>").append(terms.signer());
            page.append("</code>, whose certificate is at <a href=\"" + OPERATOR + "\">" + OPERATOR + "</a>.</p>\n");
        }
        page.append("<form method=\"post\" action=\"/orders\">\n"
                        + "<p><label>Your OpenPGP certificate (gpg --armor --export)<br>")
                .append("<textarea name=\"key\" rows=\"12\" cols=\"72\" required></textarea></label></p>\n");
        if (terms.vouchers()) {
            page.append("<p><label>Voucher, if you have one <input name=\"voucher\" size=\"24\"></label></p>\n");
        }
        return page.append("<p><button>Order</button></p>\n</form>\n")
                .append(TAIL)
                .toString();
    }

    static String welcomeText(SignUpTerms terms) {
        if (!terms.open()) {
            return "This rendezvous lets nobody sign up at the moment.\n";
        }
        String signed = terms.signer() == null
                ? ""
                : "\nIt is signed by the key " + terms.signer() + ".\n\nIts certificate:  curl … https://…" + OPERATOR
                        + " | gpg --import";
        return String.join("\n", sentences(terms))
                + signed + "\n\nTo order:     curl … --data-urlencode key@key.asc "
                + (terms.vouchers() ? "[-d voucher=CODE] " : "") + "https://…/orders"
                + "\nTo look:      curl … https://…/orders/ID"
                + "\nThe message:  curl … https://…/orders/ID/message | gpg --decrypt\n";
    }

    private static String[] sentences(SignUpTerms terms) {
        String ways = String.join(
                ", or ",
                Stream.of(
                                terms.bitcoin() == null
                                        ? ""
                                        : terms.bitcoin() + " BTC (" + terms.satoshi() + " satoshi) by Bitcoin, within "
                                                + span(terms.withinSeconds()) + " and with " + terms.confirmations()
                                                + (terms.confirmations() == 1 ? " confirmation" : " confirmations"),
                                terms.vouchers() ? "a voucher" : "",
                                terms.workBits() == 0
                                        ? ""
                                        : "work that \"voider rendezvous sign-up\" has your machine do ("
                                                + terms.workBits() + " bits)")
                        .filter(way -> !way.isEmpty())
                        .toList());
        return new String[] {
            "You send an OpenPGP certificate, and get an account line that is encrypted to it; voider init"
                    + " --rendezvous takes the line.",
            "It costs " + ways + ".",
            terms.validSeconds() == 0
                    ? "The account has no end."
                    : "The account lasts " + span(terms.validSeconds())
                            + "; order again with the same key before that to prolong it.",
            "A payment stands in a public chain for ever, and the operator sees your certificate, the address and the"
                    + " payment together. Use a key that you made for this."
        };
    }

    private static String span(long seconds) {
        if (seconds % SECONDS_PER_DAY == 0) {
            return count(seconds / SECONDS_PER_DAY, "day");
        }
        return seconds % SECONDS_PER_HOUR == 0
                ? count(seconds / SECONDS_PER_HOUR, "hour")
                : count(Math.max(1, seconds / SECONDS_PER_MINUTE), "minute");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    static String orderHtml(OrderAnswer order) {
        StringBuilder page = new StringBuilder(HEAD);
        if (order.message() == null) {
            page.append("<meta http-equiv=\"refresh\" content=\"")
                    .append(REFRESH_SECONDS)
                    .append("; url=/orders/")
                    .append(order.id())
                    .append("\">");
        }
        page.append(BODY).append("<p><strong>").append(order.words()).append("</strong></p>\n");
        page.append("<p>Keep this page's address, <code>/orders/").append(order.id());
        page.append("</code>: by it alone the order can be found again.</p>\n");
        String uri = order.uri();
        if (isToBePaid(order) && uri != null) {
            page.append("<p>Pay <code>")
                    .append(order.bitcoin())
                    .append("</code> BTC (")
                    .append(order.satoshi());
            page.append(" satoshi) to<br><a href=\"")
                    .append(uri)
                    .append("\"><code>")
                    .append(order.address());
            page.append("</code></a><br>so that it is seen before ")
                    .append(order.deadline())
                    .append(". It then waits for ");
            page.append(count(order.confirmations(), "confirmation"))
                    .append(".</p>\n")
                    .append(drawing(uri));
        }
        if (order.message() != null) {
            page.append("<p>Save this and decrypt it with <code>gpg --decrypt</code>:</p>\n<pre>");
            page.append(order.message()).append("</pre>\n");
        }
        return page.append(TAIL).toString();
    }

    static String orderText(OrderAnswer order) {
        StringBuilder text = new StringBuilder(order.words())
                .append("\n\nOrder:     ")
                .append(order.id())
                .append('\n');
        String uri = order.uri();
        if (isToBePaid(order) && uri != null) {
            text.append("Pay:       ")
                    .append(order.bitcoin())
                    .append(" BTC (")
                    .append(order.satoshi())
                    .append(" satoshi)\n");
            text.append("To:        ")
                    .append(order.address())
                    .append("\nBefore:    ")
                    .append(order.deadline());
            text.append("\nThen wait: ").append(count(order.confirmations(), "confirmation"));
            text.append("\nWallets:   ").append(uri).append('\n');
        }
        return order.message() == null
                ? text.toString()
                : text.append('\n').append(order.message()).toString();
    }

    private static boolean isToBePaid(OrderAnswer order) {
        return order.state().equals("awaited") || order.state().equals("seen");
    }

    static String refusalHtml(String sentence) {
        return HEAD + BODY + "<p>Refused: " + sentence.replace("<", "&lt;") + ".</p>\n" + TAIL;
    }

    /** A QR code as a drawing of squares. */
    private static String drawing(String uri) {
        QrCode code = QrCode.encodeText(uri, QrCode.Ecc.MEDIUM);
        int size = code.size + 2 * QUIET;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"240\" height=\"240\" viewBox=\"0 0 " + size + " "
                + size
                + "\"><title>the same for a wallet's camera</title><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size
                + "H0z\"/><path d=\"" + path + "\"/></svg>\n";
    }
}
