package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a bash, with a program beside it that knows two names. */
class CompletionScriptTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("script"), CompletionScript.of(CommandLines.commandLine()));
    }

    /** What is offered for the last of these words. */
    private List<String> offered(String... words) throws IOException {
        StringBuilder typed = new StringBuilder();
        for (String word : words) {
            typed.append(" '").append(word).append('\'');
        }
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "set -u; . ./script; voider() { [ $1 != --home=/x/it\\ s ] || printf 'Zoe\\n"
                                + "'; printf \"O'Brien\\n"
                                + "Anna Maria\\n"
                                + "\"; }; COMP_WORDS=(voider"
                                + typed
                                + "); COMP_CWORD=" + words.length
                                + "; _voider; printf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output.isBlank() ? List.of() : output.lines().toList();
    }

    @Test
    void commandsAndWhatIsBelowThem() throws IOException {
        assertThat(offered("in")).containsExactlyInAnyOrder("init", "invite");
        assertThat(offered("re"))
                .contains("revoke", "reset", "restore", "rendezvous")
                .doesNotContain("release", "rehearse");
        assertThat(offered("lab", "f")).containsExactly("fault");
        assertThat(offered("rendezvous", "account", "")).contains("add", "remove", "list");
    }

    @Test
    void optionsAndTheirValues() throws IOException {
        assertThat(offered("lab", "--n")).containsExactly("--nat");
        assertThat(offered("lab", "--nat", "symm")).containsExactlyInAnyOrder("symmetric", "symmetric-block");
        assertThat(offered("lab", "--nat", "cone,full")).containsExactly("cone,full-cone");
        assertThat(offered("lab", "--nat", "=", "bl")).containsExactly("blocked");
        assertThat(offered("lab", "--phones", "b")).containsExactly("baresip");
        assertThat(offered("lab", "fault", "path")).containsExactly("path-drop");
        assertThat(offered("sip", "rewrite", "--direction", "o")).containsExactly("out");
        assertThat(offered("init", "--name", "")).isEmpty();
    }

    @Test
    void settings() throws IOException {
        assertThat(offered("config", "media")).containsExactly("media-silence-seconds");
        assertThat(offered("config", "al")).contains("allow", "allow-auto-answer");
    }

    @Test
    void namesOfThePhoneBook() throws IOException {
        assertThat(offered("revoke", "")).containsExactly("O'Brien", "Anna Maria");
        assertThat(offered("config", "allow", "An")).containsExactly("Anna Maria");
        assertThat(offered("revoke", "Anna\\ M")).containsExactly("Anna Maria");
        assertThat(offered("revoke", "\"Anna M")).containsExactly("Anna Maria");
    }

    @Test
    void namesOfThePhoneBookOfAnotherNode() throws IOException {
        assertThat(offered("--home", "/x/it\\ s", "revoke", "")).containsExactly("Zoe", "O'Brien", "Anna Maria");
        assertThat(offered("revoke", "--home", "=", "/x/it\\ s", "Z")).containsExactly("Zoe");
        assertThat(offered("--home", "lab", "in")).containsExactlyInAnyOrder("init", "invite");
    }

    @Test
    void files() throws IOException {
        Files.writeString(directory.resolve("alice smith.ovpn"), "");
        assertThat(offered("join", "ali")).containsExactly("alice smith.ovpn");
        Files.writeString(directory.resolve("b[ab].ovpn"), "");
        Files.writeString(directory.resolve("ba.ovpn"), "");
        assertThat(offered("join", "b[")).containsExactly("b[ab].ovpn");
    }
}
