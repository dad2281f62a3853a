package io.voider.sip.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MappingTest {
    private final Mapping mapping = Mapping.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");

    @Test
    void theFourAddressesMustBeAddressesAndDistinct() {
        assertThatThrownBy(() -> Mapping.parse("1.2.3.4", "1.2.3.5", "1.2.3.04", "1.2.3.6"))
                .hasMessage("dialled is 1.2.3.04, must be an IPv4 address like 172.16.0.1");
        assertThatThrownBy(() -> Mapping.parse("1.2.3.4", "1.2.3.5", "1.2.3.6", "1.2.3.5"))
                .hasMessage("me and peer are both 1.2.3.5, the four addresses must be distinct");
        assertThat(mapping).hasToString("phone 172.16.0.1 as 172.29.5.1, dialled 10.2.1.1 as 172.29.1.1");
        assertThat(mapping).isEqualTo(Mapping.of(mapping.phone(), mapping.me(), mapping.dialled(), mapping.peer()));
        assertThat(mapping).isNotEqualTo(Mapping.of(1, 2, 3, 4));
        assertThat(Set.of(mapping)).contains(Mapping.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1"));
    }
}
