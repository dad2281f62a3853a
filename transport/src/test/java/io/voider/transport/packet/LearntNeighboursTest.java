package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearntNeighboursTest {

    private static final long STATION = 0x02_00_00_00_00_01L;
    private static final long OTHER = 0x02_00_00_00_00_02L;
    private static final long GROUP = 0x01_00_5e_00_00_01L;

    private final LearntNeighbours neighbours = new LearntNeighbours();

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
        for (int address = 1; address <= 10 * LearntNeighbours.CAPACITY; address++) {
            neighbours.learn(address, STATION + address);
        }
        for (int address = 1; address <= LearntNeighbours.CAPACITY; address++) {
            assertThat(neighbours.station(address)).isEqualTo(STATION + address);
        }
        assertThat(neighbours.station(LearntNeighbours.CAPACITY + 1)).isZero();
    }
}
