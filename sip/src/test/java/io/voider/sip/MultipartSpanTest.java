package io.voider.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipartSpanTest {
    /** The parts of a body with boundary {@code b1}; ~ stands for a line end, in the body and in the parts. */
    private static List<String> parts(String body) {
        byte[] bytes = ("b1--" + body + "--b1").replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
        MultipartSpan span = new MultipartSpan().wrap(bytes, 4, bytes.length - 4, 0, 2);
        List<String> parts = new ArrayList<>();
        while (span.next()) {
            parts.add(Scan.text(bytes, span.start(), span.end()).replace("\r\n", "~"));
        }
        return parts;
    }

    /** {@code |} stands between parts, each of which ends with {@code .} */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "--b1~one~--b1--, one.",
                "--b1~one~--b1~two~--b1--, one.|two.",
                "preamble~--b1~one~--b1--~epilogue~--b1~none, one.",
                "preamble--b1~--b1~one~--b1--, one.",
                "--b1~~one~~--b1~--b1~two~--b1--~, ~one~.|.|two.",
                "--b1~one~two, one~two.",
                "--b1~one~, one~.",
                "--b1 \t ~one~--b1--\t , one.",
                "--b1~one~--b12~--b1x~-b1~ --b1~--b2~--b1--, one~--b12~--b1x~-b1~ --b1~--b2.",
                "--b1~one--b1--, one--b1--.",
                "--b1~one~--b1-~two~--b1--, one~--b1-~two.",
                "--b1~one~--b1--x~two~--b1--, one~--b1--x~two.",
                "--b1~one~--b1, one.",
                "--b1~--, --.",
                "--b1~one~--b, one~--b.",
            })
    void partsLieBetweenDelimiterLines(String body, String parts) {
        assertThat(parts(body))
                .isEqualTo(Stream.of(parts.split("\\|"))
                        .map(part -> part.substring(0, part.length() - 1))
                        .toList());
    }

    @Test
    void aBodyWithoutDelimiterOrWithTheLastAloneHasNoParts() {
        for (String body :
                List.of("", "one", "one~two", "--b1--", "--b1--~one", "--b1", "--b1-", "-", "--", "--b2~x")) {
            assertThat(parts(body)).as(body).isEmpty();
        }
        assertThat(parts("--b1--~--b1~one")).isEmpty();
    }

    @Test
    void linesMayEndWithLfAlone() {
        assertThat(parts("--b1~one\n--b1~two~--b1--")).containsExactly("one", "two");
        assertThat(parts("--b1\none\n\ntwo\n--b1--")).containsExactly("one\n\ntwo");
        assertThat(parts("--b1~~--b1--")).containsExactly("");
        assertThat(parts("--b1\n--b1\n\n--b1--")).containsExactly("", "");
        assertThat(parts("--b1\rone~--b1--")).isEmpty();
    }
}
