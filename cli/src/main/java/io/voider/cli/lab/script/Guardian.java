package io.voider.cli.lab.script;

import io.voider.cli.lab.world.Programs;
import io.voider.ns.Claim;
import io.voider.ns.KernelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees to it that nothing of a lab outlives it. A small process, in a session of its own, reads from a pipe whose other end
 * only the lab's process holds. A lab that has cleared up says so; one that was killed says nothing, and then the guardian
 * clears up in its place, by {@link Lab#clear}.
 */
final class Guardian implements AutoCloseable {
    private static final String DONE = "done";
    private static final Path RUN = Path.of("/run/voider");
    private static final String WAIT =
            "trap '' INT TERM HUP; read -r word; [ \"$word\" = " + DONE + " ] || exec \"$@\"";

    private static final Pattern NODE = Pattern.compile("vl[0-9]+\\..+");
    private static final int TRIES = 200;
    private static final int PAUSE_MILLIS = 50;

    private final Process process;

    private Guardian(Process process) {
        this.process = process;
    }

    /** Begins to watch over this process's lab, whose files are in {@code directory}. */
    static Guardian start(Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", WAIT, "voider-guardian"));
        command.addAll(Programs.voider("lab", "clear", directory.toString()));
        return new Guardian(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .directory(Path.of("/").toFile())
                .start());
    }

    /** Ends what a dead lab left running, and removes its namespaces. The claim on the lab must be held. */
    static void clear(Claim lab) throws IOException, InterruptedException {
        lab.removeLeftovers();
        List<Path> left = left();
        for (String owner : owners(left)) {
            try (Claim node = take(owner)) {
                node.removeLeftovers();
            }
        }
        for (Path file : left) {
            delete(file);
        }
        Files.deleteIfExists(Lab.CONTROL_SOCKET);
    }

    /** What the nodes of a lab keep while they run; one that was killed leaves its lock at the least. */
    private static List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(RUN)) {
            return files.filter(
                            file -> NODE.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static Set<String> owners(List<Path> files) {
        return files.stream()
                .map(file -> file.getFileName().toString())
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A process that was killed keeps its claim for the moment that its last thread takes to end. */
    static Claim take(String owner) throws InterruptedException {
        for (int i = 0; ; i++) {
            try {
                return Claim.take(owner);
            } catch (KernelException e) {
                if (!e.errnoName().equals("EBUSY") || i == TRIES) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** Deletes a directory and all that is in it; one that is not there is fine. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Says that the lab has cleared up. */
    @Override
    public void close() throws IOException {
        try (var pipe = process.outputWriter()) {
            pipe.write(DONE + "\n");
        }
    }
}
