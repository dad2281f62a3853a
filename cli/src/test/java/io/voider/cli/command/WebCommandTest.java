package io.voider.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.state.Home;
import io.voider.cli.state.PasswordHash;
import io.voider.cli.state.State;
import io.voider.cli.state.WebToken;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's commands while no node runs. */
class WebCommandTest {
    @TempDir
    private Path home;

    @BeforeEach
    void init() {
        CommandRun.initAlice(home);
    }

    private CommandRun web(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "web";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandRun.of(home, all);
    }

    private CommandRun password(String typed) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((typed + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return web("password", "--stdin");
        } finally {
            System.setIn(before);
        }
    }

    private State state() throws Exception {
        return Objects.requireNonNull(Home.read(home));
    }

    @Test
    void itIsOffThenHereThenOffAgain() throws Exception {
        assertThat(web("status").out()).startsWith("The page is off.");
        assertThat(web("on").out()).startsWith("The page is at 127.0.0.1:8480 when the node runs.");
        assertThat(state().settings().web().open()).isFalse();
        assertThat(web("off").out()).startsWith("The page is off.");
    }

    @Test
    void otherMachinesReachItOnlyWithAPassword() throws Exception {
        CommandRun refused = web("on", "192.0.2.1:8480");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("only if it has a password: voider web password");
        assertThat(password("five words without sense").exit()).isZero();
        assertThat(web("on", "192.0.2.1:8480").exit()).isZero();
        assertThat(web("password", "--none").exit()).isEqualTo(1);
        assertThat(web("off").exit()).isZero();
        assertThat(web("password", "--none").exit()).isZero();
    }

    @Test
    void thePasswordIsKeptAsItsHashAlone() throws Exception {
        assertThat(password("five words without sense").out()).isEqualTo("The page has a new password.\n");
        PasswordHash kept = Objects.requireNonNull(state().webAccess().password());
        assertThat(kept.matches("five words without sense")).isTrue();
        assertThat(Files.readString(home.resolve("state.json"))).doesNotContain("five words");
        assertThat(CommandRun.of(home, "config", "--json").out()).doesNotContain(kept.text());
    }

    @Test
    void aShortPasswordIsRefusedAndTheOldOneStays() throws Exception {
        password("five words without sense");
        CommandRun refused = password("short");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("a password has 10 to 256 characters, not 5");
        assertThat(Objects.requireNonNull(state().webAccess().password()).matches("five words without sense"))
                .isTrue();
    }

    @Test
    void aTokenIsShownOnceAndRemovedByItsName() throws Exception {
        String token = web("token", "add", "backup").out().strip();
        assertThat(token).startsWith("voider_");
        assertThat(state().webAccess().tokens()).extracting(WebToken::digest).containsExactly(WebToken.digest(token));
        assertThat(Files.readString(home.resolve("state.json"))).doesNotContain(token);
        assertThat(web("token", "add", "Backup").exit()).isEqualTo(1);
        assertThat(web("status").out()).contains("Token: backup");
        assertThat(web("token", "remove", "backup").exit()).isZero();
        assertThat(state().webAccess().tokens()).isEmpty();
        assertThat(web("token", "remove", "backup").err()).contains("no token is called backup");
    }

    @Test
    void whatIsNoPlaceIsRefused() {
        for (String place : new String[] {"here", "127.0.0.1", "127.0.0.1:0", "224.0.0.1:80", "page.example:80"}) {
            assertThat(web("on", place).exit()).as(place).isEqualTo(2);
        }
    }

    @Test
    void aLinkNeedsANodeThatRuns() {
        assertThat(web().exit()).isEqualTo(3);
    }
}
