package io.voider.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.control.RefusedException;
import io.voider.cli.state.PasswordHash;
import io.voider.cli.state.StrictJson;
import io.voider.cli.state.WebToken;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final List<Order<?>> ONE_OF_EACH = List.of(
            new Order.Invite("bob"),
            new Order.Revoke("bob"),
            new Order.AllowSubscriberCalls("bob", true),
            new Order.Join("-----", null),
            new Order.Leave("alice"),
            new Order.ExportAccess("alice"),
            new Order.ImportAccess("-----"),
            new Order.Renumber("bob", 34),
            new Order.AddPhone(),
            new Order.RemovePhone(2),
            new Order.Configure("name", "alice"),
            new Order.SetWebPassword(new PasswordHash("argon2id." + "s".repeat(22) + "." + "h".repeat(43))),
            new Order.AddWebToken("kitchen", WebToken.digest("a token")),
            new Order.RemoveWebToken("kitchen"));

    @Test
    void everyKindTravelsAsJsonUnderItsName() {
        assertThat(ONE_OF_EACH).hasSameSizeAs(Order.class.getPermittedSubclasses());
        for (Order<?> order : ONE_OF_EACH) {
            assertThat(Orders.read(order.name(), StrictJson.MAPPER.valueToTree(order)))
                    .isEqualTo(order);
        }
    }

    @Test
    void namesAreTheRecordsInKebabCase() {
        assertThat(new Order.AllowSubscriberCalls("bob", true).name()).isEqualTo("allow-subscriber-calls");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Orders.read("destroy", StrictJson.MAPPER.readTree("{}")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("destroy");
        assertThatThrownBy(() -> Orders.read("invite", StrictJson.MAPPER.readTree("{\"name\":\"bob\"}")))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Orders.read("invite", StrictJson.MAPPER.readTree("{}")))
                .isInstanceOf(RefusedException.class);
    }
}
