package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.state.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A friend's node comes and goes: what alice's node tells whoever watches, what it has hooks told, and what it logs. */
class HappeningsIT {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    @TempDir
    private Path directory;

    private final Queue<JsonNode> watched = new ConcurrentLinkedQueue<>();

    @Test
    void watchersHooksAndTheLogAreToldOfAFriendWhoComesAndGoes() throws Exception {
        allow(directory, "rwxr-xr-x");
        Path hooks = allow(Files.createDirectory(directory.resolve("hooks")), "rwxr-xr-x");
        Path results = allow(Files.createDirectory(directory.resolve("results")), "rwxrwxrwx");
        Path all = hooks.resolve("all");
        Files.writeString(
                all,
                "#!/bin/sh\nid -u >" + results + "/$VOIDER_EVENT.new\ncat >>" + results + "/$VOIDER_EVENT.new\nmv "
                        + results + "/$VOIDER_EVENT.new " + results + "/$VOIDER_EVENT\n");
        allow(all, "rwxr-xr-x");
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            homes.run(ALICE, "--hooks", hooks.toString(), "--log", "json");
            homes.awaitReady(ALICE);
            Thread watcher = watch(homes);
            Process bob = homes.run(BOB);
            List<String> told = await(results, "invitation-used");
            assertThat(told.get(0)).as("nobody").isEqualTo("65534");
            assertThat(StrictJson.MAPPER
                            .readTree(told.get(1))
                            .path("detail")
                            .path("name")
                            .asString())
                    .isEqualTo(BOB);
            await(results, "line-up");
            bob.destroy();
            JsonNode down =
                    StrictJson.MAPPER.readTree(await(results, "line-down").get(1));
            assertThat(down.path("before").asString()).isEqualTo("up");
            homes.program(ALICE).toHandle().destroy();
            watcher.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
            assertThat(watcher.isAlive()).as("the stream ends with the node").isFalse();
            assertThat(watched.stream().map(event -> event.path("kind").asString()))
                    .contains("invitation-used", "line-up", "line-down")
                    .doesNotContain("events-left-out");
            assertThat(homes.said(ALICE).lines().filter(line -> line.startsWith("{")))
                    .anyMatch(line -> line.contains("\"message\":\"10.1.2.1 bob is up, direct (it was connecting for "))
                    .anyMatch(line -> line.contains(" (it was up for "))
                    .allMatch(line -> StrictJson.MAPPER.readTree(line).has("level"));
        }
        assertThat(Files.readString(directory.resolve(ALICE).resolve("first-signs")))
                .isEqualTo("2\n");
    }

    private Thread watch(TwoHomes homes) {
        Thread thread = new Thread(() -> {
            try (ControlClient node = homes.control(ALICE)) {
                node.watch(watched::add);
            } catch (Exception e) {
                watched.add(StrictJson.MAPPER.createObjectNode().put("kind", e.toString()));
            }
        });
        thread.start();
        return thread;
    }

    private static Path allow(Path file, String rights) throws Exception {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    private static List<String> await(Path results, String kind) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(results.resolve(kind))) {
            assertThat(System.nanoTime()).as("no hook was run for " + kind).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Files.readAllLines(results.resolve(kind));
    }
}
