package io.voider.cli.state;

import io.voider.transport.identity.PartyName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a node remembers but for its certificates. Immutable: a change makes another state, which is either
 * written whole or never was.
 *
 * @param schema the layout's version
 * @param name what this exchange is called
 * @param networkInterface the interface that the phones hang on, by name, such as {@code eth1}, or by MAC address; moved away from the machine's
 *     own namespace while the node runs
 * @param phones the phones of this home, one at the least
 * @param sealingSeed the 32-byte seed, in base64url, of the key by which friends' offers are sealed to this node
 * @param rendezvous this node's account at the rendezvous of its own exchange, the operator's line, or null
 * @param friends those who were invited, the revoked ones too, since a number is never given twice
 * @param exchanges those that were joined
 * @param shortNumbers the lines' short numbers, and those that lines had
 * @param settings what the owner may tune
 * @param webAccess who may use the page
 */
public record State(
        int schema,
        String name,
        String networkInterface,
        List<PhoneLine> phones,
        String sealingSeed,
        @Nullable String rendezvous,
        List<Friend> friends,
        List<JoinedExchange> exchanges,
        ShortNumbers shortNumbers,
        Settings settings,
        WebAccess webAccess) {
    /** The version of the layout that this program writes. */
    public static final int SCHEMA = Migrations.LAYOUT;

    /** i of my own exchange. */
    private static final int OWN = 1;

    /** s of an exchange's owner. */
    private static final int OWNER = 1;

    /** @throws StateException if the parts do not fit together */
    public State {
        StateException.require(
                schema == SCHEMA, "this state is of layout " + schema + "; this voider reads layout " + SCHEMA);
        StateException.requireName(name);
        StateException.require(
                networkInterface.matches("[A-Za-z0-9._@-]{1,15}|[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}"),
                "'" + networkInterface + "' is neither the name of a network interface nor a MAC address");
        phones = List.copyOf(phones);
        friends = List.copyOf(friends);
        exchanges = List.copyOf(exchanges);
        StateException.require(!phones.isEmpty(), "a node has one phone at the least");
        distinct(phones.stream().map(PhoneLine::number).toList(), "two phones have number ");
        distinct(phones.stream().map(PhoneLine::address).toList(), "two phones have address ");
        distinct(friends.stream().map(Friend::number).toList(), "two friends have number ");
        distinct(friends.stream().filter(Friend::invited).map(Friend::name).toList(), "two friends are called ");
        distinct(exchanges.stream().map(JoinedExchange::index).toList(), "two exchanges have number ");
        distinct(exchanges.stream().map(JoinedExchange::name).toList(), "two exchanges are called ");
        StateException.require(
                !settings.web().open() || webAccess.password() != null,
                "other machines may reach the page at " + settings.web().text()
                        + " only if it has a password: voider web password");
    }

    /** A new node's state. */
    public static State of(
            String name,
            String networkInterface,
            List<PhoneLine> phones,
            String sealingSeed,
            @Nullable String rendezvous,
            Settings settings) {
        return new State(
                SCHEMA,
                name,
                networkInterface,
                phones,
                sealingSeed,
                rendezvous,
                List.of(),
                List.of(),
                ShortNumbers.NONE,
                settings,
                WebAccess.NONE);
    }

    /**
     * The friend whom somebody means by name, by short number or by what one dials, and who is still invited; one who is called
     * exactly so comes before others.
     */
    public Optional<Friend> friend(String what) {
        List<Friend> invited = friends.stream().filter(Friend::invited).toList();
        return called(invited, Friend::name, what)
                .or(() -> invited.stream()
                        .filter(friend -> isNumbered(what, OWN, friend.number()))
                        .findFirst());
    }

    private boolean isNumbered(String what, int exchange, int subscriber) {
        return ShortNumber.isMeant(
                what, "10." + exchange + "." + subscriber + ".1", shortNumbers.of(exchange, subscriber));
    }

    /** Earlier layouts may hold two names that differ by capital letters alone. */
    private static <P> Optional<P> called(List<P> parties, Function<P, String> nameOf, String wanted) {
        return parties.stream()
                .filter(party -> nameOf.apply(party).equals(wanted))
                .findFirst()
                .or(() -> parties.stream()
                        .filter(party -> PartyName.same(nameOf.apply(party), wanted))
                        .findFirst());
    }

    /** The friend of that number, revoked or not. */
    public Optional<Friend> friend(int number) {
        return friends.stream().filter(friend -> friend.number() == number).findFirst();
    }

    /** The joined exchange that somebody means by name, by short number or by what one dials. */
    public Optional<JoinedExchange> exchange(String what) {
        return called(exchanges, JoinedExchange::name, what)
                .or(() -> exchanges.stream()
                        .filter(exchange -> isNumbered(what, exchange.index(), OWNER))
                        .findFirst());
    }

    /**
     * This state with one more friend, who gets the number {@link #nextFriend()}.
     *
     * @param reader what is registered for the friend at the rendezvous, or null without one
     * @param wanPort the UDP port of the friend's line
     * @throws StateException if the name is taken or all 253 numbers are used up
     */
    public State inviting(String friendName, @Nullable String reader, int wanPort, Instant now) {
        StateException.require(
                friend(friendName).isEmpty(), "there is a friend called " + friendName + " already; revoke first");
        int number = nextFriend();
        List<Friend> more = new ArrayList<>(friends);
        more.add(new Friend(number, friendName, now, null, false, reader, null, wanPort));
        return changed(parts -> {
            parts.friends = more;
            parts.shortNumbers = shortNumbers.giving(OWN, number, friendName);
        });
    }

    /**
     * The lowest friend's number that nobody ever had.
     *
     * @throws StateException if all 253 have been given out
     */
    public int nextFriend() {
        return lowest(n -> friend(n).isEmpty(), "all 253 friends' numbers have been given out");
    }

    /**
     * This state with that friend cut off; who gets the name after that is not answered automatically.
     *
     * @throws StateException if there is no such friend
     */
    public State revoking(String friendName, Instant now) {
        Friend friend = friend(friendName).orElseThrow(() -> new StateException("no friend is called " + friendName));
        return replacing(friend.revoked(now))
                .with(settings.forgetting(friend.name()))
                .with(shortNumbers.retiring(OWN, friend.number()));
    }

    /**
     * This state with a friend's entry replaced by another of the same number.
     *
     * @throws StateException if there is no friend of that number
     */
    public State replacing(Friend friend) {
        StateException.require(friend(friend.number()).isPresent(), "no friend has number " + friend.number());
        List<Friend> changed = friends.stream()
                .map(other -> other.number() == friend.number() ? friend : other)
                .toList();
        return changed(parts -> parts.friends = changed);
    }

    /**
     * This state with one more joined exchange, which gets the number {@link #nextExchange()}.
     *
     * @param me this node's subscriber number there
     * @param wanPort the UDP port of the line
     * @throws StateException if the name is taken or all 253 numbers are used up
     */
    public State joining(String exchangeName, int me, int wanPort, Instant now) {
        StateException.require(
                exchange(exchangeName).isEmpty(),
                "there is an exchange called " + exchangeName + " already; leave it first or join under another name");
        int index = nextExchange();
        List<JoinedExchange> more = new ArrayList<>(exchanges);
        more.add(new JoinedExchange(index, exchangeName, me, now, null, wanPort));
        more.sort(Comparator.comparingInt(JoinedExchange::index));
        return changed(parts -> {
            parts.exchanges = more;
            parts.shortNumbers = shortNumbers.giving(index, OWNER, exchangeName);
        });
    }

    /**
     * The lowest free number of a joined exchange.
     *
     * @throws StateException if all 253 are taken
     */
    public int nextExchange() {
        Set<Integer> taken =
                new HashSet<>(exchanges.stream().map(JoinedExchange::index).toList());
        return lowest(n -> !taken.contains(n), "all 253 exchanges' numbers are taken");
    }

    /**
     * This state with an exchange's entry replaced by another of the same number.
     *
     * @throws StateException if there is no exchange of that number
     */
    public State replacing(JoinedExchange exchange) {
        StateException.require(
                exchanges.stream().anyMatch(other -> other.index() == exchange.index()),
                "no exchange has number " + exchange.index());
        List<JoinedExchange> changed = exchanges.stream()
                .map(other -> other.index() == exchange.index() ? exchange : other)
                .toList();
        return changed(parts -> parts.exchanges = changed);
    }

    /**
     * This state without that exchange.
     *
     * @throws StateException if it was not joined
     */
    public State leaving(String exchangeName) {
        JoinedExchange left =
                exchange(exchangeName).orElseThrow(() -> new StateException("no exchange is called " + exchangeName));
        List<JoinedExchange> fewer =
                exchanges.stream().filter(exchange -> !exchange.equals(left)).toList();
        return changed(parts -> {
            parts.exchanges = fewer;
            parts.shortNumbers = shortNumbers.retiring(left.index(), OWNER);
            parts.settings = settings.forgetting(left.name());
        });
    }

    /**
     * This state with another short number for a line.
     *
     * @param line a friend's or a joined exchange's name, a friend's before an exchange's, its short number, or {@code 10.i.s.1}
     * @throws StateException if there is no such line, or the number cannot be its
     */
    public State renumbering(String line, int number) {
        return with(friend(line)
                .map(friend -> shortNumbers.changing(OWN, friend.number(), friend.name(), number))
                .or(() -> exchange(line)
                        .map(exchange -> shortNumbers.changing(exchange.index(), OWNER, exchange.name(), number)))
                .orElseThrow(() -> new StateException("there is no line '" + line + "'; voider lines lists them")));
    }

    /**
     * The value as it is kept. A setting that takes a name takes nobody's who is neither in the phone book nor among those that it holds: a
     * slip of the pen would change nothing, and seem to have.
     *
     * @throws StateException if nobody is meant by it
     */
    String whom(String key, String value) {
        if (key.equals("forward")) {
            requirePhones(value);
        }
        List<String> known = settings.named(key);
        if (known == null) {
            return value;
        }
        return friend(value)
                .map(Friend::name)
                .or(() -> exchange(value).map(JoinedExchange::name))
                .or(() -> known.stream()
                        .filter(one -> PartyName.same(one, PartyName.normal(value)))
                        .findFirst())
                .orElseThrow(() -> new StateException("there is no line '" + value + "'; voider lines lists them"));
    }

    /** A phone may be gone whose rule is taken away. */
    private void requirePhones(String forward) {
        if (forward.matches("[0-9]+ to [0-9]+.*")) {
            Forward rule = new Forward(forward);
            phone(rule.from());
            phone(rule.to());
        } else if (forward.matches("[0-9]{1,3} off")) {
            int from = Integer.parseInt(forward.substring(0, forward.indexOf(' ')));
            if (settings.forwards().rules().stream().noneMatch(rule -> rule.from() == from)) {
                phone(from);
            }
        }
    }

    private State with(ShortNumbers other) {
        return changed(parts -> parts.shortNumbers = other);
    }

    /** This state with other settings. */
    public State with(Settings other) {
        return changed(parts -> parts.settings = other);
    }

    /**
     * This state with others who may use the page.
     *
     * @throws StateException if the page is where nobody may be without a password, and they have none
     */
    State with(WebAccess other) {
        return changed(parts -> parts.webAccess = other);
    }

    /**
     * The phone of that number.
     *
     * @throws StateException if there is none
     */
    PhoneLine phone(int number) {
        return phones.stream()
                .filter(phone -> phone.number() == number)
                .findFirst()
                .orElseThrow(() -> new StateException("there is no phone " + number));
    }

    /** This state with one more phone. */
    State adding(PhoneLine phone) {
        List<PhoneLine> more = new ArrayList<>(phones);
        more.add(phone);
        more.sort(Comparator.comparingInt(PhoneLine::number));
        return with(more);
    }

    /** This state without that phone. */
    State removing(PhoneLine phone) {
        return with(phones.stream().filter(each -> !each.equals(phone)).toList());
    }

    /** This state with other phones. */
    public State with(List<PhoneLine> other) {
        return changed(parts -> parts.phones = other);
    }

    /** This state with another account at the rendezvous. */
    public State withRendezvous(@Nullable String account) {
        return changed(parts -> parts.rendezvous = account);
    }

    /** This state under another name. */
    public State named(String other) {
        return changed(parts -> parts.name = other);
    }

    /** This state with the phones on another interface. */
    public State at(String otherInterface) {
        return changed(parts -> parts.networkInterface = otherInterface);
    }

    /** This state with a friend of whom there is a certificate, and nothing else is known. */
    State recalling(int number, String friendName, int wanPort, Instant now) {
        List<Friend> more = new ArrayList<>(friends);
        more.add(new Friend(number, friendName, now, null, false, null, null, wanPort));
        return changed(parts -> {
            parts.friends = more;
            parts.shortNumbers = shortNumbers.giving(OWN, number, friendName);
        });
    }

    /** This state with an exchange to which there is an invitation; under another name if its own is taken. */
    State recalling(int index, String exchangeName, int me, int wanPort, Instant now) {
        List<JoinedExchange> more = new ArrayList<>(exchanges);
        String free = exchange(exchangeName).isEmpty() ? exchangeName : "exchange" + index;
        more.add(new JoinedExchange(index, free, me, now, null, wanPort));
        return changed(parts -> {
            parts.exchanges = more;
            parts.shortNumbers = shortNumbers.giving(index, OWNER, free);
        });
    }

    private State changed(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.state();
    }

    /** What another state is made of. */
    private static final class Parts {
        private String name;
        private String networkInterface;
        private List<PhoneLine> phones;
        private final String sealingSeed;
        private @Nullable String rendezvous;
        private List<Friend> friends;
        private List<JoinedExchange> exchanges;
        private ShortNumbers shortNumbers;
        private Settings settings;
        private WebAccess webAccess;

        Parts(State of) {
            name = of.name;
            networkInterface = of.networkInterface;
            phones = of.phones;
            sealingSeed = of.sealingSeed;
            rendezvous = of.rendezvous;
            friends = of.friends;
            exchanges = of.exchanges;
            shortNumbers = of.shortNumbers;
            settings = of.settings;
            webAccess = of.webAccess;
        }

        State state() {
            return new State(
                    SCHEMA,
                    name,
                    networkInterface,
                    phones,
                    sealingSeed,
                    rendezvous,
                    friends,
                    exchanges,
                    shortNumbers,
                    settings,
                    webAccess);
        }
    }

    private static int lowest(IntPredicate free, String otherwise) {
        return IntStream.rangeClosed(2, 254).filter(free).findFirst().orElseThrow(() -> new StateException(otherwise));
    }

    private static void distinct(List<?> values, String otherwise) {
        Set<Object> seen = new HashSet<>();
        for (Object value : values) {
            StateException.require(seen.add(value), otherwise + value);
        }
    }
}
