package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeighboursTest {

    private static final long STATION = 0x02_00_00_00_00_01L;
    private static final long OTHER = 0x02_00_00_00_00_02L;
    private static final long GROUP = 0x01_00_5e_00_00_01L;

    private final Neighbours neighbours = new Neighbours();

    @Test
    void shouldRememberTheLatestStationOfAnAddress() {
        assertThat(neighbours.station(1)).isZero();
        neighbours.learn(1, STATION);
        neighbours.learn(1, OTHER);
        assertThat(neighbours.station(1)).isEqualTo(OTHER);
    }

    @Test
    void shouldLearnNothingFromGroupsAndFromNobody() {
        neighbours.learn(1, GROUP);
        neighbours.learn(2, 0);
        neighbours.learn(0, STATION);
        assertThat(neighbours.station(1)).isZero();
        assertThat(neighbours.station(2)).isZero();
        assertThat(neighbours.station(0)).isZero();
    }

    @Test
    void shouldKeepWhatIsFixed() {
        neighbours.fix(1, STATION);
        neighbours.learn(1, OTHER);
        assertThat(neighbours.station(1)).isEqualTo(STATION);
    }

    @Test
    void shouldStopLearningWhenFullAndForgetNothing() {
        for (int address = 1; address <= 10 * Neighbours.CAPACITY; address++) {
            neighbours.learn(address, STATION + address);
        }
        for (int address = 1; address <= Neighbours.CAPACITY; address++) {
            assertThat(neighbours.station(address)).isEqualTo(STATION + address);
        }
        assertThat(neighbours.station(Neighbours.CAPACITY + 1)).isZero();
    }
}
