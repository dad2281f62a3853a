package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final PhoneLine PHONE = new PhoneLine(1, PhoneAddress.parse("172.16.0.1"));
    private static final State STATE = State.of("alice", "eth1", List.of(PHONE), "seed", null, Settings.DEFAULT);

    @Test
    void neverGivesAFriendsNumberTwice() {
        State state =
                STATE.inviting("bob", null, 40000, NOW).revoking("bob", NOW).inviting("bob", null, 40000, NOW);
        assertThat(state.friends()).extracting(Friend::number).containsExactly(2, 3);
        assertThat(state.friend("bob").orElseThrow().number()).isEqualTo(3);
    }

    @Test
    void saysSoWhenTheNumbersAreUsedUp() {
        State full = STATE;
        for (int i = 0; i < 253; i++) {
            full = full.inviting("friend" + i, null, 40000, NOW);
        }
        State last = full;
        assertThatThrownBy(() -> last.inviting("one-more", null, 40000, NOW)).hasMessageContaining("253");
    }

    @Test
    void givesAnExchangeTheLowestFreeNumber() {
        State state = STATE.joining("bob", 2, 40000, NOW)
                .joining("carol", 3, 40000, NOW)
                .leaving("bob")
                .joining("dave", 4, 40000, NOW);
        assertThat(state.exchanges()).extracting(JoinedExchange::name).containsExactly("dave", "carol");
        assertThat(state.exchanges()).extracting(JoinedExchange::index).containsExactly(2, 3);
    }

    @Test
    void refusesTwoOfAName() {
        assertThatThrownBy(() -> STATE.inviting("bob", null, 40000, NOW).inviting("bob", null, 40000, NOW))
                .isInstanceOf(StateException.class);
        assertThatThrownBy(() -> STATE.joining("bob", 2, 40000, NOW).joining("bob", 2, 40000, NOW))
                .isInstanceOf(StateException.class);
        assertThatThrownBy(() -> STATE.with(List.of(PHONE, PHONE))).isInstanceOf(StateException.class);
    }

    @Test
    void knowsAPhonesAddressWhenItSeesOne() {
        assertThat(PhoneAddress.parse("172.28.255.253").gatewayText()).isEqualTo("172.28.255.254");
        for (String text :
                List.of("172.15.0.1", "172.29.0.1", "172.16.0.2", "172.16.0.0", "172.16.0", "a", "172.16.0.999")) {
            assertThatThrownBy(() -> PhoneAddress.parse(text)).as(text).isInstanceOf(StateException.class);
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(PhoneAddress.random(random).gateway() & 3).isEqualTo(2);
        }
    }

    @Test
    void changesOneSettingAtATime() {
        assertThat(Settings.DEFAULT.with("media-silence-seconds", "60").mediaSilenceSeconds())
                .isEqualTo(60);
        assertThatThrownBy(() -> Settings.DEFAULT.with("media-silence-seconds", "1"))
                .isInstanceOf(StateException.class);
        assertThatThrownBy(() -> Settings.DEFAULT.with("no-such", "1")).hasMessageContaining("no-such");
    }
}
