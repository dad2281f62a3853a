package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import io.voider.cli.command.console.Table;
import io.voider.cli.orders.Order;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.FriendReport;
import io.voider.cli.state.Settings;
import io.voider.cli.state.StateException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows and changes settings. */
@Command(
        name = "config",
        description = "Show how the node is configured, or change one setting.",
        footer = {
            "",
            "Settings: name, phone-interface, phone-address, rendezvous, expedited-forwarding, media-silence-seconds,"
                    + " namespace-prefix, strong-crypto, take-any-interface, caller-names, account-passwords. Addresses of"
                    + " several phones are separated by commas. With caller-names on, phones show who calls by your name"
                    + " for them. With account-passwords on, phones register at the gateway by the passwords of: voider"
                    + " phone account NUMBER.",
            "allow-auto-answer and forbid-auto-answer take a friend's or an exchange's name: who may have your phone "
                    + "answer by itself, as an intercom does. Nobody may until you say so.",
            "quiet, ring-when-quiet and silence-when-quiet are those of: voider quiet; forward is that of: voider"
                    + " forward.",
            "metrics is where Prometheus can fetch what is counted, such as 127.0.0.1:9741, or off; with metrics-names "
                    + "on it says who is on which line. Whoever reaches that address can read it.",
            "web is where the page is, as of: voider web on.",
            "What is said of expedited-forwarding, media-silence-seconds and namespace-prefix counts from the "
                    + "node's next start on; strong-crypto when a node is made, and for none that there is already.",
            "",
            "Examples:",
            "  voider config",
            "  voider config media-silence-seconds",
            "  voider config media-silence-seconds 120",
            "  voider config allow bob",
            "  voider config allow-auto-answer bob",
            "  voider config metrics 127.0.0.1:9741"
        },
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    /** What is checked where the rest of the state is at hand. */
    private static final Set<String> OF_THE_STATE = Set.of("name", "phone-interface", "phone-address", "rendezvous");

    /** These have no value of their own: they take a name out of another's. */
    private static final Set<String> TAKING_AWAY = Set.of("silence-when-quiet", "forbid-auto-answer");

    /** What shells complete. */
    static final class Keys implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Settings.KEYS.iterator();
        }
    }

    @ParentCommand
    private Root root;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "KEY",
            completionCandidates = Keys.class,
            description = "The setting.")
    private @Nullable String key;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "Its new value, on or off for a switch; without one, the present value is shown.")
    private @Nullable String value;

    @Override
    public Integer call() throws IOException {
        if (key != null) {
            check(key, value);
        }
        try (Desk desk = Desk.open(root.home())) {
            if (value != null && "phone-interface".equals(key)) {
                PhoneInterfaceChoice.check(value, desk.config().settings().takeAnyInterface());
            }
            ConfigReport config =
                    key == null || value == null ? desk.config() : desk.order(new Order.Configure(key, value));
            root.console().print(config, this::draw);
        }
        return Exit.OK.code();
    }

    private static void check(String key, @Nullable String value) {
        if (!Settings.KEYS.contains(key)) {
            throw new CommandException(
                    Exit.USAGE, "there is no setting '" + key + "'", "there are: " + String.join(", ", Settings.KEYS));
        }
        if (value == null && TAKING_AWAY.contains(key)) {
            throw new CommandException(
                    Exit.USAGE, key + " needs a name", "voider config shows who is among those it takes one from");
        }
        if (value != null && !OF_THE_STATE.contains(key)) {
            try {
                Settings unused = Settings.DEFAULT.with(key, value);
            } catch (StateException e) {
                throw new CommandException(Exit.USAGE, String.valueOf(e.getMessage()), "voider config --help");
            }
        }
    }

    @Command(
            name = "allow",
            description = "Let a friend call other friends who may, through this exchange.",
            footer = {"", "Example:", "  voider config allow bob"},
            mixinStandardHelpOptions = true)
    Integer allow(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = CompletionScript.PhoneBook.class,
                            description = "The friend.")
                    String name)
            throws IOException {
        return subscriberCalls(name, true);
    }

    @Command(
            name = "forbid",
            description = "No longer let a friend call other friends.",
            footer = {"", "Example:", "  voider config forbid bob"},
            mixinStandardHelpOptions = true)
    Integer forbid(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = CompletionScript.PhoneBook.class,
                            description = "The friend.")
                    String name)
            throws IOException {
        return subscriberCalls(name, false);
    }

    private Integer subscriberCalls(String name, boolean allowed) throws IOException {
        try (Desk desk = Desk.open(root.home())) {
            FriendReport friend = desk.order(new Order.AllowSubscriberCalls(name, allowed));
            root.console()
                    .print(
                            friend,
                            changed -> changed.name() + " may " + (changed.mayCallSubscribers() ? "" : "not ")
                                    + "call other friends through this exchange.");
        }
        return Exit.OK.code();
    }

    private String draw(ConfigReport config) {
        Map<String, String> values = values(config);
        String present = key == null ? null : values.get(key);
        if (present != null) {
            return value == null ? present : key + " is " + present + " now." + consequence();
        }
        Table table = new Table(root.columns(), "setting", "value");
        values.forEach(table::row);
        return table.toString();
    }

    private String consequence() {
        return "account-passwords".equals(key) && "on".equals(value)
                ? "\nA phone registers with its password alone: voider phone account NUMBER prints it."
                : "";
    }

    /** What one types to have it so, by what one types for the setting. */
    private static Map<String, String> values(ConfigReport config) {
        Settings settings = config.settings();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("name", config.name());
        values.put("phone-interface", config.networkInterface());
        values.put(
                "phone-address",
                config.phones().stream()
                        .map(phone -> phone.substring(phone.indexOf(' ') + 1))
                        .collect(Collectors.joining(",")));
        values.put("rendezvous", config.rendezvous() == null ? "none" : config.rendezvous());
        values.put("expedited-forwarding", onOrOff(settings.expeditedForwarding()));
        values.put("media-silence-seconds", Integer.toString(settings.mediaSilenceSeconds()));
        values.put("namespace-prefix", settings.namespacePrefix());
        values.put("strong-crypto", onOrOff(settings.strongCrypto()));
        values.put("take-any-interface", onOrOff(settings.takeAnyInterface()));
        values.put("caller-names", onOrOff(settings.callerNames()));
        values.put("account-passwords", onOrOff(settings.accountPasswords()));
        values.put("quiet", settings.quiet().text());
        values.put("ring-when-quiet", names(settings.quietExceptions()));
        values.put("allow-auto-answer", names(settings.autoAnswer()));
        values.put("forward", settings.forwards().words());
        values.put("metrics", settings.metrics().text());
        values.put("metrics-names", onOrOff(settings.metricsNames()));
        values.put("web", settings.web().text());
        return values;
    }

    private static String onOrOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "nobody" : String.join(", ", names);
    }
}
