package io.voider.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A state whose every value was put to something else, by a bad disk or a hand: refused in words, or taken as what it says. */
class DamagedStateTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final State STATE = State.of(
                    "alice",
                    "eth1",
                    List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
                    "A".repeat(43),
                    null,
                    Settings.DEFAULT)
            .inviting("bob", "reader", 40_000, NOW)
            .joining("carol", 7, 40_001, NOW)
            .with(Settings.DEFAULT
                    .with("ring-when-quiet", "bob")
                    .with("allow-auto-answer", "bob")
                    .with("forward", "1 to 2 if busy"));
    private static final List<String> POINTERS = pointers(StrictJson.MAPPER.valueToTree(STATE), "");
    private static final List<String> WRONG = List.of(
            "-1",
            "1.5",
            "1e300",
            "99999999999999999999",
            "\"\"",
            "\"7\"",
            "\"\\u0000\\u001b[2J\"",
            "\"" + "x".repeat(8_000) + "\"",
            "true",
            "[]",
            "{}",
            "[[[]]]");

    @TempDir
    private Path directory;

    private void write(String pointer, String wrong) throws IOException {
        JsonNode damaged = StrictJson.MAPPER.valueToTree(STATE);
        JsonNode value = StrictJson.MAPPER.readTree(wrong);
        int last = pointer.lastIndexOf('/');
        JsonNode parent = damaged.at(pointer.substring(0, last));
        String field = pointer.substring(last + 1);
        if (parent instanceof ObjectNode object) {
            object.set(field, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(field), value);
        }
        Files.write(directory.resolve("state.json"), StrictJson.MAPPER.writeValueAsBytes(damaged));
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> all = new ArrayList<>();
        if (!at.isEmpty()) {
            all.add(at);
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            all.addAll(pointers(each.getValue(), at + "/" + each.getKey()));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            all.addAll(pointers(node.get(i), at + "/" + i));
        }
        return all;
    }

    /** Every null where there is something always is told by its field, before anybody uses it. */
    @Test
    void saysWhereAStateSaysNothing() throws IOException {
        Set<String> silent = new TreeSet<>();
        List<String> told = new ArrayList<>();
        for (String pointer : POINTERS) {
            write(pointer, "null");
            try {
                Home.read(directory);
                silent.add(pointer);
            } catch (StateException e) {
                told.add(pointer);
                String place =
                        pointer.substring(1).replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
                assertThat(e).hasMessageFindingMatch(Pattern.quote(place) + "|schema|is no state");
            }
        }
        assertThat(silent)
                .as("those that may be null")
                .containsExactly(
                        "/exchanges/0/reader",
                        "/friends/0/access",
                        "/friends/0/reader",
                        "/friends/0/revokedAt",
                        "/rendezvous",
                        "/webAccess/password");
        assertThat(told)
                .contains(
                        "/settings", "/settings/quiet", "/settings/autoAnswer/0", "/phones/0/address", "/shortNumbers")
                .contains("/shortNumbers/0", "/shortNumbers/0/name", "/friends", "/friends/0", "/friends/0/invitedAt");
    }

    @Test
    void whateverStandsWhereverIsTakenOrRefusedInWords() throws IOException {
        for (String pointer : POINTERS) {
            for (String wrong : WRONG) {
                write(pointer, wrong);
                try {
                    assertThat(Home.read(directory)).isNotNull();
                } catch (StateException said) {
                    assertThat(said).hasMessageContaining("state.json").hasMessageNotContaining("jackson");
                }
            }
        }
    }

    /** Above all a friend who was cut off stays it, and nobody may more than before. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/name, true",
                "/friends/0/name, 7",
                "/friends/0/number, 2.0",
                "/friends/0/number, \"2\"",
                "/friends/0/invitedAt, \"\"",
                "/friends/0/revokedAt, \"\"",
                "/friends/0/mayCallSubscribers, -1",
                "/friends/0/mayCallSubscribers, \"true\"",
                "/settings/strongCrypto, 0",
                "/settings/autoAnswer/0, \"\\u001b[2J\"",
                "/settings/quietExceptions/0, \"\"",
            })
    void whatIsOfAnotherTypeOrIsNoNameIsRefused(String pointer, String wrong) throws IOException {
        write(pointer, wrong);
        assertThatThrownBy(() -> Home.read(directory)).isInstanceOf(StateException.class);
    }
}
