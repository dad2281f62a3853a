package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortNumbersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final State STATE = State.of(
                    "alice",
                    "eth1",
                    List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                    "seed",
                    null,
                    Settings.DEFAULT)
            .inviting("bob", null, 40000, NOW)
            .joining("carol", 3, 40001, NOW);

    @Test
    void everyLineGetsTheNextNumberWhenItIsMade() {
        assertThat(STATE.shortNumbers().of(1, 2)).isEqualTo(21);
        assertThat(STATE.shortNumbers().of(2, 1)).isEqualTo(22);
        assertThat(STATE.shortNumbers().find(22))
                .get()
                .extracting(ShortNumber::name)
                .isEqualTo("carol");
        assertThat(STATE.shortNumbers().of(1, 3)).isNull();
    }

    @Test
    void aNumberStaysWithWhoIsGoneAndIsNobodyElses() {
        State later = STATE.revoking("bob", NOW)
                .leaving("carol")
                .inviting("dave", null, 40002, NOW)
                .joining("erin", 2, 40003, NOW);
        assertThat(later.shortNumbers().of(1, 2)).isNull();
        assertThat(later.shortNumbers().find(21)).isEmpty();
        assertThat(later.shortNumbers().of(1, 3)).isEqualTo(23);
        assertThat(later.shortNumbers().of(2, 1))
                .as("exchange 2 is another now")
                .isEqualTo(24);
        assertThatThrownBy(() -> later.renumbering("dave", 21))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("bob");
    }

    @Test
    void theOwnerGivesAnotherNumberAndMayGiveTheOldOneBack() {
        State changed = STATE.renumbering("BOB", 345);
        assertThat(changed.shortNumbers().of(1, 2)).isEqualTo(345);
        assertThatThrownBy(() -> changed.renumbering("carol", 21)).hasMessageContaining("was bob's");
        assertThatThrownBy(() -> changed.renumbering("carol", 345)).hasMessageContaining("is bob's");
        State back = changed.renumbering("10.1.2.1", 21);
        assertThat(back.shortNumbers().of(1, 2)).isEqualTo(21);
        assertThat(back.renumbering("bob", 21)).isEqualTo(back);
        assertThat(back.renumbering("10.2.1.1", 20).shortNumbers().of(2, 1)).isEqualTo(20);
    }

    @Test
    void whoIsInvitedAgainMayHaveTheNumberOfBefore() {
        State again = STATE.revoking("bob", NOW).inviting("Bob", null, 40000, NOW);
        assertThat(again.shortNumbers().of(1, 3)).isEqualTo(23);
        assertThat(again.renumbering("bob", 21).shortNumbers().of(1, 3)).isEqualTo(21);
    }

    @Test
    void ofAFriendAndAnExchangeOfOneNameTheFriendIsMeant() {
        State both = STATE.inviting("carol", null, 40002, NOW).renumbering("carol", 77);
        assertThat(both.shortNumbers().of(1, 3)).isEqualTo(77);
        assertThat(both.shortNumbers().of(2, 1)).isEqualTo(22);
    }

    @Test
    void refusesWhatIsReservedAndWhoIsNobody() {
        for (int number : List.of(0, 7, 10, 19, 90, 100, 101, 199, 900, 999, 2000, -21)) {
            assertThatThrownBy(() -> STATE.renumbering("bob", number))
                    .as("%s", number)
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("20 to 89");
        }
        assertThatThrownBy(() -> STATE.renumbering("nobody", 30)).hasMessageContaining("no line 'nobody'");
    }

    @Test
    void aLineIsMadeEvenWhenAllNumbersHaveBeenGiven() {
        ShortNumbers numbers = ShortNumbers.NONE;
        for (int i = 0; i < 800; i++) {
            numbers = numbers.giving(2, 1, "exchange" + i).retiring(2, 1);
        }
        assertThat(numbers.given()).hasSize(769);
        assertThat(numbers.giving(3, 1, "last").of(3, 1)).isNull();
        assertThat(numbers.changing(3, 1, "last", 20).of(3, 1)).isEqualTo(20);
    }

    @Test
    void twoOfANumberAreNoState() {
        ShortNumber bob = new ShortNumber(21, 1, 2, "bob", true);
        assertThatThrownBy(() -> new ShortNumbers(List.of(bob, new ShortNumber(21, 2, 1, "carol", false))))
                .isInstanceOf(StateException.class);
        assertThatThrownBy(() -> new ShortNumbers(List.of(bob, new ShortNumber(22, 1, 2, "bob", true))))
                .isInstanceOf(StateException.class);
    }
}
