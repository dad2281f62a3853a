package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void itKnowsItsPasswordAndNoOther() {
        PasswordHash hash = PasswordHash.of("Fünf Wörter, ohne Sinn", random);
        assertThat(hash.matches("Fünf Wörter, ohne Sinn")).isTrue();
        assertThat(hash.matches("Fu\u0308nf Wo\u0308rter, ohne Sinn"))
                .as("as another keyboard composes it")
                .isTrue();
        assertThat(hash.matches("fünf Wörter, ohne Sinn")).isFalse();
        assertThat(hash.matches("")).isFalse();
        assertThat(hash.matches("x".repeat(1 << 20))).isFalse();
        assertThat(PasswordHash.of("Fünf Wörter, ohne Sinn", random)).isNotEqualTo(hash);
        assertThat(hash.toString()).doesNotContain(hash.text());
    }

    @Test
    void aShortOneIsRefused() {
        assertThatThrownBy(() -> PasswordHash.of("x".repeat(9), random))
                .isInstanceOf(StateException.class)
                .hasMessage("a password has 10 to 256 characters, not 9");
        assertThatThrownBy(() -> PasswordHash.of("x".repeat(257), random)).isInstanceOf(StateException.class);
    }

    @Test
    void whatIsNoHashIsRefused() {
        assertThatThrownBy(() -> new PasswordHash("argon2id.abc.def")).isInstanceOf(StateException.class);
        assertThatThrownBy(() -> new PasswordHash("secret password")).isInstanceOf(StateException.class);
    }
}
