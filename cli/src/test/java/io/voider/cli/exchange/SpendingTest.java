package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.exchange.Spending.Ruling;
import io.voider.nat.limit.Rate;
import org.junit.jupiter.api.Test;

class SpendingTest {
    private static final long SECOND = 1_000_000_000L;

    private final Spending spending =
            new Spending(new SignallingBudget(new Rate(2, 4), new Rate(1000, 2000), new Rate(1, 2), 3, 30));

    @Test
    void messagesAreHeldToTheirRate() {
        for (int i = 0; i < 4; i++) {
            assertThat(spending.message(1, 10, 0)).isEqualTo(Ruling.WITHIN);
        }
        assertThat(spending.message(1, 10, 0)).isEqualTo(Ruling.OVER);
        assertThat(spending.message(1, 10, 0)).isEqualTo(Ruling.OVER_AGAIN);
        assertThat(spending.message(2, 10, 0)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.message(1, 10, SECOND / 2)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.message(1, 10, SECOND / 2)).as("not rested yet").isEqualTo(Ruling.OVER_AGAIN);
        assertThat(spending.message(1, 10, 10 * SECOND)).isEqualTo(Ruling.WITHIN);
    }

    @Test
    void bytesAreHeldToTheirs() {
        assertThat(spending.message(1, 1500, 0)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.message(1, 1500, 0)).isEqualTo(Ruling.OVER);
        assertThat(spending.message(1, 1500, SECOND)).isEqualTo(Ruling.WITHIN);
    }

    @Test
    void callsAreHeldToTheirs() {
        assertThat(spending.call(1, 0)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.call(1, 0)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.call(1, 0)).isEqualTo(Ruling.OVER);
        assertThat(spending.call(1, 0)).isEqualTo(Ruling.OVER_AGAIN);
        assertThat(spending.message(1, 10, 0)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.call(1, 100 * SECOND)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.call(1, 100 * SECOND)).isEqualTo(Ruling.WITHIN);
        assertThat(spending.call(1, 100 * SECOND)).as("rested, so told anew").isEqualTo(Ruling.OVER);
    }

    @Test
    void itRemembersABoundedNumberOfSenders() {
        for (int sender = 0; sender < 10; sender++) {
            spending.message(sender, 10, 0);
            assertThat(spending.senders()).isEqualTo(Math.min(sender + 1, 3));
        }
    }

    @Test
    void aBudgetForNobodyIsNone() {
        Rate rate = new Rate(1, 1);
        assertThatThrownBy(() -> new SignallingBudget(rate, rate, rate, 0, 30)).hasMessageContaining("senders is 0");
        assertThatThrownBy(() -> new SignallingBudget(rate, rate, rate, 1, 0)).hasMessageContaining("Seconds 0");
        assertThat(new SignallingBudget(rate, rate, rate, 1, 1).senders()).isEqualTo(1);
    }
}
