package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.voider.transport.identity.PartyName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The short numbers of all lines, and those that lines had: what was somebody's is never anybody else's. Who has a name that had a
 * number before may have it back, by the owner's order. Immutable.
 *
 * @param given one for each number that was ever given, at most 770
 */
public record ShortNumbers(@JsonValue List<ShortNumber> given) {
    /** Nobody has one. */
    public static final ShortNumbers NONE = new ShortNumbers(List.of());

    /** With which number the first line begins: 20 is one that only an order gives. */
    private static final int FIRST = 21;

    /** @throws StateException if a number is there twice, or a line has two */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ShortNumbers {
        given = List.copyOf(given);
        Set<Integer> numbers = new HashSet<>();
        Set<Integer> lines = new HashSet<>();
        for (ShortNumber one : given) {
            StateException.require(numbers.add(one.number()), "two lines have short number " + one.number());
            StateException.require(
                    !one.inUse() || lines.add(one.exchange() << 8 | one.subscriber()),
                    one.name() + " has two short numbers");
        }
    }

    /** The number that a line has, or null: a line that was made when all 770 had been given has none. */
    public @Nullable Integer of(int exchange, int subscriber) {
        return given.stream()
                .filter(one -> one.inUse() && one.isOf(exchange, subscriber))
                .map(ShortNumber::number)
                .findFirst()
                .orElse(null);
    }

    /** Whose a number is now. */
    public Optional<ShortNumber> find(int number) {
        return given.stream()
                .filter(one -> one.inUse() && one.number() == number)
                .findFirst();
    }

    /** These, and for a line that is new the lowest that was never given. */
    ShortNumbers giving(int exchange, int subscriber, String name) {
        Set<Integer> taken = new HashSet<>();
        given.forEach(one -> taken.add(one.number()));
        return IntStream.rangeClosed(FIRST, 899)
                .filter(number -> ShortNumber.isOfALine(number) && !taken.contains(number))
                .mapToObj(number -> with(new ShortNumber(number, exchange, subscriber, name, true)))
                .findFirst()
                .orElse(this);
    }

    /**
     * These, with another number for a line.
     *
     * @throws StateException if it can be no line's, or is or was somebody else's
     */
    ShortNumbers changing(int exchange, int subscriber, String name, int number) {
        ShortNumber wanted = new ShortNumber(number, exchange, subscriber, name, true);
        for (ShortNumber one : given) {
            if (one.number() == number && !(one.inUse() && one.isOf(exchange, subscriber))) {
                StateException.require(!one.inUse(), number + " is " + one.name() + "'s");
                StateException.require(
                        PartyName.same(one.name(), name),
                        number + " was " + one.name() + "'s, and is given to nobody else");
            }
        }
        return retiring(exchange, subscriber).with(wanted);
    }

    /** These, of which a line that is no more has none. */
    ShortNumbers retiring(int exchange, int subscriber) {
        return new ShortNumbers(given.stream()
                .map(one -> one.isOf(exchange, subscriber) ? one.inUse(false) : one)
                .toList());
    }

    private ShortNumbers with(ShortNumber added) {
        List<ShortNumber> more = new ArrayList<>(given);
        more.removeIf(one -> one.number() == added.number());
        more.add(added);
        return new ShortNumbers(more);
    }
}
