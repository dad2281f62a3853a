package io.voider.cli.node.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a machine is called by those near it.
 *
 * @param name its host name, or empty without one
 */
public record MachineName(String name) {
    private static final Logger LOG = LoggerFactory.getLogger(MachineName.class);

    /** Domains that nobody can register: RFC 6762, 8375, and ICANN's for private use; and {@code lan}, which routers use. */
    private static final List<String> DOMAINS = List.of("", ".local", ".lan", ".home.arpa", ".internal");

    /** Whatever this one is called now. */
    public static MachineName ofThis() {
        try {
            return new MachineName(
                    Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        } catch (IOException nameless) {
            LOG.info("this machine has no name; what it serves can be had by its addresses alone");
            return new MachineName("");
        }
    }

    /** All names by which a browser near it may ask for it, in small letters. */
    public List<String> all() {
        String own = name.toLowerCase(Locale.ROOT);
        return own.isEmpty()
                ? List.of()
                : DOMAINS.stream().map(domain -> own + domain).toList();
    }
}
