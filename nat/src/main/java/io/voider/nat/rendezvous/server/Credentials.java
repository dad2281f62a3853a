package io.voider.nat.rendezvous.server;

import io.voider.nat.rendezvous.account.AccountTable;
import io.voider.nat.rendezvous.server.Session.Watch;
import io.voider.nat.rendezvous.wire.RelayCredentials;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Credentials for the relay, for owners and for readers whose owner is up; renewed at half of their life. */
final class Credentials {
    /** Makes credentials. */
    interface Issuer {
        /**
         * Null without a relay.
         *
         * @param account on whose quota the holder's allocations are booked
         * @param holder tells the account's owner and readers from each other
         */
        @Nullable
        RelayCredentials issue(String account, String holder);
    }

    private static final String OWNER = "owner";

    private final Issuer issuer;

    Credentials(Issuer issuer) {
        this.issuer = issuer;
    }

    @Nullable
    RelayCredentials of(AccountTable.Account account, Session session, long nowNanos) {
        return issue(account.name(), OWNER, session, nowNanos);
    }

    /** Those that were told last, until their renewal is due: a presence that flickers costs nothing. */
    @Nullable
    RelayCredentials of(AccountTable.Account account, Watch watch, long nowNanos) {
        if (watch.credentials == null || nowNanos - watch.credentialsDueNanos >= 0) {
            watch.credentials = issue(account.name(), watch.reader.text(), watch.session, nowNanos);
            watch.credentialsDueNanos = watch.session.credentialsDueNanos;
        }
        return watch.credentials;
    }

    boolean areDue(Session session, long nowNanos) {
        return session.credentialsDueNanos != 0 && nowNanos - session.credentialsDueNanos >= 0;
    }

    /** New ones for a connection; null if it has no right to any now. */
    @Nullable
    RelayCredentials renew(Session session, AccountTable accounts, long nowNanos) {
        session.credentialsDueNanos = 0;
        AccountTable.Account own = session.owner == null ? null : accounts.ofOwner(session.owner);
        if (own != null) {
            return of(own, session, nowNanos);
        }
        for (Watch watch : session.watches.values()) {
            AccountTable.Account account = watch.told ? accounts.ofReader(watch.reader) : null;
            if (account != null) {
                return issue(account.name(), watch.reader.text(), session, nowNanos);
            }
        }
        return null;
    }

    private @Nullable RelayCredentials issue(String account, String holder, Session session, long nowNanos) {
        RelayCredentials credentials = issuer.issue(account, holder);
        if (credentials != null) {
            session.credentialsDueNanos = nowNanos + TimeUnit.SECONDS.toNanos(credentials.lifetimeSeconds()) / 2;
        }
        return credentials;
    }
}
