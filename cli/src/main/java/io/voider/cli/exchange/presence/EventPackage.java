package io.voider.cli.exchange.presence;

import java.util.Locale;
import java.util.Optional;

/** As what a line is watched. */
enum EventPackage {
    /** RFC 4235: a lamp that is lit while the line is busy. */
    DIALOG("application/dialog-info+xml") {
        @Override
        String body(String entity, int version, WatchedLine line) {
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    + "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"" + version
                    + "\" state=\"full\" entity=\"" + escaped(entity) + "\">\n<dialog id=\"line\"><state>"
                    + (line.busy() ? "confirmed" : "terminated") + "</state></dialog>\n</dialog-info>\n";
        }
    },
    /** RFC 3856 with documents of RFC 3863: whether the line can be called. */
    PRESENCE("application/pidf+xml") {
        @Override
        String body(String entity, int version, WatchedLine line) {
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    + "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\""
                    + escaped(entity) + "\">\n<tuple id=\"line\"><status><basic>" + (line.up() ? "open" : "closed")
                    + "</basic></status><note>" + escaped(line.note()) + "</note></tuple>\n</presence>\n";
        }
    };

    private final String contentType;

    EventPackage(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** As Event names it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The package that an Event field names, without its parameters. */
    static Optional<EventPackage> of(String event) {
        String name = event.split(";", 2)[0].strip();
        for (EventPackage each : values()) {
            if (each.label().equalsIgnoreCase(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /**
     * The document that tells how the line is.
     *
     * @param entity the URI that is watched
     * @param version how many there were before
     */
    abstract String body(String entity, int version, WatchedLine line);

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
