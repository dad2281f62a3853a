package io.voider.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class JournalStreamTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void eachLineOfTheLogBeginsWithItsPriority() {
        try (JournalStream stream = new JournalStream(written)) {
            stream.println("INFO Node - alice is ready");
            stream.println("WARN Lines - a leftover stays");
            stream.println("ERROR Node - it failed");
            stream.println((Object) "\tat somewhere");
            stream.println("said by a command");
        }
        assertThat(written.toString(Charset.defaultCharset())).isEqualTo("""
            <6>INFO Node - alice is ready
            <4>WARN Lines - a leftover stays
            <3>ERROR Node - it failed
            <3>\tat somewhere
            said by a command
            """);
    }
}
