package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartiesTest {
    private final Parties parties = Parties.parse("172.16.0.1", "172.29.5.1", "10.2.1.1", "172.29.1.1");

    @Test
    void eachIsKnownByOneNameToItselfAndByAnotherToTheOther() {
        assertThat(parties.own(Side.PHONE)).isEqualTo(parties.phone());
        assertThat(parties.seen(Side.PHONE)).isEqualTo(parties.me());
        assertThat(parties.own(Side.TUNNEL)).isEqualTo(parties.peer());
        assertThat(parties.seen(Side.TUNNEL)).isEqualTo(parties.dialled());
        assertThat(parties).hasToString("phone 172.16.0.1 as 172.29.5.1, dialled 10.2.1.1 as 172.29.1.1");
    }

    @Test
    void aPartyHasANumberAtEachHome() {
        int number = (int) Ipv4Text.parse("10.1.5.1");
        assertThat(parties.isNumberOf(Side.PHONE, number)).isTrue();
        assertThat(parties.isNumberOf(Side.TUNNEL, number)).isFalse();
        assertThat(parties.isNumberOf(Side.TUNNEL, (int) Ipv4Text.parse("10.3.1.1")))
                .isTrue();
        assertThat(parties.isNumberOf(Side.TUNNEL, parties.dialled()))
                .as("one of the four")
                .isFalse();
        assertThat(parties.isNumberOf(Side.PHONE, (int) Ipv4Text.parse("11.1.5.1")))
                .isFalse();
        for (Side side : Side.values()) {
            assertThat(parties.isOf(side, parties.own(side))).isTrue();
            assertThat(parties.isOf(side, parties.seen(side))).isTrue();
            assertThat(parties.isOf(side, parties.own(side.other()))).isFalse();
            assertThat(parties.isOf(side, parties.seen(side.other()))).isFalse();
        }
    }

    @Test
    void theSideOfASenderIsThatOfItsOwnAddress() {
        assertThat(parties.sideOf(parties.phone())).isEqualTo(Side.PHONE);
        assertThat(parties.sideOf(parties.peer())).isEqualTo(Side.TUNNEL);
        assertThat(Side.PHONE.other()).isEqualTo(Side.TUNNEL);
        assertThat(Side.TUNNEL.other()).isEqualTo(Side.PHONE);
    }

    @Test
    void whoHasTheSameNamesOnBothSidesIsPlain() {
        assertThat(parties.isPlain()).isFalse();
        Parties friends = new Parties(2, 1, 1, 3, 3);
        assertThat(friends.isPlain()).isTrue();
        assertThat(friends.sideOf(1)).isEqualTo(Side.PHONE);
        assertThat(friends.sideOf(3)).isEqualTo(Side.TUNNEL);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1.1.1, 2.2.2.2, 1.1.1.1, 4.4.4.4, phone and dialled are both 1.1.1.1",
        "1.1.1.1, 2.2.2.2, 3.3.3.3, 1.1.1.1, phone and peer are both 1.1.1.1",
        "1.1.1.1, 2.2.2.2, 2.2.2.2, 4.4.4.4, me and dialled are both 2.2.2.2",
        "1.1.1.1, 2.2.2.2, 3.3.3.3, 2.2.2.2, me and peer are both 2.2.2.2",
        "1.1.1.1, 1.1.1.1, 3.3.3.3, 4.4.4.4, phone and me are both 1.1.1.1",
        "1.1.1.1, 2.2.2.2, 3.3.3.3, 3.3.3.3, dialled and peer are both 3.3.3.3",
    })
    void theFourMustBeDistinct(String phone, String me, String dialled, String peer, String why) {
        assertThatThrownBy(() -> Parties.parse(phone, me, dialled, peer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why + ", the four addresses must be distinct");
    }

    @Test
    void whatIsNoAddressIsRefusedByItsName() {
        assertThatThrownBy(() -> Parties.parse("1.2.3.4", "1.2.3.5", "1.2.3.04", "1.2.3.6"))
                .hasMessage("dialled is 1.2.3.04, must be an IPv4 address like 172.16.0.1");
    }
}
