package io.voider.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrivateDirectoryIT {

    private static final Path PLACE = Path.of("/run");
    private static final String FILE = "of-one-namespace-alone";

    @Test
    void isSeenByItsNamespaceAndThatOnesProcessesAlone() throws Exception {
        try (Namespace one = Namespace.anonymous("one");
                Namespace other = Namespace.anonymous("other")) {
            PrivateDirectory directory = PrivateDirectory.over(one, PLACE, 1 << 20);
            PrivateDirectory.over(other, PLACE, 1 << 20);
            Files.writeString(directory.outside().resolve(FILE), "secret");

            assertThat(one.<String>call(
                            () -> Files.readString(directory.inside().resolve(FILE))))
                    .isEqualTo("secret");
            assertThat(output(one, "cat", "/run/" + FILE)).isEqualTo("secret");
            assertThat(output(one, "ls", "-A", "/run")).isEqualTo(FILE + "\n");
            assertThat(output(other, "ls", "-A", "/run")).isEmpty();
            assertThat(PLACE.resolve(FILE)).doesNotExist();
        }
    }

    @Test
    void goesWithItsNamespace() throws Exception {
        Namespace one = Namespace.anonymous("one");
        Path outside = PrivateDirectory.over(one, PLACE, 1 << 20).outside();
        assertThat(outside).isEmptyDirectory();
        one.close();
        // Java calls a thread ended a moment before the kernel does.
        Eventually.holds(outside + " gone", () -> !Files.exists(outside));
    }

    @Test
    void givesThePlaceBackWhenItIsRemoved() throws Exception {
        try (Namespace one = Namespace.anonymous("one")) {
            String before = output(one, "ls", "-A", "/run");
            PrivateDirectory directory = PrivateDirectory.over(one, PLACE, 1 << 20);
            Files.createFile(directory.outside().resolve(FILE));
            directory.remove();
            assertThat(directory.outside().resolve(FILE)).doesNotExist();
            assertThat(output(one, "ls", "-A", "/run")).isEqualTo(before);
            // The machine's own /run, which mostly is a mount too, is not taken for it.
            assertThatThrownBy(directory::remove).isInstanceOf(IllegalStateException.class);
            assertThat(output(one, "ls", "-A", "/run")).isEqualTo(before);
        }
    }

    @Test
    void holdsNoMoreThanItsSize() {
        try (Namespace one = Namespace.anonymous("one")) {
            PrivateDirectory directory = PrivateDirectory.over(one, PLACE, 64 << 10);
            assertThatThrownBy(() -> Files.write(directory.outside().resolve(FILE), new byte[128 << 10]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
    }

    @Test
    void keepsNoNamespaceThatLosesItsName() {
        String name = "vtp" + ProcessHandle.current().pid();
        Namespace named = Namespace.create(name);
        try (Namespace one = Namespace.anonymous("one")) {
            PrivateDirectory.over(one, PLACE, 1 << 20);
            named.close();
            Namespace.delete(name);
            assertThat(one.<String>call(() -> Files.readString(Path.of("/proc/thread-self/mountinfo"))))
                    .doesNotContain(name);
        }
    }

    @Test
    void saysWhatFailedOnAPlaceThatIsNotThere() {
        try (Namespace one = Namespace.anonymous("one")) {
            assertThatThrownBy(() -> PrivateDirectory.over(one, Path.of("/no/such/place"), 1 << 20))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("mount -t tmpfs")
                    .hasMessageContaining("ENOENT")
                    .hasMessageContaining("/no/such/place");
        }
    }

    private static String output(Namespace namespace, String... command) throws Exception {
        Process process = namespace
                .start(new ProcessBuilder(command).redirectErrorStream(true))
                .get(10, TimeUnit.SECONDS);
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
