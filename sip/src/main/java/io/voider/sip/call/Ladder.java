package io.voider.sip.call;

import io.voider.sip.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a call, bounded: how it began is kept, then the latest; what lay between is only counted. Of their texts there are
 * {@value #MOST_CHARACTERS} characters; what comes when they are full has none.
 */
final class Ladder {
    static final int MOST_CHARACTERS = 12_288;

    private final int bound;
    private final int keptFirst;
    private final List<LadderEntry> entries = new ArrayList<>();
    private int omitted;
    private int characters;

    Ladder(int bound) {
        this.bound = bound;
        this.keptFirst = bound / 4;
    }

    int bound() {
        return bound;
    }

    void add(LadderEntry entry) {
        if (entries.size() == bound) {
            characters -= entries.remove(keptFirst).text().length();
            omitted++;
        }
        LadderEntry kept = characters + entry.text().length() > MOST_CHARACTERS ? entry.withoutText() : entry;
        characters += kept.text().length();
        entries.add(kept);
    }

    /** Counts a retransmission; one whose first copy is no longer here is not worth an entry. */
    void again(Side from, String label) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).is(from, label)) {
                entries.set(i, entries.get(i).again());
                return;
            }
        }
    }

    List<LadderEntry> entries() {
        return List.copyOf(entries);
    }

    int omitted() {
        return omitted;
    }
}
