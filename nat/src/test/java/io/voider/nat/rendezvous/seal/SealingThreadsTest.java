package io.voider.nat.rendezvous.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The books' thread, the introductions' loop and a command may each derive a key at the same moment. */
class SealingThreadsTest {
    @Test
    void keysDerivedAtTheSameTimeAreThoseDerivedOneByOne() {
        Random random = new Random(9180);
        List<Octets> seeds = IntStream.range(0, 2_000)
                .mapToObj(index -> Octets.random(random, SealingKey.SEED_LENGTH))
                .toList();
        List<Octets> oneByOne =
                seeds.stream().map(SealingKey::of).map(SealingKey::publicKey).toList();
        List<Octets> together = seeds.parallelStream()
                .map(SealingKey::of)
                .map(SealingKey::publicKey)
                .toList();
        assertThat(together).isEqualTo(oneByOne);
    }
}
