package io.voider.nat.rendezvous.signup.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ElectrumWireTest {
    private static final String SCRIPT_HASH = "ab".repeat(32);

    private final ElectrumWire wire = new ElectrumWire();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String notice(String scriptHash) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"blockchain.scripthash.subscribe\",\"params\":[\"" + scriptHash
                + "\",\"x\"]}\n";
    }

    @Test
    void asksOneObjectALine() {
        byte[] asked = wire.questions(List.of(ElectrumQuestion.version(), ElectrumQuestion.header(7)));
        assertThat(new String(asked, StandardCharsets.UTF_8)).isEqualTo("""
            {"jsonrpc":"2.0","id":0,"method":"server.version","params":["voider",["1.4","1.6"]]}
            {"jsonrpc":"2.0","id":1,"method":"blockchain.block.header","params":[7]}
            """);
        assertThat(new String(wire.questions(List.of(ElectrumQuestion.tip())), StandardCharsets.UTF_8))
                .contains("\"id\":2,");
    }

    /** In any order, in any pieces, with notices and errors in between. */
    @Test
    void putsAnswersIntoTheOrderOfTheirQuestionsHoweverTheyCome() throws ChainException {
        byte[] all = bytes("{\"id\":1,\"result\":\"b\"}\n" + notice(SCRIPT_HASH)
                + "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"a\":[1]},\"error\":null}\n"
                + "{\"id\":2,\"error\":{\"code\":1,\"message\":\"no\"}}\n");
        for (int cut = 0; cut <= all.length; cut++) {
            ElectrumWire each = new ElectrumWire();
            each.questions(List.of(ElectrumQuestion.tip(), ElectrumQuestion.tip(), ElectrumQuestion.tip()));
            each.received(Arrays.copyOf(all, cut));
            assertThat(each.isAnswered()).isEqualTo(cut == all.length);
            each.received(Arrays.copyOfRange(all, cut, all.length));
            assertThat(each.isAnswered()).isTrue();
            List<JsonNode> answers = each.answers();
            assertThat(answers.get(0).path("a").path(0).asInt(0)).isEqualTo(1);
            assertThat(answers.get(1).asString("")).isEqualTo("b");
            assertThat(answers.get(2).isMissingNode()).isTrue();
            assertThat(each.changed()).containsExactly(SCRIPT_HASH);
            assertThat(each.changed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":5,\"result\":1}",
                "{\"id\":-1,\"result\":1}",
                "{\"id\":\"0\",\"result\":1}",
                "{\"id\":0.5,\"result\":1}",
                "{\"id\":99999999999999999999,\"result\":1}",
                "{\"result\":1}",
                "[]",
                "7",
                "null",
                "",
                "HTTP/1.1 400 Bad Request",
                "{\"id\":0,\"result\":",
                "\u0000\u0001",
            })
    void refusesWhatIsNoAnswerToAQuestion(String line) {
        wire.questions(List.of(ElectrumQuestion.tip()));
        assertThatThrownBy(() -> wire.received(bytes(line + "\n")))
                .isInstanceOf(ChainException.class)
                .hasMessageContaining("Electrum server");
    }

    @Test
    void refusesASecondAnswerAndWhatWasAskedBefore() throws ChainException {
        wire.questions(List.of(ElectrumQuestion.tip(), ElectrumQuestion.tip()));
        wire.received(bytes("{\"id\":0,\"result\":1}\n"));
        assertThatThrownBy(() -> wire.received(bytes("{\"id\":0,\"result\":2}\n")))
                .hasMessageContaining("was not asked");
        wire.questions(List.of(ElectrumQuestion.tip()));
        assertThatThrownBy(() -> wire.received(bytes("{\"id\":1,\"result\":2}\n")))
                .hasMessageContaining("was not asked");
    }

    @Test
    void refusesWhatNeverEndsAndWhatNestsTooDeep() throws ChainException {
        wire.questions(List.of(ElectrumQuestion.tip()));
        byte[] piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) ' ');
        for (int i = 0; i < ElectrumWire.MOST_BYTES >> 20; i++) {
            wire.received(piece);
        }
        assertThatThrownBy(() -> wire.received(piece)).hasMessageContaining("more than");
        ElectrumWire other = new ElectrumWire();
        other.questions(List.of(ElectrumQuestion.tip()));
        assertThatThrownBy(() -> other.received(bytes("[".repeat(100_000) + "\n")))
                .isInstanceOf(ChainException.class);
    }

    @Test
    void refusesNoticesWithoutEndAndKeepsNoneThatIsNone() throws ChainException {
        wire.questions(List.of(ElectrumQuestion.tip()));
        wire.received(bytes(notice("short") + "{\"method\":\"x\"}\n{\"method\":7,\"params\":{}}\n"));
        assertThat(wire.changed()).isEmpty();
        byte[] thousand = bytes("{\"method\":\"x\"}\n".repeat(1_000));
        for (int i = 1; i < ElectrumWire.MOST_NOTICES / 1_000; i++) {
            wire.received(thousand);
        }
        assertThatThrownBy(() -> wire.received(thousand)).hasMessageContaining("anybody asked for");
    }

    @Test
    void fallsOverNothingThatIsNearlyAnAnswer() {
        SplittableRandom random = new SplittableRandom(19);
        byte[] answer = bytes("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":[{\"height\":1,\"tx_hash\":\"00\"}]}\n");
        int answered = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = answer.clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            ElectrumWire each = new ElectrumWire();
            each.questions(List.of(ElectrumQuestion.tip()));
            try {
                each.received(mutant);
                answered += each.isAnswered() ? 1 : 0;
            } catch (ChainException wrong) {
                refused++;
            }
        }
        assertThat(answered).isPositive();
        assertThat(refused).isPositive();
    }
}
