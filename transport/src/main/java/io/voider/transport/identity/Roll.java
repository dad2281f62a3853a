package io.voider.transport.identity;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may connect to an exchange, as of one moment. Immutable, so that it can be handed from the thread that keeps the {@link
 * Register} to others.
 *
 * @param authority the exchange's
 * @param friends those who may connect, by number
 * @param renewed of those, whose certificate was made anew since the invitation, and the latest as a PEM block; see {@link
 *     Invitation#renewed}
 * @param revocationListPem the list that OpenVPN checks certificates against, as a PEM block
 */
public record Roll(
        Authority authority,
        SortedMap<Integer, Subscriber> friends,
        SortedMap<Integer, String> renewed,
        String revocationListPem) {
    public Roll {
        friends = Collections.unmodifiableSortedMap(new TreeMap<>(friends));
        renewed = Collections.unmodifiableSortedMap(new TreeMap<>(renewed));
    }
}
