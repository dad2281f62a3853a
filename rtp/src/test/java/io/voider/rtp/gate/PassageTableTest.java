package io.voider.rtp.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.rtp.quality.PayloadTypes;
import io.voider.rtp.quality.RtcpWatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassageTableTest {
    private static MediaFlow flow(long call, int source, int destination, int port) {
        Passage passage = new Passage(0, 1, source, destination, port, 1, 2, MediaKind.AUDIO, PayloadTypes.STATIC);
        return new MediaFlow(call, passage, GateLimits.DEFAULT.allowance(MediaKind.AUDIO), new RtcpWatch(), 0);
    }

    @Test
    void theEmptyTableHasNothing() {
        assertThat(PassageTable.of(List.of())).isSameAs(PassageTable.EMPTY);
        assertThat(PassageTable.EMPTY.match(0, 0, 0)).isNull();
        assertThat(PassageTable.EMPTY.match(1, 2, 3)).isNull();
    }

    @Test
    void everyFlowIsFoundAndNothingBesideIt() {
        List<MediaFlow> flows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            flows.add(flow(i, i % 7, i % 11, 1 + i));
        }
        PassageTable table = PassageTable.of(flows);
        for (int i = 0; i < flows.size(); i++) {
            assertThat(table.match(i % 7, i % 11, 1 + i)).isSameAs(flows.get(i));
            assertThat(table.match(i % 7 + 7, i % 11, 1 + i)).isNull();
            assertThat(table.match(i % 7, i % 11 + 11, 1 + i)).isNull();
            assertThat(table.match(i % 7, i % 11, 3_001 + i)).isNull();
        }
    }

    @Test
    void addressesAreTakenForWhatTheyAreWhateverTheirSign() {
        MediaFlow flow = flow(1, -1, 0x7fffffff, 65_535);
        PassageTable table = PassageTable.of(List.of(flow, flow(2, 0, -1, 65_535)));
        assertThat(table.match(-1, 0x7fffffff, 65_535)).isSameAs(flow);
        assertThat(table.match(-1, -1, 65_535)).isNull();
        assertThat(table.match(0, 0x7fffffff, 65_535)).isNull();
    }

    @Test
    void ofTwoOnOnePassageTheLaterCounts() {
        MediaFlow first = flow(1, 1, 2, 3);
        MediaFlow second = flow(2, 1, 2, 3);
        assertThat(PassageTable.of(List.of(first, flow(3, 1, 2, 4), second)).match(1, 2, 3))
                .isSameAs(second);
    }
}
