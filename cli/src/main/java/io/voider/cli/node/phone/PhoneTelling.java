package io.voider.cli.node.phone;

import io.voider.cli.phone.provisioning.AdminPassword;
import io.voider.cli.phone.provisioning.BookEntry;
import io.voider.cli.phone.provisioning.PhoneFacts;
import io.voider.cli.state.AccountPassword;
import io.voider.cli.state.Friend;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.State;
import io.voider.nat.rendezvous.Octets;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is to say to a phone, as it follows from what a node remembers and from what is heard on the phones' wire. */
public final class PhoneTelling implements ProvisioningServer.Source {
    private static final int OWN = 1;
    private static final int SHORT_NUMBERS = 99;

    private final Supplier<State> state;
    private final PhoneServices services;
    private final Namespace namespace;
    private final Executor blocking;
    private final Editions editions;

    /**
     * @param state what is remembered now; from any thread
     * @param namespace the phones'
     * @param blocking runs what blocks on the kernel
     */
    public PhoneTelling(
            Supplier<State> state, PhoneServices services, Namespace namespace, Executor blocking, Clock clock) {
        this.state = state;
        this.services = services;
        this.namespace = namespace;
        this.blocking = blocking;
        editions = new Editions(clock);
    }

    @Override
    public PhoneFacts facts(PhoneLine phone) {
        return facts(state.get(), phone, editions);
    }

    /** The device that is the phone, as long as the kernel, which carries the connection, has the same one at that address. */
    @Override
    public CompletableFuture<Optional<MacAddress>> station(PhoneAddress address) {
        return services.station(address)
                .thenApplyAsync(heard -> heard.filter(station -> isNeighbour(address, station)), blocking);
    }

    private boolean isNeighbour(PhoneAddress address, MacAddress station) {
        return namespace.neighbours().list().stream()
                .anyMatch(neighbour -> neighbour.address().getHostAddress().equals(address.toString())
                        && neighbour.mac().filter(station::equals).isPresent());
    }

    static PhoneFacts facts(State state, PhoneLine phone, Editions editions) {
        String admin = password(state, phone.number());
        String password = AccountPassword.of(state, phone.number());
        return new PhoneFacts(
                phone.number(),
                phone.address().value(),
                phone.address().gateway(),
                state.name(),
                admin,
                password,
                editions.of(phone.number(), Arrays.asList(phone.address(), state.name(), admin, password)),
                book(state, phone));
    }

    /** The password of a phone's own menu. */
    public static String password(State state, int phone) {
        return AdminPassword.of(Octets.parse(state.sealingSeed()).toBytes(), phone);
    }

    /** Whom a phone may call: friends, joined exchanges and the other phones here, by their names. */
    private static List<BookEntry> book(State state, PhoneLine phone) {
        Stream<BookEntry> friends = state.friends().stream()
                .filter(Friend::invited)
                .map(friend ->
                        entry(friend.name(), state.shortNumbers().of(OWN, friend.number()), OWN, friend.number()));
        Stream<BookEntry> exchanges = state.exchanges().stream()
                .map(exchange ->
                        entry(exchange.name(), state.shortNumbers().of(exchange.index(), 1), exchange.index(), 1));
        Stream<BookEntry> phones = state.phones().stream()
                .filter(other -> other.number() != phone.number())
                .map(other -> new BookEntry(
                        state.name() + " " + other.number(),
                        other.number() <= SHORT_NUMBERS
                                ? Integer.toString(100 + other.number())
                                : "10*1*1*" + other.number()));
        return Stream.of(friends, exchanges, phones)
                .flatMap(part -> part)
                .sorted(Comparator.comparing(BookEntry::name, String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    private static BookEntry entry(String name, @Nullable Integer shortNumber, int exchange, int subscriber) {
        String dial = shortNumber == null ? "10*" + exchange + "*" + subscriber + "*1" : shortNumber.toString();
        return new BookEntry(name, dial);
    }
}
