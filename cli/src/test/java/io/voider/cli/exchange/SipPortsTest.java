package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipPortsTest {
    private final SipPorts ports = new SipPorts();

    @Test
    void aPhoneSpeaksSipWherePhonesDoAndWhereItWasHeardTo() {
        assertThat(ports.has(1, 5060)).isTrue();
        assertThat(ports.has(1, 6999)).isTrue();
        assertThat(ports.has(1, 5059)).isFalse();
        assertThat(ports.has(1, 7000)).isFalse();
        ports.heard(1, 7000);
        ports.heard(1, 69);
        ports.heard(1, -1);
        assertThat(ports.has(1, 7000)).isTrue();
        assertThat(ports.has(1, 69)).isFalse();
        assertThat(ports.has(2, 7000)).isFalse();
    }

    @Test
    void onlyTheLatestAreRemembered() {
        for (int i = 0; i <= SipPorts.REMEMBERED; i++) {
            ports.heard(1, 10_000 + i);
            ports.heard(1, 10_001);
        }
        assertThat(ports.has(1, 10_000)).isFalse();
        assertThat(ports.has(1, 10_001)).isTrue();
        assertThat(ports.has(1, 10_008)).isTrue();
    }
}
