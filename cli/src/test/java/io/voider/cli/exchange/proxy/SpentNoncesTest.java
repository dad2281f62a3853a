package io.voider.cli.exchange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpentNoncesTest {
    private static final long LIFE = 1_000;

    private final SpentNonces nonces = new SpentNonces(LIFE);

    @Test
    void eachCountOfANonceProvesAPasswordOnce() {
        assertThat(nonces.use("a", 0, 1, 0)).isTrue();
        assertThat(nonces.use("a", 0, 1, 0)).as("overheard").isFalse();
        assertThat(nonces.use("a", 0, 3, 0)).isTrue();
        assertThat(nonces.use("a", 0, 2, 0)).as("an earlier one").isFalse();
        assertThat(nonces.use("b", 0, 1, 0)).isTrue();
        assertThat(nonces.use("c", 0, 0, 0)).as("counts are from 1").isFalse();
    }

    /** A nonce that is too old is refused before it comes here, so that nothing need be known of it. */
    @Test
    void whatIsTooOldIsForgotten() {
        nonces.use("a", 0, 5, 0);
        nonces.use("b", LIFE - 1, 1, LIFE - 1);
        assertThat(nonces.use("a", 0, 5, LIFE - 1)).as("not yet").isFalse();
        nonces.use("c", LIFE, 1, LIFE);
        assertThat(nonces.use("a", 0, 1, LIFE)).isTrue();
        assertThat(nonces.use("b", LIFE - 1, 1, LIFE)).as("is younger").isFalse();
    }

    @Test
    void whenThereAreTooManyNoNonceOfBeforeTheForgottenOnesCounts() {
        for (int i = 0; i < SpentNonces.MOST; i++) {
            assertThat(nonces.use("n" + i, i, 1, 600)).isTrue();
        }

        assertThat(nonces.use("new", 600, 1, 600)).isTrue();
        assertThat(nonces.use("n0", 0, 1, 600)).as("forgotten, and so refused").isFalse();
        assertThat(nonces.use("of its age", 0, 1, 600)).isFalse();
        assertThat(nonces.use("n1", 1, 1, 600)).isFalse();
        assertThat(nonces.use("n1", 1, 2, 600)).as("still known").isTrue();
        assertThat(nonces.use("younger", 2, 1, 600)).isTrue();
        assertThat(nonces.use("of the second's age", 1, 1, 600)).isFalse();
        assertThat(nonces.use("younger still", 3, 1, 600)).isTrue();
    }
}
