package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.RendezvousReport;
import io.voider.transport.address.Endpoint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RendezvousStandingsTest {
    private static final Endpoint SERVER = new Endpoint("198.51.100.1", 7443);
    private static final Endpoint OTHER = new Endpoint("198.51.100.2", 7443);
    private static final Instant BEGAN = Instant.EPOCH;

    private final RendezvousStandings standings = new RendezvousStandings();

    @BeforeEach
    void begin() {
        standings.begin(List.of(SERVER, OTHER), "own", BEGAN);
    }

    private boolean isNews(Endpoint server, boolean connected, String why, int second) {
        return standings
                .change(server, "own", connected, why, BEGAN.plusSeconds(second))
                .isPresent();
    }

    private RendezvousReport of(int place) {
        return standings.reports().get(place);
    }

    @Test
    void isThereFromTheFirstMoment() {
        assertThat(of(0)).isEqualTo(new RendezvousReport(SERVER.text(), "own", false, BEGAN, "being connected"));
        assertThat(of(1).server()).isEqualTo(OTHER.text());
    }

    @Test
    void howTheFirstTryEndedIsNewsAndTheNextFailureIsNone() {
        assertThat(isNews(SERVER, false, "nobody answers", 1)).isTrue();
        assertThat(isNews(SERVER, false, "it is refused", 2)).isFalse();
        assertThat(of(0).why()).isEqualTo("it is refused");
        assertThat(of(0).since()).as("it was never there").isEqualTo(BEGAN);
        assertThat(isNews(OTHER, true, "", 3)).isTrue();
    }

    @Test
    void comingAndGoingIsNewsAndTellsSinceWhen() {
        assertThat(isNews(SERVER, true, "seen", 1)).isTrue();
        assertThat(isNews(SERVER, true, "seen elsewhere", 2)).isFalse();
        assertThat(of(0).since()).isEqualTo(BEGAN.plusSeconds(1));
        assertThat(isNews(SERVER, false, "it closed", 3)).isTrue();
        assertThat(of(0).since()).isEqualTo(BEGAN.plusSeconds(3));
    }
}
