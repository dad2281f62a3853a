package io.voider.cli.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which phones of this home ring in place of others, or with them.
 *
 * @param rules of those of one phone and condition there is one, but for phones that ring together
 */
public record Forwards(@JsonValue List<Forward> rules) {
    /** Each phone rings by itself. */
    public static final Forwards NONE = new Forwards(List.of());

    private static final int MOST = 64;

    /** @throws StateException if there are too many, or some that lead round in a circle, so that nothing would ring */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Forwards {
        rules = List.copyOf(rules);
        StateException.require(rules.size() <= MOST, "there are at most " + MOST + " forwards");
        for (Forward rule : rules) {
            Set<Integer> passed = new HashSet<>();
            Optional<Forward> next = Optional.of(rule).filter(each -> each.when() == Forward.When.ALWAYS);
            while (next.isPresent()) {
                StateException.require(
                        passed.add(next.get().from()),
                        "phone " + rule.from() + " would be forwarded round to itself, and none would ring");
                next = rule(rules, next.get().to(), Forward.When.ALWAYS);
            }
        }
    }

    private static Optional<Forward> rule(List<Forward> rules, int phone, Forward.When when) {
        return rules.stream()
                .filter(rule -> rule.from() == phone && rule.when() == when)
                .findFirst();
    }

    /**
     * These with a change.
     *
     * @param change a {@link Forward}'s text; {@code 1 off} for none of phone 1's; {@code off} for none at all
     * @throws StateException if it is none of these, or cannot be
     */
    Forwards with(String change) {
        if (change.equals("off")) {
            return NONE;
        }
        List<Forward> changed = new ArrayList<>(rules);
        if (change.matches("[1-9][0-9]{0,2} off")) {
            int phone = Integer.parseInt(change.split(" ", 2)[0]);
            changed.removeIf(rule -> rule.from() == phone);
        } else {
            Forward added = new Forward(change);
            changed.removeIf(added::replaces);
            changed.add(added);
        }
        return new Forwards(changed);
    }

    /** These without those of a phone that is no more, and those to it. */
    Forwards without(int phone) {
        return new Forwards(rules.stream()
                .filter(rule -> rule.from() != phone && rule.to() != phone)
                .toList());
    }

    /** The phones that ring at once when that one is called. */
    public List<Integer> ringing(int phone) {
        Set<Integer> ringing = new LinkedHashSet<>();
        add(phone, ringing, new HashSet<>());
        return List.copyOf(ringing);
    }

    private void add(int phone, Set<Integer> ringing, Set<Integer> passed) {
        if (!passed.add(phone)) {
            return;
        }
        Optional<Forward> always = rule(rules, phone, Forward.When.ALWAYS);
        if (always.isPresent()) {
            add(always.get().to(), ringing, passed);
        } else {
            ringing.add(phone);
        }
        rules.stream()
                .filter(rule -> rule.from() == phone && rule.when() == Forward.When.TOGETHER)
                .forEach(rule -> add(rule.to(), ringing, passed));
    }

    /** The phones that ring in place of that one under that condition; empty if none do. */
    public List<Integer> instead(int phone, Forward.When when) {
        return rule(rules, phone, when).map(rule -> ringing(rule.to())).orElse(List.of());
    }

    /** For how long a phone rings before others do in its place; 0 if none do. */
    public int afterSeconds(int phone) {
        return rule(rules, phone, Forward.When.UNANSWERED)
                .map(Forward::afterSeconds)
                .orElse(0);
    }

    /** All of them, for people. */
    public String words() {
        return rules.isEmpty() ? "off" : rules.stream().map(Forward::text).collect(Collectors.joining(", "));
    }
}
