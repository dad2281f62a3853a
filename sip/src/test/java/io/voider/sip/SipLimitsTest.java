package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 'messageBytes is 0, must be 1 to 1048576'",
        "1048577, 1, 1, 1, 'messageBytes is 1048577, must be 1 to 1048576'",
        "1, 0, 1, 1, 'headers is 0, must be 1 to 65535'",
        "1, 65536, 1, 1, 'headers is 65536, must be 1 to 65535'",
        "1, 1, 0, 1, 'parts is 0, must be 1 to 65535'",
        "1, 1, 65536, 1, 'parts is 65536, must be 1 to 65535'",
        "1, 1, 1, -1, 'nesting is -1, must be 0 to 16'",
        "1, 1, 1, 17, 'nesting is 17, must be 0 to 16'",
    })
    void limitsHaveLimits(int bytes, int headers, int parts, int nesting, String message) {
        assertThatThrownBy(() -> new SipLimits(bytes, headers, parts, nesting)).hasMessage(message);
    }

    @Test
    void theLeastAndTheMostAreAllowed() {
        assertThat(new SipLimits(1, 1, 1, 0).nesting()).isZero();
        assertThat(new SipLimits(1 << 20, 65_535, 65_535, 16).parts()).isEqualTo(65_535);
    }
}
