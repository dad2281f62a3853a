package io.voider.cli.lab;

import io.voider.cli.lab.world.Await;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What there is of a lab on this machine: namespaces, processes, files. */
public final class Leftovers {
    private static final Pattern OURS = Pattern.compile("(vlab|vl[0-9]+)\\..+");
    private static final Path RUN = Path.of("/run/voider");
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final long CLEARING_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Leftovers() {}

    /** Waits until nothing is left, for a guardian has to notice first; returns what is left in the end. */
    public static List<String> afterClearing(List<ProcessHandle> processes) throws IOException, InterruptedException {
        Await.until(CLEARING_NANOS, () -> all(processes).isEmpty());
        return all(processes);
    }

    /** What there is now, with those of the lab's processes that still run. */
    public static List<String> all(List<ProcessHandle> processes) throws IOException {
        Predicate<String> ours = OURS.asMatchPredicate();
        return Stream.of(
                        Namespace.list().stream().filter(ours).map(name -> "namespace " + name),
                        // The lab's own lock is empty and stays, as that of any node does.
                        files(RUN, ours.and(name -> !name.equals("vlab.lock"))),
                        files(TEMPORARY, name -> name.startsWith("voider-lab")),
                        processes.stream()
                                .filter(ProcessHandle::isAlive)
                                .map(process -> "process " + process.pid() + " "
                                        + process.info().commandLine().orElse("")))
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<String> files(Path directory, Predicate<String> names) throws IOException {
        if (!Files.exists(directory)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> names.test(file.getFileName().toString()))
                    .map(file -> "file " + file)
                    .toList()
                    .stream();
        }
    }
}
