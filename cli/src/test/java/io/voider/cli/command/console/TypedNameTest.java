package io.voider.cli.command.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedNameTest {
    private final TypedName name = new TypedName("./voider", List.of("run", "lab", "invite"));

    @Test
    void aCommandIsNamedAsItCanBeTyped() {
        assertThat(name.in("start it with: voider run")).isEqualTo("start it with: ./voider run");
        assertThat(name.in("sudo voider lab; voider --help.")).isEqualTo("sudo ./voider lab; ./voider --help.");
        assertThat(name.in("invite somebody (voider invite NAME)")).isEqualTo("invite somebody (./voider invite NAME)");
    }

    @Test
    void theProgramItselfKeepsItsName() {
        for (String text : List.of(
                "voider: no",
                "by another voider",
                "voider runs",
                "voider lab-like",
                "/usr/bin/voider run",
                "/var/lib/voider --x",
                "my-voider run")) {
            assertThat(name.in(text)).isEqualTo(text);
        }
    }

    @Test
    void aPackagesProgramSaysWhatStandsInTheTexts() {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        assertThat(new TypedName("voider", List.of("run")).over(writer)).isSameAs(writer);
    }

    @Test
    void whatIsPrintedPassesByIt() {
        StringWriter out = new StringWriter();
        name.over(new PrintWriter(out)).println("see: voider run --help");
        assertThat(out).hasToString("see: ./voider run --help\n");
    }

    @Test
    void whatIsNotTakenIsStillNoticed() {
        PrintWriter full = new PrintWriter(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("full");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        PrintWriter over = name.over(full);
        over.println("x");
        assertThat(over.checkError()).isTrue();
    }
}
