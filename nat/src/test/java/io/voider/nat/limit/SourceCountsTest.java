package io.voider.nat.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceCountsTest {
    private final SourceCounts counts = new SourceCounts(2);

    @Test
    void eachSourceHasItsOwnRoom() {
        counts.add(7);
        counts.add(7);
        assertThat(counts.hasRoom(7)).isFalse();
        assertThat(counts.hasRoom(8)).isTrue();
        counts.remove(7);
        assertThat(counts.hasRoom(7)).isTrue();
    }

    @Test
    void whoLeavesWithoutHavingComeMakesNoRoom() {
        counts.remove(7);
        counts.add(7);
        counts.add(7);
        assertThat(counts.hasRoom(7)).isFalse();
    }
}
