package io.voider.nat.rendezvous.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.transport.address.Endpoint;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTextTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    @Test
    void aReaderCapabilityComesBackFromItsText() {
        ReaderCapability capability =
                ReaderCapability.create(SealingKey.random(RANDOM).publicKey(), RANDOM);

        assertThat(capability.text()).hasSize(130).matches("[0-9A-Za-z_-]+");
        assertThat(ReaderCapability.parse(capability.text())).isEqualTo(capability);
        assertThat(ReaderRegistration.parse(capability.registration().text())).isEqualTo(capability.registration());
    }

    @Test
    void noTextOfASecretLeaksThroughToString() {
        ReaderCapability capability =
                ReaderCapability.create(SealingKey.random(RANDOM).publicKey(), RANDOM);

        assertThat(capability.toString())
                .doesNotContain(capability.secret().text())
                .doesNotContain(capability.sealingSeed().text());
    }

    @Test
    void anOwnersLineComesBackAndNeedsNoQuotesBesidesBrackets() {
        OwnerAccount account = new OwnerAccount(
                List.of(Endpoint.parse("rendezvous.example:7443"), Endpoint.parse("[2001:db8::1]:7443")),
                Octets.random(RANDOM, 32),
                Octets.random(RANDOM, 32));

        assertThat(account.text()).matches("[0-9A-Za-z_.:,/\\[\\]-]+");
        assertThat(OwnerAccount.parse(" " + account.text() + "\n")).isEqualTo(account);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "voider1", "voider1/h:1/AAAA/AAAA", "voider2/h:1/a/b", "voider1/h/a/b", "x/y/z/t/u"})
    void aDamagedLineIsRefused(String line) {
        assertThatThrownBy(() -> OwnerAccount.parse(line)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCapabilityOfAnotherVersionSaysSo() {
        byte[] bytes = new byte[97];
        bytes[0] = 2;

        assertThatThrownBy(() -> ReaderCapability.parse(Octets.of(bytes).text()))
                .hasMessageContaining("version 2");
    }
}
