package io.voider.cli.command.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final PrintWriter ERR = new PrintWriter(Writer.nullWriter());

    private record Saying(String word) {}

    @Test
    void whatCouldNotBePrintedIsNoSuccess() throws Exception {
        for (boolean json : new boolean[] {false, true}) {
            try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
                Console console = new Console(new PrintWriter(full, true, StandardCharsets.UTF_8), ERR, json);
                assertThatThrownBy(() -> console.print(new Saying("hello"), Saying::word))
                        .isInstanceOfSatisfying(
                                CommandException.class,
                                e -> assertThat(e.exit()).isEqualTo(Exit.FAILED));
                assertThatThrownBy(() -> console.printLine(new Saying("hello"), Saying::word))
                        .isInstanceOf(CommandException.class);
            }
        }
    }

    @Test
    void whatCanBePrintedIs() {
        StringWriter out = new StringWriter();
        new Console(new PrintWriter(out), ERR, false).print(new Saying("hello"), Saying::word);
        assertThat(out).hasToString("hello\n");
    }
}
