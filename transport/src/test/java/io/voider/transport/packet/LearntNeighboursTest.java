package io.voider.transport.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.MacAddress;
import org.junit.jupiter.api.Test;

class LearntNeighboursTest {

    private static final long STATION = 0x02_00_00_00_00_01L;
    private static final long OTHER = 0x02_00_00_00_00_02L;
    private static final long GROUP = 0x01_00_5e_00_00_01L;
    private static final long SECOND = 1_000_000_000L;

    private final LearntNeighbours neighbours = new LearntNeighbours();

    @Test
    void keepsTheFirstStationOfAnAddressWhileItIsHeard() {
        assertThat(neighbours.station(1)).isZero();
        for (int second = 0; second < 600; second++) {
            assertThat(neighbours.hear(1, STATION, second * SECOND)).isTrue();
            assertThat(neighbours.hear(1, OTHER, second * SECOND + 1)).isFalse();
            assertThat(neighbours.station(1)).isEqualTo(STATION);
        }
    }

    @Test
    void givesAnAddressToAnotherStationOnlyAfterSilence() {
        neighbours.hear(1, STATION, 0);
        neighbours.hear(1, STATION, 10 * SECOND);
        assertThat(neighbours.hear(1, OTHER, 69 * SECOND)).isFalse();
        assertThat(neighbours.hear(1, OTHER, 70 * SECOND)).isTrue();
        assertThat(neighbours.station(1)).isEqualTo(OTHER);
        assertThat(neighbours.hear(1, STATION, 71 * SECOND)).isFalse();
    }

    @Test
    void givesAnAddressToAnotherStationWhenToldToForget() {
        neighbours.fix(2, STATION);
        neighbours.hear(1, STATION, 0);
        neighbours.forget(0);
        assertThat(neighbours.station(1)).isZero();
        assertThat(neighbours.station(2)).isEqualTo(STATION);
        assertThat(neighbours.hear(1, OTHER, 1)).isTrue();
        assertThat(neighbours.station(1)).isEqualTo(OTHER);
    }

    @Test
    void givesAnAddressToAnotherStationWhenToldToWhoseItIs() {
        neighbours.fix(2, STATION);
        neighbours.hear(1, STATION, 0);
        neighbours.hear(1, OTHER, 1);
        neighbours.hold(1, new MacAddress(OTHER), 2, 300);
        neighbours.hold(2, new MacAddress(OTHER), 2, 300);
        neighbours.hold(3, new MacAddress(GROUP), 2, 300);
        neighbours.hold(0, new MacAddress(OTHER), 2, 300);
        assertThat(neighbours.heard(1)).isEqualTo(new HeardNeighbour(new MacAddress(OTHER), 2));
        assertThat(neighbours.contested()).isNull();
        assertThat(neighbours.station(2)).isEqualTo(STATION);
        assertThat(neighbours.heard(3)).isNull();
        assertThat(neighbours.heard(0)).isNull();
        assertThat(neighbours.hear(1, STATION, 3)).isFalse();
    }

    /** A phone renews its lease every other minute, and may say nothing in between. */
    @Test
    void keepsAnAddressForItsHolderHoweverSilentThatIs() {
        neighbours.hold(1, new MacAddress(STATION), 0, 300 * SECOND);
        neighbours.hear(1, STATION, SECOND);
        assertThat(neighbours.hear(1, OTHER, 149 * SECOND)).isFalse();
        neighbours.hold(1, new MacAddress(STATION), 150 * SECOND, 450 * SECOND);
        assertThat(neighbours.heard(1)).isEqualTo(new HeardNeighbour(new MacAddress(STATION), SECOND));
        neighbours.forget(400 * SECOND);
        assertThat(neighbours.hear(1, OTHER, 449 * SECOND)).isFalse();
        assertThat(neighbours.station(1)).isEqualTo(STATION);
        assertThat(neighbours.hear(1, OTHER, 450 * SECOND)).isTrue();
        assertThat(neighbours.station(1)).isEqualTo(OTHER);
    }

    @Test
    void forgetsAHolderWhoseTimeIsOver() {
        neighbours.hold(1, new MacAddress(STATION), 0, 300 * SECOND);
        neighbours.forget(300 * SECOND);
        assertThat(neighbours.heard(1)).isNull();
    }

    @Test
    void givesAReleasedAddressToTheNextThatSendsFromIt() {
        neighbours.hold(1, new MacAddress(STATION), 0, 300 * SECOND);
        neighbours.hear(1, STATION, SECOND);
        neighbours.hear(2, OTHER, SECOND);
        neighbours.release(2);
        neighbours.release(1);
        assertThat(neighbours.heard(1)).isNull();
        assertThat(neighbours.heard(2)).isEqualTo(new HeardNeighbour(new MacAddress(OTHER), SECOND));
        assertThat(neighbours.hear(1, OTHER, SECOND)).isTrue();
        assertThat(neighbours.station(1)).isEqualTo(OTHER);
    }

    @Test
    void expectsAStationUntilAnotherIsHeard() {
        neighbours.hear(2, OTHER, 100 * SECOND);
        neighbours.expect(1, new MacAddress(STATION), 100 * SECOND);
        neighbours.expect(2, new MacAddress(STATION), 100 * SECOND);
        assertThat(neighbours.station(1)).isEqualTo(STATION);
        assertThat(neighbours.station(2)).isEqualTo(OTHER);
        assertThat(neighbours.hear(1, OTHER, 100 * SECOND)).isTrue();
        assertThat(neighbours.contested()).isNull();
    }

    @Test
    void namesTheSecondStationOfAnAddress() {
        neighbours.hear(1, STATION, 0);
        assertThat(neighbours.contested()).isNull();
        neighbours.hear(1, OTHER, 5);
        assertThat(neighbours.contested())
                .isEqualTo(new ContestedNeighbour(1, new MacAddress(STATION), new MacAddress(OTHER), 5));
    }

    @Test
    void learnsNothingFromGroupsAndFromNobody() {
        neighbours.hear(1, GROUP, 0);
        neighbours.hear(2, 0, 0);
        neighbours.hear(0, STATION, 0);
        assertThat(neighbours.station(1)).isZero();
        assertThat(neighbours.station(2)).isZero();
        assertThat(neighbours.station(0)).isZero();
    }

    @Test
    void keepsWhatIsFixed() {
        neighbours.fix(1, STATION);
        assertThat(neighbours.hear(1, OTHER, 0)).isTrue();
        assertThat(neighbours.station(1)).isEqualTo(STATION);
    }

    @Test
    void stopsLearningWhenFullAndForgetsNothing() {
        for (int address = 1; address <= 10 * LearntNeighbours.CAPACITY; address++) {
            neighbours.hear(address, STATION + address, 0);
        }
        for (int address = 1; address <= LearntNeighbours.CAPACITY; address++) {
            assertThat(neighbours.station(address)).isEqualTo(STATION + address);
        }
        assertThat(neighbours.station(LearntNeighbours.CAPACITY + 1)).isZero();
    }
}
