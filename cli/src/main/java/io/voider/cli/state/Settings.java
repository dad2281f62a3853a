package io.voider.cli.state;

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
 */
public record Settings(
        boolean expeditedForwarding,
        int mediaSilenceSeconds,
        String namespacePrefix,
        boolean strongCrypto,
        boolean takeAnyInterface) {
    /** What a new node has. */
    public static final Settings DEFAULT = new Settings(false, 300, "voider", true, false);

    /** @throws StateException if a value is out of its range */
    public Settings {
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
                new Settings(bool(key, value), mediaSilenceSeconds, namespacePrefix, strongCrypto, takeAnyInterface);
            case "media-silence-seconds" ->
                new Settings(expeditedForwarding, number(key, value), namespacePrefix, strongCrypto, takeAnyInterface);
            case "namespace-prefix" ->
                new Settings(expeditedForwarding, mediaSilenceSeconds, value, strongCrypto, takeAnyInterface);
            case "strong-crypto" ->
                new Settings(
                        expeditedForwarding, mediaSilenceSeconds, namespacePrefix, bool(key, value), takeAnyInterface);
            case "take-any-interface" ->
                new Settings(expeditedForwarding, mediaSilenceSeconds, namespacePrefix, strongCrypto, bool(key, value));
            default ->
                throw new StateException("there is no setting '" + key
                        + "'; there are name, phone-interface, phone-address, rendezvous, expedited-forwarding,"
                        + " media-silence-seconds, namespace-prefix, strong-crypto, take-any-interface");
        };
    }

    private static boolean bool(String key, String value) {
        return switch (value) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new StateException(key + " is true or false, not '" + value + "'");
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
