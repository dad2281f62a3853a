package io.voider.transport.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.transport.identity.Subscriber;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is connected, as the server's OpenVPN tells it. */
class FriendPresenceTest {
    /** Whatever a friend has their OpenVPN say of itself stands behind their own name, and behind other words. */
    @Test
    void believesAGoodbyeOfWhoseItIs() {
        var bob = new Subscriber(2, "0123456789abcdef0123456789abcdef");
        String said = bob.commonName() + "/127.0.0.1:10000 CC-EEN exit message received by peer";
        assertThat(FriendPresence.goodbye(said)).contains(bob);
        assertThat(FriendPresence.goodbye(bob.commonName() + "/127.0.0.1:10000 peer info: IV_X=" + said))
                .isEmpty();
        assertThat(FriendPresence.goodbye("127.0.0.1:10000 CC-EEN exit message received by peer"))
                .isEmpty();
    }

    @Test
    void knowsWhoCameAndWent() {
        Story story = new Story();
        FriendPresence presence = new FriendPresence(story);
        var bob = new Subscriber(2, "0123456789abcdef0123456789abcdef");
        presence.came(bob);
        presence.came(bob);
        assertThat(story.friends()).containsExactly(2);
        presence.listed(
                List.of("CLIENT_LIST\t" + bob.commonName() + "\t127.0.0.1:10000\t172.31.0.2\t\t1", "GLOBAL_STATS\tx"));
        assertThat(story.friends()).containsExactly(2);
        presence.listed(List.of("CLIENT_LIST\t" + bob.commonName() + "\t127.0.0.1:10000\t\t\t1"));
        assertThat(story.friends()).isEmpty();
        assertThat(FriendPresence.tellsOfAnEnd(
                        "2-01/127.0.0.1:10000 SIGTERM[soft,remote-exit] received, client-instance exiting"))
                .isTrue();
    }
}
