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
        Forwards forwards) {
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
            "forward");

    private static final int MOST_NAMES = 506;

    /** What a new node has. */
    public static final Settings DEFAULT = new Settings(
            false, 300, "voider", true, false, true, false, QuietHours.OFF, List.of(), List.of(), Forwards.NONE);

    /** @throws StateException if a value is out of its range */
    public Settings {
        quietExceptions = List.copyOf(quietExceptions);
        autoAnswer = List.copyOf(autoAnswer);
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
        return switch (key) {
            case "expedited-forwarding" ->
                with(bool(key, value), mediaSilenceSeconds, namespacePrefix, strongCrypto, takeAnyInterface);
            case "media-silence-seconds" ->
                with(expeditedForwarding, number(key, value), namespacePrefix, strongCrypto, takeAnyInterface);
            case "namespace-prefix" ->
                with(expeditedForwarding, mediaSilenceSeconds, value, strongCrypto, takeAnyInterface);
            case "strong-crypto" ->
                with(expeditedForwarding, mediaSilenceSeconds, namespacePrefix, bool(key, value), takeAnyInterface);
            case "take-any-interface" ->
                with(expeditedForwarding, mediaSilenceSeconds, namespacePrefix, strongCrypto, bool(key, value));
            case "caller-names" -> with(bool(key, value), accountPasswords);
            case "account-passwords" -> with(callerNames, bool(key, value));
            case "quiet" -> quiet(new QuietHours(value), quietExceptions);
            case "ring-when-quiet" -> quiet(quiet, names(quietExceptions, value, true));
            case "silence-when-quiet" -> quiet(quiet, names(quietExceptions, value, false));
            case "allow-auto-answer" -> answering(value, true);
            case "forbid-auto-answer" -> answering(value, false);
            case "forward" -> forwarding(forwards.with(value));
            default ->
                throw new StateException("there is no setting '" + key + "'; there are " + String.join(", ", KEYS));
        };
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

    private Settings with(boolean forwarding, int silenceSeconds, String prefix, boolean strong, boolean any) {
        return new Settings(
                forwarding,
                silenceSeconds,
                prefix,
                strong,
                any,
                callerNames,
                accountPasswords,
                quiet,
                quietExceptions,
                autoAnswer,
                forwards);
    }

    private Settings with(boolean names, boolean passwords) {
        return new Settings(
                expeditedForwarding,
                mediaSilenceSeconds,
                namespacePrefix,
                strongCrypto,
                takeAnyInterface,
                names,
                passwords,
                quiet,
                quietExceptions,
                autoAnswer,
                forwards);
    }

    private Settings quiet(QuietHours hours, List<String> exceptions) {
        return new Settings(
                expeditedForwarding,
                mediaSilenceSeconds,
                namespacePrefix,
                strongCrypto,
                takeAnyInterface,
                callerNames,
                accountPasswords,
                hours,
                exceptions,
                autoAnswer,
                forwards);
    }

    private Settings forwarding(Forwards changed) {
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
                changed);
    }

    /** These settings with one name more, or less, among those who may have the phones answer by themselves. */
    Settings answering(String name, boolean allowed) {
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
                names(autoAnswer, name, allowed),
                forwards);
    }

    /** These settings without a name of somebody who is gone: whoever has it next has no leave of theirs. */
    Settings forgetting(String name) {
        return answering(name, false).quiet(quiet, names(quietExceptions, name, false));
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
