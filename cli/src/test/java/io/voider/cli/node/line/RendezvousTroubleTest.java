package io.voider.cli.node.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RendezvousTroubleTest {
    @Test
    void namesWhoIsToBeLookedAt() {
        assertThat(RendezvousTrouble.words("meet.example.org: Temporary failure in name resolution"))
                .contains("DNS")
                .contains("meet.example.org");
        assertThat(RendezvousTrouble.words("connection refused: /203.0.113.7:7443"))
                .contains("nothing listens");
        assertThat(RendezvousTrouble.words("connection timed out after 5000 ms: /203.0.113.7:7443"))
                .contains("firewall");
        assertThat(RendezvousTrouble.words("Network is unreachable: /203.0.113.7:7443"))
                .contains("not connected to the Internet");
        assertThat(RendezvousTrouble.words("no answer for 2 s")).contains("fell silent");
    }

    @Test
    void leavesWhatItDoesNotKnowAsItIs() {
        assertThat(RendezvousTrouble.words("the rendezvous closed the connection"))
                .isEqualTo("the rendezvous closed the connection");
    }
}
