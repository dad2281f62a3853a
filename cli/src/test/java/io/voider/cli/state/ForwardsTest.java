package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardsTest {
    private static Forwards of(String... changes) {
        Forwards forwards = Forwards.NONE;
        for (String change : changes) {
            forwards = forwards.with(change);
        }
        return forwards;
    }

    @Test
    void aPhoneRingsByItselfUntilSomebodySaysOtherwise() {
        assertThat(Forwards.NONE.ringing(1)).containsExactly(1);
        assertThat(Forwards.NONE.instead(1, Forward.When.BUSY)).isEmpty();
    }

    @Test
    void forwardsFollowEachOther() {
        Forwards forwards = of("1 to 2", "2 to 3", "3 to 4 together", "5 to 1 if busy", "5 to 4 after 20s");
        assertThat(forwards.ringing(1)).containsExactly(3, 4);
        assertThat(forwards.instead(5, Forward.When.BUSY)).containsExactly(3, 4);
        assertThat(forwards.instead(5, Forward.When.UNANSWERED)).containsExactly(4);
        assertThat(forwards.afterSeconds(5)).isEqualTo(20);
    }

    @Test
    void phonesThatRingTogetherMayNameEachOther() {
        assertThat(of("1 to 2 together", "2 to 1 together", "1 to 3 together").ringing(2))
                .containsExactly(2, 1, 3);
    }

    @Test
    void whatConcernsAPhoneThatIsNoMoreGoesWithIt() {
        assertThat(of("1 to 2", "2 to 3 if busy", "3 to 1 after 20s", "4 to 3 together")
                        .without(3)
                        .words())
                .isEqualTo(of("1 to 2").words());
    }

    @Test
    void aCircleInWhichNothingWouldRingIsRefused() {
        assertThatThrownBy(() -> of("1 to 2", "2 to 3", "3 to 1"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("none would ring");
        assertThat(of("1 to 2", "2 to 1 if busy").ringing(1)).containsExactly(2);
    }

    @Test
    void ofOnePhoneAndConditionThereIsOne() {
        assertThat(of("1 to 2 after 20s", "1 to 3 after 30s", "1 to 2 together", "1 to 3 together")
                        .rules())
                .extracting(Forward::text)
                .containsExactly("1 to 3 after 30s", "1 to 2 together", "1 to 3 together");
        assertThat(of("1 to 2", "2 to 3", "1 off").rules())
                .extracting(Forward::text)
                .containsExactly("2 to 3");
        assertThat(of("1 to 2", "off")).isEqualTo(Forwards.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 to 1",
                "0 to 1",
                "1 to 255",
                "1 to 2 after 4s",
                "1 to 2 after 121s",
                "1 to 2 maybe",
                "to 2",
                ""
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> new Forward(text)).isInstanceOf(StateException.class);
    }

    @Test
    void theyAreKeptAsTheyAreSaid() {
        Forwards forwards = of("1 to 2 if busy");
        assertThat(StrictJson.MAPPER.writeValueAsString(forwards)).isEqualTo("[\"1 to 2 if busy\"]");
        assertThat(StrictJson.MAPPER.readValue("[\"1 to 2 if busy\"]", Forwards.class))
                .isEqualTo(forwards);
    }
}
