package io.voider.cli.phone.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every document to the byte, as it was held against its maker's documentation; {@code voider.write.docs} writes it anew. */
class GoldenDocumentsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/voider/cli/phone/provisioning");

    @ParameterizedTest
    @EnumSource
    void isAsItWasChecked(PhoneDocument document) throws IOException {
        Path golden = GOLDEN.resolve(document.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        // Git takes what ends a line on the wire for a blank that somebody forgot.
        String made = Documents.text(document, Documents.FACTS).replace("\r\n", "\n");
        if (Boolean.getBoolean("voider.write.docs")) {
            Files.writeString(golden, made);
        }
        assertThat(made).isEqualTo(Files.readString(golden));
    }
}
