package io.voider.nat.rendezvous.server;

import io.voider.nat.rendezvous.account.AccountTable;
import io.voider.nat.rendezvous.server.Session.Watch;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Credentials for the relay, for owners and for readers whose owner is up; renewed at half of their life. */
final class Credentials {
    /** Makes credentials for a pseudonym; null without a relay. */
    interface Issuer {
        @Nullable
        RelayCredentials issue(String pseudonym);
    }

    private static final int READER_PSEUDONYM_CHARACTERS = 22;

    private final Issuer issuer;

    Credentials(Issuer issuer) {
        this.issuer = issuer;
    }

    @Nullable
    RelayCredentials of(AccountTable.Account account, Session session, long nowNanos) {
        return issue("o-" + account.name(), session, nowNanos);
    }

    /** Those that were told last, until their renewal is due: a presence that flickers costs nothing. */
    @Nullable
    RelayCredentials of(Watch watch, long nowNanos) {
        if (watch.credentials == null || nowNanos - watch.credentialsDueNanos >= 0) {
            watch.credentials = issue(pseudonym(watch), watch.session, nowNanos);
            watch.credentialsDueNanos = watch.session.credentialsDueNanos;
        }
        return watch.credentials;
    }

    boolean areDue(Session session, long nowNanos) {
        return session.credentialsDueNanos != 0 && nowNanos - session.credentialsDueNanos >= 0;
    }

    /**
     * New ones for a connection; null if it has no right to any now.
     *
     * @param account the owner's whose connection it is, or null
     */
    @Nullable
    RelayCredentials renew(Session session, AccountTable.@Nullable Account account, long nowNanos) {
        session.credentialsDueNanos = 0;
        if (account != null) {
            return of(account, session, nowNanos);
        }
        return session.watches.values().stream()
                .filter(watch -> watch.told)
                .findAny()
                .map(watch -> issue(pseudonym(watch), session, nowNanos))
                .orElse(null);
    }

    private static String pseudonym(Watch watch) {
        return "r-" + watch.reader.text().substring(0, READER_PSEUDONYM_CHARACTERS);
    }

    private @Nullable RelayCredentials issue(String pseudonym, Session session, long nowNanos) {
        RelayCredentials credentials = issuer.issue(pseudonym);
        if (credentials != null) {
            session.credentialsDueNanos = nowNanos + TimeUnit.SECONDS.toNanos(credentials.lifetimeSeconds()) / 2;
        }
        return credentials;
    }
}
