package io.voider.cli.web;

import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.RefusedException;
import io.voider.nat.rendezvous.Octets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Invitations that can be fetched by a link, once, without a session: for a QR code, which has no room for an invitation itself. A
 * link's secret stands behind its {@code #}, so that no browser sends it anywhere but in the request that uses it up, and whoever only
 * looks what is behind the link uses up nothing.
 *
 * <p>Belongs to one loop.
 */
final class InvitationLinks {
    static final int MOST = 8;
    static final long GOOD_SECONDS = TimeUnit.MINUTES.toSeconds(10);
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_FILE = 16_384;
    private static final int LONGEST_NAME = 256;

    /**
     * A new link.
     *
     * @param url null where nobody else could follow it
     * @param seconds how long it is good
     * @param code its QR code, or null
     */
    record InvitationLinkReport(
            @Nullable String url, long seconds, @Nullable QrDrawing code) {}

    /** What a link leads to: who is invited, and the invitation. */
    record InvitationFile(String name, String file) {}

    private record Offer(InvitationFile invitation, long madeNanos) {}

    private final SecureRandom random;
    private final LongSupplier nanos;
    private final LoginLimits limits;
    /** Oldest first. */
    private final Map<Octets, Offer> offers = new LinkedHashMap<>();

    InvitationLinks(SecureRandom random, LongSupplier nanos) {
        this.random = random;
        this.nanos = nanos;
        limits = new LoginLimits(nanos.getAsLong());
    }

    /** No link is good any more. */
    void endAll() {
        offers.clear();
    }

    /**
     * Makes a link to what is in {@code body}; the oldest of many is good no more.
     *
     * @param host where the page was asked for that, which is where others find it too
     * @throws RefusedException if there is no invitation in it
     */
    InvitationLinkReport offer(JsonNode body, Doorkeeper.Place from, String host) {
        InvitationFile invitation =
                new InvitationFile(text(body, "name", LONGEST_NAME), text(body, "file", LONGEST_FILE));
        if (!from.secure() || !from.shared()) {
            return new InvitationLinkReport(null, 0, null);
        }
        long now = nanos.getAsLong();
        offers.values().removeIf(offer -> isOver(offer, now));
        while (offers.size() >= MOST) {
            offers.remove(offers.keySet().iterator().next());
        }
        Octets secret = Octets.random(random, SECRET_BYTES);
        offers.put(secret, new Offer(invitation, now));
        String url = "https://" + host + "/#invitation=" + secret.text();
        return new InvitationLinkReport(url, GOOD_SECONDS, QrDrawing.of(url));
    }

    /**
     * Gives what a link leads to; it leads nowhere after this.
     *
     * @throws RefusedException if it does not, or that source has tried too often
     */
    InvitationFile redeem(JsonNode body, Doorkeeper.Place from) {
        String secret = text(body, "invitation", LONGEST_NAME);
        long now = nanos.getAsLong();
        long waitNanos = limits.take(from.address(), from.local(), now);
        if (waitNanos > 0) {
            throw new RefusedException(
                    ControlRefusal.Code.TOO_OFTEN,
                    "too many links that were none; the next one in " + (1 + TimeUnit.NANOSECONDS.toSeconds(waitNanos))
                            + " s",
                    "");
        }
        Offer offer = Doorkeeper.octets(secret).map(offers::remove).orElse(null);
        if (offer == null || isOver(offer, now)) {
            throw new RefusedException(
                    ControlRefusal.Code.NOT_FOUND,
                    "this link was used already, or is older than ten minutes",
                    "ask who gave it to you for another one");
        }
        limits.succeeded(from.address(), from.local());
        return offer.invitation;
    }

    private static boolean isOver(Offer offer, long nowNanos) {
        return nowNanos - offer.madeNanos > TimeUnit.SECONDS.toNanos(GOOD_SECONDS);
    }

    private static String text(JsonNode body, String field, int most) {
        String text = body.path(field).asString("");
        if (!body.path(field).isString() || text.isEmpty() || text.length() > most) {
            throw new RefusedException(
                    ControlRefusal.Code.INVALID, "the request's " + field + " has 1 to " + most + " characters", "");
        }
        return text;
    }
}
