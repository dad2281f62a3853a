package io.voider.cli.state;

import io.voider.transport.identity.PartyName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owner may tune.
 *
 * @param expeditedForwarding whether voice leaves with DSCP EF (46) instead of the mark that it came with
 * @param mediaSilenceSeconds after how much silence both ways a call's pinholes close, 10…86,400
 * @param namespacePrefix what the names of this node's network namespaces begin with, so that several nodes fit on one
 *     machine
 * @param strongCrypto whether new certificates are of the strong profile rather than the fast one
 * @param takeAnyInterface whether the phones' interface is taken even if it carries the machine's default route or has
 *     addresses in use
 * @param callerNames whether who calls is shown by the name that this phone book has for them
 * @param accountPasswords whether phones need their passwords to register at the gateway
 * @param quiet when no friend's call rings here
 * @param quietExceptions the names of those whose calls ring even then
 * @param autoAnswer the names of those friends and joined exchanges whose calls the phones here may answer by themselves
 * @param forwards which phones ring in place of others, or with them
 * @param metrics where metrics can be fetched
 * @param metricsNames whether these name friends and exchanges
 * @param web where the page can be had
 */
public record Settings(
        boolean expeditedForwarding,
        int mediaSilenceSeconds,
        String namespacePrefix,
        boolean strongCrypto,
        boolean takeAnyInterface,
        boolean callerNames,
        boolean accountPasswords,
        QuietHours quiet,
        List<String> quietExceptions,
        List<String> autoAnswer,
        Forwards forwards,
        ListeningAddress metrics,
        boolean metricsNames,
        ListeningAddress web) {
    /** What can be configured, in kebab case; the first four are of the state and not of its settings. */
    public static final List<String> KEYS = List.of(
            "name",
            "phone-interface",
            "phone-address",
            "rendezvous",
            "expedited-forwarding",
            "media-silence-seconds",
            "namespace-prefix",
            "strong-crypto",
            "take-any-interface",
            "caller-names",
            "account-passwords",
            "quiet",
            "ring-when-quiet",
            "silence-when-quiet",
            "allow-auto-answer",
            "forbid-auto-answer",
            "forward",
            "metrics",
            "metrics-names",
            "web");

    private static final int MOST_NAMES = 506;

    /** What a new node has. */
    public static final Settings DEFAULT = new Settings(
            false,
            300,
            "voider",
            true,
            false,
            true,
            false,
            QuietHours.OFF,
            List.of(),
            List.of(),
            Forwards.NONE,
            ListeningAddress.OFF,
            false,
            ListeningAddress.OFF);

    /** @throws StateException if a value is out of its range */
    public Settings {
        quietExceptions = List.copyOf(quietExceptions);
        autoAnswer = List.copyOf(autoAnswer);
        quietExceptions.forEach(StateException::requireName);
        autoAnswer.forEach(StateException::requireName);
        StateException.require(
                mediaSilenceSeconds >= 10 && mediaSilenceSeconds <= 86_400,
                "media silence is 10…86400 seconds, not " + mediaSilenceSeconds);
        StateException.require(
                namespacePrefix.matches("[a-z][a-z0-9-]{0,9}"),
                "'" + namespacePrefix + "' cannot begin a namespace's name: 1 to 10 small letters, digits or '-'");
    }

    /**
     * These settings with one changed.
     *
     * @param key the component's name in kebab case, such as {@code media-silence-seconds}
     * @throws StateException if there is no such setting or it cannot have that value
     */
    public Settings with(String key, String value) {
        Draft draft = new Draft(this);
        switch (key) {
            case "expedited-forwarding" -> draft.expeditedForwarding = bool(key, value);
            case "media-silence-seconds" -> draft.mediaSilenceSeconds = number(key, value);
            case "namespace-prefix" -> draft.namespacePrefix = value;
            case "strong-crypto" -> draft.strongCrypto = bool(key, value);
            case "take-any-interface" -> draft.takeAnyInterface = bool(key, value);
            case "caller-names" -> draft.callerNames = bool(key, value);
            case "account-passwords" -> draft.accountPasswords = bool(key, value);
            case "quiet" -> draft.quiet = new QuietHours(value);
            case "ring-when-quiet" -> draft.quietExceptions = names(quietExceptions, value, true);
            case "silence-when-quiet" -> draft.quietExceptions = names(quietExceptions, value, false);
            case "allow-auto-answer" -> draft.autoAnswer = names(autoAnswer, value, true);
            case "forbid-auto-answer" -> draft.autoAnswer = names(autoAnswer, value, false);
            case "forward" -> draft.forwards = forwards.with(value);
            case "metrics" -> draft.metrics = new ListeningAddress(value);
            case "metrics-names" -> draft.metricsNames = bool(key, value);
            case "web" -> draft.web = new ListeningAddress(value);
            default ->
                throw new StateException("there is no setting '" + key + "'; there are " + String.join(", ", KEYS));
        }
        return draft.settings();
    }

    /** Whose names the setting {@code key} holds, or null if it is none of names. */
    @Nullable
    List<String> named(String key) {
        return switch (key) {
            case "ring-when-quiet", "silence-when-quiet" -> quietExceptions;
            case "allow-auto-answer", "forbid-auto-answer" -> autoAnswer;
            default -> null;
        };
    }

    /** Settings while they are being changed. */
    private static final class Draft {
        private boolean expeditedForwarding;
        private int mediaSilenceSeconds;
        private String namespacePrefix;
        private boolean strongCrypto;
        private boolean takeAnyInterface;
        private boolean callerNames;
        private boolean accountPasswords;
        private QuietHours quiet;
        private List<String> quietExceptions;
        private List<String> autoAnswer;
        private Forwards forwards;
        private ListeningAddress metrics;
        private boolean metricsNames;
        private ListeningAddress web;

        Draft(Settings from) {
            expeditedForwarding = from.expeditedForwarding;
            mediaSilenceSeconds = from.mediaSilenceSeconds;
            namespacePrefix = from.namespacePrefix;
            strongCrypto = from.strongCrypto;
            takeAnyInterface = from.takeAnyInterface;
            callerNames = from.callerNames;
            accountPasswords = from.accountPasswords;
            quiet = from.quiet;
            quietExceptions = from.quietExceptions;
            autoAnswer = from.autoAnswer;
            forwards = from.forwards;
            metrics = from.metrics;
            metricsNames = from.metricsNames;
            web = from.web;
        }

        Settings settings() {
            return new Settings(
                    expeditedForwarding,
                    mediaSilenceSeconds,
                    namespacePrefix,
                    strongCrypto,
                    takeAnyInterface,
                    callerNames,
                    accountPasswords,
                    quiet,
                    quietExceptions,
                    autoAnswer,
                    forwards,
                    metrics,
                    metricsNames,
                    web);
        }
    }

    /** These settings without a name of somebody who is gone: whoever has it next has no leave of theirs. */
    Settings forgetting(String name) {
        Draft draft = new Draft(this);
        draft.autoAnswer = names(autoAnswer, name, false);
        draft.quietExceptions = names(quietExceptions, name, false);
        return draft.settings();
    }

    /** These where there is no such phone any more: the next of that number is another. */
    Settings withoutPhone(int number) {
        Draft draft = new Draft(this);
        draft.forwards = forwards.without(number);
        return draft.settings();
    }

    private static List<String> names(List<String> before, String name, boolean added) {
        String kept = PartyName.normal(name);
        StateException.requireName(kept);
        List<String> names = new ArrayList<>(before);
        names.removeIf(other -> PartyName.same(other, kept));
        if (added) {
            names.add(kept);
        }
        StateException.require(
                names.size() <= MOST_NAMES, "there are at most " + MOST_NAMES + " friends and exchanges");
        return names;
    }

    private static boolean bool(String key, String value) {
        return switch (value) {
            case "on", "yes", "true" -> true;
            case "off", "no", "false" -> false;
            default -> throw new StateException(key + " is on or off, not '" + value + "'");
        };
    }

    private static int number(String key, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new StateException(key + " is a whole number, not '" + value + "'");
        }
    }
}
