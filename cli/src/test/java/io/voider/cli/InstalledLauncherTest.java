package io.voider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package's {@code /usr/bin/voider}, started by somebody who seems to be root, with a Java that prints its arguments. */
class InstalledLauncherTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void install() throws IOException {
        String launcher = Files.readString(Path.of("../packaging/voider"))
                .replace("/usr/share/voider/", directory + "/")
                .replace("/var/cache/voider", directory + "/cache");
        Files.writeString(directory.resolve("voider"), launcher);
        Files.copy(Path.of("../packaging/java-options"), directory.resolve("java-options"));
        Files.createDirectories(directory.resolve("bin"));
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        program("java", "echo java \"$@\"");
        program("id", "echo 0");
        program("setpriv", "echo setpriv \"$@\"");
        program("stat", "case $3 in /var/lib/voider-rendezvous) echo voider-rendezvous ;; *) echo root ;; esac");
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(directory.resolve("bin").resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What the launcher starts first. */
    private String started(String... words) throws IOException {
        List<String> line =
                new ArrayList<>(List.of("sh", directory.resolve("voider").toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("JAVA_HOME", directory.toString(), "PATH", directory.resolve("bin") + ":/usr/bin:/bin"));
        String output = new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output.split(" ", 2)[0];
    }

    @Test
    void accountsAreLookedAfterAsTheirUserWhereverOptionsStand() throws IOException {
        assertThat(started("rendezvous", "account", "list")).isEqualTo("setpriv");
        assertThat(started("--json", "rendezvous", "account", "list")).isEqualTo("setpriv");
        assertThat(started("rendezvous", "--json", "account", "list")).isEqualTo("setpriv");
        assertThat(started("--home", "/x", "rendezvous", "account", "list")).isEqualTo("setpriv");
    }

    @Test
    void everythingElseIsDoneAsWhoeverAsks() throws IOException {
        assertThat(started("rendezvous", "run")).isEqualTo("java");
        assertThat(started("invite", "account")).isEqualTo("java");
        assertThat(started("rendezvous", "account", "list", "--state", "/srv/other"))
                .isEqualTo("java");
        assertThat(started("rendezvous", "account", "list", "--state=/srv/other"))
                .isEqualTo("java");
    }
}
