package io.voider.sip;

/** What the cursors read, as text: each part between bars, in the order of the bytes. */
final class Spelled {
    private Spelled() {}

    /** {@code display|uri|parameters} of each entry, an entry without a URI with {@code -} in its place. */
    static String addresses(byte[] bytes, int start, int end) {
        AddressSpan span = new AddressSpan().wrap(bytes, start, end);
        StringBuilder text = new StringBuilder();
        while (span.next()) {
            text.append(text.isEmpty() ? "" : "  ")
                    .append(Scan.text(bytes, span.displayStart(), span.displayEnd()))
                    .append('|')
                    .append(span.hasUri() ? Scan.text(bytes, span.uriStart(), span.uriEnd()) : "-")
                    .append('|')
                    .append(Scan.text(bytes, span.parametersStart(), span.entryEnd()));
        }
        return text.toString();
    }

    /** {@code kind|scheme|user|host|port|parameters|headers}. */
    static String uri(byte[] bytes, int start, int end) {
        UriSpan uri = new UriSpan().wrap(bytes, start, end);
        return String.join(
                "|",
                uri.kind().toString(),
                uri.scheme(),
                Scan.text(bytes, uri.userStart(), uri.userEnd()),
                Scan.text(bytes, uri.hostStart(), uri.hostEnd()),
                Scan.text(bytes, uri.portStart(), uri.portEnd()),
                Scan.text(bytes, uri.parametersStart(), uri.headersStart()),
                Scan.text(bytes, uri.headersStart(), uri.end()));
    }

    /** {@code transport|host|port} and {@code name=value} of each parameter, of each entry. */
    static String vias(byte[] bytes, int start, int end) {
        ViaSpan via = new ViaSpan().wrap(bytes, start, end);
        StringBuilder text = new StringBuilder();
        while (via.next()) {
            text.append(text.isEmpty() ? "" : "  ")
                    .append(Scan.text(bytes, via.transportStart(), via.transportEnd()))
                    .append('|')
                    .append(Scan.text(bytes, via.hostStart(), via.hostEnd()))
                    .append('|')
                    .append(Scan.text(bytes, via.portStart(), via.portEnd()));
            parameters(via.parameters(), text);
        }
        return text.toString();
    }

    /** {@code |name=value} of each parameter, and where they end. */
    static String parameters(byte[] bytes, int start, int end, char stop) {
        StringBuilder text = new StringBuilder();
        ParameterSpan span = new ParameterSpan().wrap(bytes, start, end, stop);
        parameters(span, text);
        return text.append(" to ").append(span.position() - start).toString();
    }

    private static void parameters(ParameterSpan span, StringBuilder text) {
        while (span.next()) {
            text.append('|')
                    .append(span.name())
                    .append(span.hasValue() ? "=" : "")
                    .append(span.value());
        }
    }
}
