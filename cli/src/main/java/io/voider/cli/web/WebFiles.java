package io.voider.cli.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The page's files. Each has one name, and there are no others: nothing is looked up on a disk. */
final class WebFiles {
    /** A file as it is sent. */
    @SuppressWarnings("ArrayRecordComponent") // read once and then sent, never compared
    record WebFile(String contentType, byte[] plain, byte[] zipped) {}

    /** All that the page is made of. */
    static final List<String> NAMES = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "page.js",
            "server.js",
            "words.js",
            "elements.js",
            "overview.js",
            "calls.js",
            "call.js",
            "friends.js",
            "invitation.js",
            "network.js",
            "health.js",
            "settings.js",
            "log.js");

    private final Map<String, WebFile> files = new HashMap<>();

    /** Reads them all. */
    WebFiles() {
        NAMES.forEach(name -> files.put(name.equals("index.html") ? "/" : "/" + name, read(name)));
    }

    /** The file of a path, if it is one. */
    Optional<WebFile> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static WebFile read(String name) {
        try (InputStream in = WebFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its " + name);
            }
            byte[] plain = in.readAllBytes();
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(plain);
            }
            return new WebFile(type(name), plain, zipped.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/javascript; charset=utf-8";
        };
    }
}
