package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterTest {
    @Test
    void offersArePrefixedWithOneByte() {
        byte[] encoded = new Letter.Offer(new byte[] {5, 6}).encode();
        assertThat(encoded).containsExactly(1, 5, 6);
        assertThat(Letter.decode(encoded))
                .hasValueSatisfying(
                        letter -> assertThat(((Letter.Offer) letter).bytes()).containsExactly(5, 6));
    }

    @Test
    void certificatesAreAsciiAfterOneByte() {
        byte[] encoded = new Letter.Certificate("-----").encode();
        assertThat(encoded).containsExactly(2, '-', '-', '-', '-', '-');
        assertThat(Letter.decode(encoded)).contains(new Letter.Certificate("-----"));
    }

    @Test
    void whatIsNotKnownIsNothing() {
        assertThat(Letter.decode(new byte[0])).isEmpty();
        assertThat(Letter.decode(new byte[] {3, 1})).isEmpty();
    }
}
