package io.voider.cli.node.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every script, over UDP, over TCP, and over both. */
class CallScriptsTest {
    static Stream<Arguments> scriptsAndCarriers() {
        return CallScript.ALL.stream()
                .flatMap(script ->
                        Arrays.stream(ScriptedCall.Carrier.values()).map(carrier -> Arguments.of(script, carrier)));
    }

    @ParameterizedTest
    @MethodSource("scriptsAndCarriers")
    void whatPhonesDoEndsAsTheDocumentsSay(CallScript script, ScriptedCall.Carrier carrier) {
        script.play(new ScriptedCall(new BackToBack(), carrier, "first"));
    }

    @Test
    void thePageHasTheTable() throws IOException {
        Path page = Path.of("docs/sip.md");
        assertThat(Files.readString(Files.exists(page) ? page : Path.of("../docs/sip.md")))
                .contains(CallScript.table());
    }
}
