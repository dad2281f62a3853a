package io.voider.cli.exchange.proxy;

import io.voider.cli.exchange.DialledNumber;
import io.voider.cli.exchange.LineId;
import io.voider.cli.state.AccountPassword;
import io.voider.cli.state.Friend;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.ShortNumbers;
import io.voider.cli.state.State;
import io.voider.transport.identity.PartyName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The phone book as the proxy has it: whom one means by what one dials, and what a number is called. A pure function of the state;
 * a change makes another.
 */
public final class Directory {
    private static final int OWN = 1;
    /** All phones of this home; the first follows. */
    private static final int FIRST_OWN_PHONE = 100;

    private static final int FIRST_SERVICE = 900;
    private static final int FIRST_SERVICE_PHONE = 200;
    private static final int LAST_PHONE = 254;

    /** The whole number, with dots or, as keypads have them, stars. */
    private static final Pattern WHOLE = Pattern.compile("10([.*])([0-9]{1,3})\\1([0-9]{1,3})\\1([0-9]{1,3})");

    private static final Pattern DIGITS = Pattern.compile("[0-9]{2,40}");

    /** What stands on the keys 2 to 9 (ITU-T E.161). */
    private static final List<String> KEYS = List.of("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz");

    private record Line(LineId id, String name) {
        DialledNumber firstPhone() {
            return new DialledNumber(id.exchange(), id.subscriber(), 1);
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, PhoneLine> phones = new HashMap<>();
    private final Map<Integer, String> passwords = new HashMap<>();
    private final ShortNumbers numbers;
    private final boolean naming;

    /** The book that a state makes. */
    public Directory(State state) {
        numbers = state.shortNumbers();
        state.friends().stream()
                .filter(Friend::invited)
                .forEach(friend -> lines.add(new Line(LineId.friend(friend.number()), friend.name())));
        state.exchanges().forEach(other -> lines.add(new Line(LineId.joined(other.index()), other.name())));
        naming = state.settings().callerNames();
        state.phones().forEach(phone -> {
            int address = phone.address().value();
            phones.put(address, phone);
            String password = AccountPassword.of(state, phone.number());
            if (password != null) {
                passwords.put(address, password);
            }
        });
    }

    /** Whether who calls is shown by the name of this book. */
    boolean isNaming() {
        return naming;
    }

    /** The password that a phone needs to register, or null for none. */
    @Nullable
    String password(int phone) {
        return passwords.get(phone);
    }

    /** The addresses of this home's phones. */
    Set<Integer> phones() {
        return phones.keySet();
    }

    /** The phone of this home at that address, or null. */
    @Nullable
    PhoneLine phone(int address) {
        return phones.get(address);
    }

    /**
     * Whom one means: by a short number, the whole number with dots or stars, a name, or a name spelt on the keypad, each with or
     * without {@code #} behind it. Of two lines of one name the first that is up is meant, else the first.
     *
     * @param what the user part as it was dialled, escapes resolved
     * @param up whether a line is
     */
    Optional<DialledNumber> find(String what, Predicate<LineId> up) {
        String dialled = what.endsWith("#") ? what.substring(0, what.length() - 1) : what;
        Optional<DialledNumber> number = number(dialled);
        if (number.isPresent()) {
            return number;
        }
        if (PartyName.isName(PartyName.normal(dialled))) {
            Optional<DialledNumber> called = first(
                    lines.stream()
                            .filter(line -> PartyName.same(line.name, dialled))
                            .toList(),
                    up);
            if (called.isPresent()) {
                return called;
            }
        }
        return DIGITS.matcher(dialled).matches() ? spelt(dialled, up) : Optional.empty();
    }

    private static Optional<DialledNumber> first(List<Line> found, Predicate<LineId> up) {
        return found.stream()
                .filter(line -> up.test(line.id))
                .findFirst()
                .or(() -> found.stream().findFirst())
                .map(Line::firstPhone);
    }

    private Optional<DialledNumber> number(String dialled) {
        Matcher whole = WHOLE.matcher(dialled);
        if (whole.matches()) {
            int exchange = Integer.parseInt(whole.group(2));
            int subscriber = Integer.parseInt(whole.group(3));
            int phone = Integer.parseInt(whole.group(4));
            boolean sound = isOctet(exchange) && isOctet(subscriber) && phone <= LAST_PHONE;
            return sound ? Optional.of(new DialledNumber(exchange, subscriber, phone)) : Optional.empty();
        }
        if (!dialled.matches("[1-9][0-9]{1,2}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(dialled);
        if (number >= FIRST_OWN_PHONE && number < 2 * FIRST_OWN_PHONE) {
            return Optional.of(new DialledNumber(OWN, OWN, number - FIRST_OWN_PHONE));
        }
        if (number >= FIRST_SERVICE && number <= FIRST_SERVICE + LAST_PHONE - FIRST_SERVICE_PHONE) {
            return Optional.of(new DialledNumber(OWN, OWN, number - FIRST_SERVICE + FIRST_SERVICE_PHONE));
        }
        return numbers.find(number).map(given -> new DialledNumber(given.exchange(), given.subscriber(), 1));
    }

    private static boolean isOctet(int value) {
        return value >= 1 && value <= LAST_PHONE;
    }

    /** Two names that are spelt alike mean nobody, but for two lines of one name. */
    private Optional<DialledNumber> spelt(String digits, Predicate<LineId> up) {
        List<Line> found =
                lines.stream().filter(line -> digits.equals(keys(line.name))).toList();
        long names = found.stream()
                .map(line -> PartyName.folded(line.name))
                .distinct()
                .count();
        return names == 1 ? first(found, up) : Optional.empty();
    }

    /** Which keys spell a name, accents, blanks and signs left out; null if it has letters that no key has. */
    static @Nullable String keys(String name) {
        String plain = PartyName.unaccented(name).toLowerCase(Locale.ROOT);
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char letter = plain.charAt(i);
            if (letter >= '0' && letter <= '9') {
                keys.append(letter);
            } else if (Character.isLetter(letter)) {
                int key = key(letter);
                if (key == 0) {
                    return null;
                }
                keys.append(key);
            }
        }
        return keys.toString();
    }

    private static int key(char letter) {
        for (int i = 0; i < KEYS.size(); i++) {
            if (KEYS.get(i).indexOf(letter) >= 0) {
                return i + 2;
            }
        }
        return 0;
    }

    /** What calls a number back through the gateway: a short number if it has one, else the whole with stars. */
    String user(DialledNumber number) {
        if (number.exchange() == OWN && number.subscriber() == OWN) {
            if (number.phone() < FIRST_OWN_PHONE) {
                return Integer.toString(FIRST_OWN_PHONE + number.phone());
            }
        } else if (number.phone() == 1) {
            Integer given = numbers.of(number.exchange(), number.subscriber());
            if (given != null) {
                return given.toString();
            }
        }
        return number.toString().replace('.', '*');
    }

    /** The line over which a number is reached. */
    public static LineId line(DialledNumber number) {
        return number.exchange() == OWN ? LineId.friend(number.subscriber()) : LineId.joined(number.exchange());
    }

    /** What a number is called in this home's phone book; null if that is not known. */
    @Nullable
    String name(DialledNumber number) {
        boolean ofTheOwner = number.exchange() == OWN || number.subscriber() == OWN;
        LineId id = line(number);
        return lines.stream()
                .filter(line -> line.id.equals(id))
                .findFirst()
                .map(line -> {
                    String whose = ofTheOwner ? line.name : line.name + " " + number.subscriber();
                    return number.phone() == 1 ? whose : whose + "." + number.phone();
                })
                .orElse(null);
    }
}
