package io.voider.cli.exchange.proxy;

import io.voider.sip.UriSpan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Two ways to write whom a SIP URI names: as a phone has it and as the switchboard has it. {@link #swap} changes one for the other
 * and nothing else, so that twice is not at all. A user part that is neither of the two stays, whatever becomes of the host.
 *
 * @param phoneUser the user part on the phone's wire as it is written, or null for none
 * @param phoneHost the host there, as it is written
 * @param user the user part at the switchboard, or null for none
 * @param host the host there
 */
record UriSwap(
        @Nullable String phoneUser,
        String phoneHost,
        @Nullable String user,
        String host) {
    /** A swap of hosts, whatever the user part. */
    static UriSwap ofHosts(String phoneHost, String host) {
        return new UriSwap(null, phoneHost, null, host);
    }

    /** How much text it is, in bytes. */
    int length() {
        int users = (phoneUser == null ? 0 : phoneUser.length()) + (user == null ? 0 : user.length());
        return users + phoneHost.length() + host.length();
    }

    /**
     * The URI written the other way.
     *
     * @param uri the text, a byte a character
     * @return the same if it names neither host
     */
    String swap(String uri) {
        byte[] bytes = uri.getBytes(StandardCharsets.ISO_8859_1);
        UriSpan span = new UriSpan().wrap(bytes, 0, bytes.length);
        String own = uri.substring(span.hostStart(), span.hostEnd());
        boolean here = own.equals(phoneHost);
        if (span.kind() != UriSpan.Kind.SIP || !(here || own.equals(host))) {
            return uri;
        }
        boolean named = span.userStart() < span.userEnd();
        int start = named ? span.userStart() : span.hostStart();
        boolean bare = !named && (start == 0 || uri.charAt(start - 1) != ':');
        boolean spaced = named && span.hostStart() != span.userEnd() + 1;
        if (bare || spaced) {
            return uri;
        }
        String other = swapUser(named ? uri.substring(span.userStart(), span.userEnd()) : null);
        return uri.substring(0, start)
                + (other == null ? "" : other + "@")
                + (here ? host : phoneHost)
                + uri.substring(span.hostEnd());
    }

    /** The URI as the switchboard has it, if it is written as the phone has it. */
    String resolved(String uri) {
        boolean phones = Spelling.of(uri)
                .map(spelling -> spelling.host().equals(phoneHost))
                .orElse(false);
        return phones ? swap(uri) : uri;
    }

    private @Nullable String swapUser(@Nullable String written) {
        if (equal(written, phoneUser)) {
            return user;
        }
        return equal(written, user) ? phoneUser : written;
    }

    private static boolean equal(@Nullable String one, @Nullable String other) {
        return one == null ? other == null : one.equals(other);
    }
}
