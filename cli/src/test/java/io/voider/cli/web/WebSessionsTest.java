package io.voider.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.nat.rendezvous.Octets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebSessionsTest {
    private final WebSessions sessions = new WebSessions(new SecureRandom());

    @Test
    void aSessionGoesOnWhileItIsUsedAndForAWeekAtTheMost() {
        Octets used = sessions.begin(0);
        Octets idle = sessions.begin(0);
        long now = 0;
        while (now + WebSessions.IDLE_NANOS / 2 <= WebSessions.LONGEST_NANOS) {
            now += WebSessions.IDLE_NANOS / 2;
            assertThat(sessions.use(used, now)).isTrue();
        }
        assertThat(sessions.use(idle, now)).isFalse();
        assertThat(sessions.use(used, WebSessions.LONGEST_NANOS + 1)).isFalse();
        assertThat(sessions.use(used, WebSessions.LONGEST_NANOS))
                .as("what is over stays over")
                .isFalse();
    }

    @Test
    void theOneThatWasNotUsedForLongestEndsWhenThereAreTooMany() {
        Octets first = sessions.begin(0);
        Octets second = sessions.begin(1);
        assertThat(sessions.use(first, 2)).isTrue();
        for (int i = 2; i <= WebSessions.MOST; i++) {
            sessions.begin(3);
        }
        assertThat(sessions.use(second, 4)).isFalse();
        assertThat(sessions.use(first, 4)).isTrue();
        assertThat(sessions.count(4)).isEqualTo(WebSessions.MOST);
    }

    @Test
    void noTwoAreAlikeAndEachEndsByItself() {
        Set<Octets> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(sessions.begin(0));
        }
        assertThat(ids).hasSize(1_000);
        Octets one = sessions.begin(0);
        Octets other = sessions.begin(0);
        sessions.end(one);
        assertThat(sessions.use(one, 0)).isFalse();
        assertThat(sessions.use(other, 0)).isTrue();
        sessions.endAll();
        assertThat(sessions.use(other, 0)).isFalse();
    }

    @Test
    void aLinkIsGoodOnceAndForFiveMinutes() {
        Octets link = sessions.link(0);
        Octets late = sessions.link(0);
        assertThat(sessions.useLink(Octets.of(new byte[32]), 1)).isFalse();
        assertThat(sessions.useLink(link, WebSessions.LINK_NANOS)).isTrue();
        assertThat(sessions.useLink(link, 1)).isFalse();
        assertThat(sessions.useLink(late, WebSessions.LINK_NANOS + 1)).isFalse();
        assertThat(sessions.useLink(late, 1)).isFalse();
    }

    @Test
    void ofManyLinksTheLatestAreGood() {
        Octets first = sessions.link(0);
        for (int i = 1; i <= WebSessions.MOST_LINKS; i++) {
            sessions.link(i);
        }
        assertThat(sessions.useLink(first, 10)).isFalse();
        Octets last = sessions.link(11);
        sessions.endAll();
        assertThat(sessions.useLink(last, 12)).isFalse();
    }
}
