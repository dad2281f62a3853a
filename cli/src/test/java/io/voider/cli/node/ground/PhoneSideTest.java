package io.voider.cli.node.ground;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhoneSideTest {
    private static final State STATE = State.of(
            "alice",
            "eth1",
            List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
            "seed",
            null,
            Settings.DEFAULT);

    @Test
    void theInterfaceStaysWhereItIsForASettingThatIsNotItsOwn() {
        Settings others = Settings.DEFAULT
                .with("allow-auto-answer", "bob")
                .with("media-silence-seconds", "60")
                .with("expedited-forwarding", "true");
        assertThat(PhoneSide.concerns(STATE, STATE.with(others))).isFalse();
        assertThat(PhoneSide.concerns(STATE, STATE.named("carol"))).isFalse();
    }

    @Test
    void theInterfaceFollowsWhatConcernsIt() {
        List<PhoneLine> phones = List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.5")));
        assertThat(PhoneSide.concerns(STATE, STATE.with(phones))).isTrue();
        assertThat(PhoneSide.concerns(STATE, STATE.at("eth2"))).isTrue();
        assertThat(PhoneSide.concerns(STATE, STATE.with(Settings.DEFAULT.with("take-any-interface", "true"))))
                .isTrue();
    }
}
