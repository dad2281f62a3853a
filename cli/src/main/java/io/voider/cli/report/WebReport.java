package io.voider.cli.report;

import io.voider.cli.state.ListeningAddress;
import io.voider.cli.state.WebAccess;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page, and who may use it.
 *
 * @param web {@code off}, or the address and port where it is to be
 * @param password whether there is a password
 * @param tokens those of scripts
 * @param running whether it can be had now; false, too, of a node that does not run
 * @param url where, for a browser on this machine, or null
 * @param fingerprint SHA-256 of its certificate, as browsers show it, where it speaks TLS
 * @param trouble why it cannot be had, a clause, or null
 * @param sessions how many are logged in
 */
public record WebReport(
        String web,
        boolean password,
        List<Token> tokens,
        boolean running,
        @Nullable String url,
        @Nullable String fingerprint,
        @Nullable String trouble,
        int sessions) {
    /** A script's token. */
    public record Token(String name, Instant madeAt) {}

    /** What stands in the books. */
    public static WebReport of(ListeningAddress listener, WebAccess access) {
        return new WebReport(
                listener.text(),
                access.password() != null,
                access.tokens().stream()
                        .map(token -> new Token(token.name(), token.madeAt()))
                        .toList(),
                false,
                null,
                null,
                null,
                0);
    }

    /** The same of a node that runs. */
    public WebReport live(
            @Nullable String where, @Nullable String itsFingerprint, @Nullable String itsTrouble, int loggedIn) {
        return new WebReport(web, password, tokens, where != null, where, itsFingerprint, itsTrouble, loggedIn);
    }
}
