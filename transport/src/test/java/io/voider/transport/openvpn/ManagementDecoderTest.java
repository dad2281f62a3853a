package io.voider.transport.openvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Client;
import io.voider.transport.openvpn.ManagementMessage.Failure;
import io.voider.transport.openvpn.ManagementMessage.Hold;
import io.voider.transport.openvpn.ManagementMessage.Log;
import io.voider.transport.openvpn.ManagementMessage.Other;
import io.voider.transport.openvpn.ManagementMessage.State;
import io.voider.transport.openvpn.ManagementMessage.Success;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementDecoderTest {
    private static List<ManagementMessage> decode(String transcript) {
        return Transcript.decode(transcript, 4096);
    }

    @Test
    void readsAServersWholeLife() {
        List<ManagementMessage> messages = decode(Transcript.load("server-2.6.14.txt"));
        assertThat(messages).contains(new Hold(0), new Failure("unknown command, enter 'help' for more options"));
        Client established = messages.stream()
                .filter(Client.class::isInstance)
                .map(Client.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(established.event()).isEqualTo("ESTABLISHED");
        assertThat(established.ids()).isEqualTo("0");
        assertThat(established.variable("trusted_port")).contains("1195");
        assertThat(established.variable("common_name")).contains("2-0123456789abcdef0123456789abcdef");
        assertThat(established.variable("trusted")).isEmpty();
        assertThat(messages.get(messages.size() - 1))
                .isEqualTo(new State(1795365095, "EXITING", "SIGTERM", List.of("", "", "", "", "")));
    }

    @Test
    void readsAClientsWholeLife() {
        List<ManagementMessage> messages = decode(Transcript.load("client-2.6.14.txt"));
        assertThat(messages.stream().filter(State.class::isInstance).map(state -> ((State) state).name()))
                .containsExactly("RECONNECTING", "WAIT", "AUTH", "GET_CONFIG", "EXITING");
        assertThat(messages).contains(new Hold(1), new Success("signal SIGUSR1 thrown"));
        assertThat(messages.stream().filter(Body.class::isInstance)).hasSize(5);
    }

    @Test
    void losesNothing() {
        for (String name : List.of("server-2.6.14.txt", "client-2.6.14.txt")) {
            String transcript = Transcript.load(name);
            assertThat(Transcript.lines(decode(transcript)))
                    .containsExactlyInAnyOrderElementsOf(transcript.lines().toList());
        }
    }

    @Test
    void letsNotificationsComeBetweenAnyTwoLines() {
        String log = ">LOG:7,D,MANAGEMENT: CMD 'status 3'\n";
        assertThat(decode("a\n" + log + "b\n" + log + "END\n"))
                .containsExactly(
                        new Log(7, "D", "MANAGEMENT: CMD 'status 3'"),
                        new Log(7, "D", "MANAGEMENT: CMD 'status 3'"),
                        new Body(List.of("a", "b")));
        assertThat(decode(">CLIENT:ESTABLISHED,4\n" + log + ">CLIENT:ENV,x=1\nEND\n>CLIENT:ENV,END\n"))
                .containsExactly(
                        new Log(7, "D", "MANAGEMENT: CMD 'status 3'"),
                        new Body(List.of()),
                        new Client("ESTABLISHED", "4", List.of("x=1")));
    }

    @Test
    void takesBothKindsOfLineEnds() {
        assertThat(decode("SUCCESS: pid=1\r\n>INFO:hello\r\n"))
                .containsExactly(new Success("pid=1"), new Other("INFO", "hello"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">HOLD:now\n",
                ">HOLD:Waiting for hold release:-1\n",
                ">STATE:today,UP,\n",
                ">STATE:1,UP\n",
                ">LOG:1,I\n",
                ">BYTECOUNT:1\n",
                ">BYTECOUNT:1,99999999999999999999\n",
                ">BYTECOUNT:01,2\n",
                ">BYTECOUNT_CLI:1,2\n",
                ">\n",
                ">nothing\n",
                ">CLIENT:ENV,a=b\n",
                ">CLIENT:ESTABLISHED,1\n>CLIENT:ESTABLISHED,2\n"
            })
    void refusesWhatOpenVpnDoesNotSay(String transcript) {
        assertThatThrownBy(() -> decode(transcript)).isInstanceOf(ManagementException.class);
    }

    @Test
    void hasLimits() {
        assertThatThrownBy(() -> decode("x".repeat(ManagementDecoder.LONGEST_LINE + 100)))
                .isInstanceOf(ManagementException.class);
        assertThatThrownBy(() -> decode("x\n".repeat(ManagementDecoder.MOST_LINES + 1)))
                .isInstanceOf(ManagementException.class);
        assertThatThrownBy(() -> decode(
                        ">CLIENT:ESTABLISHED,1\n" + ">CLIENT:ENV,a=b\n".repeat(ManagementDecoder.MOST_VARIABLES + 1)))
                .isInstanceOf(ManagementException.class);
    }
}
