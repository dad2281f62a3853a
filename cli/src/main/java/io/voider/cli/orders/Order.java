package io.voider.cli.orders;

import io.voider.cli.report.AccessReport;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.ExchangeReport;
import io.voider.cli.report.FriendReport;
import io.voider.cli.report.InvitationReport;
import io.voider.cli.report.NumberReport;
import io.voider.cli.report.PhoneLineReport;
import io.voider.cli.report.WebReport;
import io.voider.cli.state.Friend;
import io.voider.cli.state.JoinedExchange;
import io.voider.cli.state.PasswordHash;
import io.voider.cli.state.Registrar;
import io.voider.nat.rendezvous.Octets;
import io.voider.transport.identity.AccessCredential;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.PartyName;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that changes the exchange. An order is a record of what it needs, which is also how it travels as JSON: {@code
 * POST /v1/orders/NAME}, where NAME is the record's in kebab case. To add one, add a record here and the command that makes
 * it.
 *
 * @param <R> what is reported once the change is on the disk
 */
public sealed interface Order<R> {
    /**
     * Does it.
     *
     * @throws io.voider.cli.state.StateException if the state does not allow it
     * @throws io.voider.transport.identity.HandoverException if what was handed over is of no use
     * @throws IOException if it cannot be written down
     */
    R carryOut(Registrar registrar) throws IOException;

    /** What {@link #carryOut} reports. */
    Class<R> report();

    /** Its name, such as {@code export-access}. */
    default String name() {
        return name(getClass());
    }

    /** The name of a kind of order. */
    static String name(Class<?> kind) {
        return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Invite a friend. */
    record Invite(String friend) implements Order<InvitationReport> {
        /** The name is kept in the one way in which names are written. */
        public Invite {
            friend = PartyName.normal(friend);
        }

        @Override
        public InvitationReport carryOut(Registrar registrar) throws IOException {
            return InvitationReport.of(
                    friend, registrar.invite(friend), registrar.state().shortNumbers());
        }

        @Override
        public Class<InvitationReport> report() {
            return InvitationReport.class;
        }
    }

    /** Cut a friend off. */
    record Revoke(String friend) implements Order<FriendReport> {
        @Override
        public FriendReport carryOut(Registrar registrar) throws IOException {
            return FriendReport.of(registrar.revoke(friend));
        }

        @Override
        public Class<FriendReport> report() {
            return FriendReport.class;
        }
    }

    /** Let a friend call other friends, or not. */
    record AllowSubscriberCalls(String friend, boolean allowed) implements Order<FriendReport> {
        @Override
        public FriendReport carryOut(Registrar registrar) throws IOException {
            return FriendReport.of(registrar.allowSubscriberCalls(friend, allowed));
        }

        @Override
        public Class<FriendReport> report() {
            return FriendReport.class;
        }
    }

    /**
     * Join an exchange.
     *
     * @param invitation the invitation's text, which is read and verified here and nowhere else
     * @param as what to call the exchange here, or null for its own name
     */
    record Join(String invitation, @Nullable String as) implements Order<ExchangeReport> {
        /** The name is kept in the one way in which names are written. */
        public Join {
            as = as == null ? null : PartyName.normal(as);
        }

        @Override
        public ExchangeReport carryOut(Registrar registrar) throws IOException {
            Invitation read = Invitation.parse(invitation);
            JoinedExchange joined = registrar.join(read, as);
            return ExchangeReport.of(joined, registrar.state().shortNumbers(), registrar.objection(read));
        }

        @Override
        public Class<ExchangeReport> report() {
            return ExchangeReport.class;
        }
    }

    /** Leave an exchange that was joined. */
    record Leave(String exchange) implements Order<ExchangeReport> {
        @Override
        public ExchangeReport carryOut(Registrar registrar) throws IOException {
            return ExchangeReport.of(registrar.leave(exchange));
        }

        @Override
        public Class<ExchangeReport> report() {
            return ExchangeReport.class;
        }
    }

    /** Let the owner of an exchange that was joined see this node. */
    record ExportAccess(String exchange) implements Order<AccessReport> {
        @Override
        public AccessReport carryOut(Registrar registrar) throws IOException {
            return AccessReport.of(registrar.exportAccess(exchange));
        }

        @Override
        public Class<AccessReport> report() {
            return AccessReport.class;
        }
    }

    /** Take the access credential that a friend gave back; its text is read and verified here and nowhere else. */
    record ImportAccess(String credential) implements Order<FriendReport> {
        @Override
        public FriendReport carryOut(Registrar registrar) throws IOException {
            AccessCredential read = AccessCredential.parse(credential);
            Friend seen = registrar.importAccess(read);
            return FriendReport.of(seen, registrar.objection(read));
        }

        @Override
        public Class<FriendReport> report() {
            return FriendReport.class;
        }
    }

    /** Give a line another short number. */
    record Renumber(String line, int number) implements Order<NumberReport> {
        @Override
        public NumberReport carryOut(Registrar registrar) throws IOException {
            return NumberReport.of(registrar.renumber(line, number));
        }

        @Override
        public Class<NumberReport> report() {
            return NumberReport.class;
        }
    }

    /** Make room for one more phone. */
    record AddPhone() implements Order<PhoneLineReport> {
        @Override
        public PhoneLineReport carryOut(Registrar registrar) throws IOException {
            return PhoneLineReport.of(registrar.addPhone());
        }

        @Override
        public Class<PhoneLineReport> report() {
            return PhoneLineReport.class;
        }
    }

    /** Have one phone less. */
    record RemovePhone(int number) implements Order<PhoneLineReport> {
        @Override
        public PhoneLineReport carryOut(Registrar registrar) throws IOException {
            return PhoneLineReport.of(registrar.removePhone(number));
        }

        @Override
        public Class<PhoneLineReport> report() {
            return PhoneLineReport.class;
        }
    }

    /** Change a setting. */
    record Configure(String key, String value) implements Order<ConfigReport> {
        @Override
        public ConfigReport carryOut(Registrar registrar) throws IOException {
            return ConfigReport.of(registrar.configure(key, value));
        }

        @Override
        public Class<ConfigReport> report() {
            return ConfigReport.class;
        }
    }

    /** Let those use the page who know a password; by null, nobody any more. It is hashed where it was typed. */
    record SetWebPassword(@Nullable PasswordHash password) implements Order<WebReport> {
        @Override
        public WebReport carryOut(Registrar registrar) throws IOException {
            return WebReport.of(registrar.state().settings().web(), registrar.webPassword(password));
        }

        @Override
        public Class<WebReport> report() {
            return WebReport.class;
        }
    }

    /**
     * Let a script use the page.
     *
     * @param script what the owner calls it
     * @param digest of its token
     */
    record AddWebToken(String script, Octets digest) implements Order<WebReport> {
        /** The name is kept in the one way in which names are written. */
        public AddWebToken {
            script = PartyName.normal(script);
        }

        @Override
        public WebReport carryOut(Registrar registrar) throws IOException {
            return WebReport.of(registrar.state().settings().web(), registrar.addWebToken(script, digest));
        }

        @Override
        public Class<WebReport> report() {
            return WebReport.class;
        }
    }

    /** Let a script use the page no longer. */
    record RemoveWebToken(String script) implements Order<WebReport> {
        @Override
        public WebReport carryOut(Registrar registrar) throws IOException {
            return WebReport.of(registrar.state().settings().web(), registrar.removeWebToken(script));
        }

        @Override
        public Class<WebReport> report() {
            return WebReport.class;
        }
    }
}
