package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.manual.ManualPages;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManualPagesTest {
    private final Map<String, String> pages = ManualPages.of(CommandLines.commandLine(), "1.2.3");

    @Test
    void everyCommandThatIsNotHiddenHasAPage() {
        assertThat(pages)
                .containsKeys("voider.1", "voider-init.1", "voider-config-allow.1", "voider-rendezvous-account-add.1")
                .doesNotContainKeys("voider-rehearse.1", "voider-manual.1");
    }

    @Test
    void aPageHasItsOptionsItsExplanationsAndItsExamples() {
        assertThat(pages.get("voider-init.1"))
                .startsWith(".TH VOIDER-INIT 1 \"\" \"voider 1.2.3\"")
                .contains(".SH NAME\nvoider\\-init \\- Make this machine a node")
                .contains("\\fB\\-\\-name\\fR=\\fINAME\\fR\nWhat your exchange is called.")
                .contains("must not be the one by which you reach this machine.")
                .contains(".SH EXAMPLES\n.nf\n  voider init \\-\\-name alice")
                .contains(".SH SEE ALSO\n\\fBvoider\\fR(1)");
    }

    @Test
    void everyPageIsPlainAsciiWithoutLeftoversOfTheHelp() {
        assertThat(pages.values())
                .allSatisfy(page -> assertThat(page)
                        .matches(text -> text.chars().allMatch(c -> c < 0x80))
                        .doesNotContain("${", "\n\n"));
    }
}
