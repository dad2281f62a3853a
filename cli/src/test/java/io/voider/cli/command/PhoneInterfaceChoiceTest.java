package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.node.ground.PhoneInterfaces.Candidate;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhoneInterfaceChoiceTest {
    private static final Candidate UPLINK = new Candidate(
            "eth0", "02:00:00:00:00:01", "virtio_net", true, List.of("192.0.2.7/24"), "carries the default route");
    private static final Candidate FREE = new Candidate("eth1", "02:00:00:00:00:02", "r8152", true, List.of(), "");
    private static final Candidate OTHER = new Candidate("eth2", "02:00:00:00:00:03", "r8152", false, List.of(), "");

    private final List<String> said = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    private String choose(List<Candidate> candidates, String... answers) throws IOException {
        Deque<String> left = new ArrayDeque<>(List.of(answers));
        return PhoneInterfaceChoice.ask(
                question -> {
                    asked.add(question);
                    return left.isEmpty() ? "" : left.remove();
                },
                said::add,
                candidates,
                false);
    }

    @Test
    void thoseThereAreAreShownFirst() throws IOException {
        assertThat(choose(List.of(UPLINK, FREE, OTHER), "eth2")).isEqualTo("eth2");
        assertThat(said.get(0)).contains("eth0", "eth1", "eth2", "carries the default route");
        assertThat(asked).hasSize(1);
    }

    @Test
    void noAnswerIsTheOnlyOneThatIsFreeOrIsAskedAgain() throws IOException {
        assertThat(choose(List.of(UPLINK, FREE), "")).isEqualTo("eth1");
        assertThat(asked.get(0)).contains("Enter for eth1");
        assertThat(choose(List.of(UPLINK, FREE, OTHER), "", "eth1")).isEqualTo("eth1");
    }

    @Test
    void oneInUseIsNotTakenByMistake() throws IOException {
        assertThat(choose(List.of(UPLINK, FREE, OTHER), "eth0", "lo", "02:00:00:00:00:01", "eth9"))
                .isEqualTo("eth9");
        assertThat(said).anyMatch(words -> words.contains("eth0 carries the default route"));
    }

    @Test
    void whoIsNotThereIsNotAskedForEver() {
        assertThatThrownBy(() -> choose(List.of(UPLINK)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--phone-interface");
    }
}
