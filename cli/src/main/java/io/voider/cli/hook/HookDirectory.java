package io.voider.cli.hook;

import io.voider.cli.state.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the hooks are. A file is for the event that it is named after, {@code call-missed}, also with something behind a dot, {@code
 * call-missed.mail}; one that is named {@code all} is for every event.
 *
 * <p>Whoever may write there decides what this node runs: so directory and file must be root's and nobody else may write to them, nor to
 * any directory above, but for one like {@code /tmp} in which nobody can rename what is another's. A file that is not so is refused, as
 * is a symbolic link.
 *
 * @param directory as the owner named it
 */
record HookDirectory(Path directory) {
    private static final String ALL = "all";
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int EXECUTABLE = 0111;

    /**
     * What is to be run.
     *
     * @param programs in the order of their names
     * @param objections why something is not run, each a sentence
     */
    record Found(List<Path> programs, List<String> objections) {}

    /** The hooks for an event of that kind; none if there is no such directory. Blocks on the disk. */
    Found find(String kind) {
        List<Path> programs = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> named = files.filter(file -> isFor(kind, file)).sorted().toList();
            if (!named.isEmpty()) {
                requireSafeAbove();
            }
            for (Path file : named) {
                String objection = objection(file);
                if (objection.isEmpty()) {
                    programs.add(file);
                } else {
                    objections.add(file + " " + objection);
                }
            }
        } catch (NoSuchFileException none) {
            return new Found(List.of(), List.of());
        } catch (UnsafeException e) {
            return new Found(List.of(), List.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return new Found(List.of(), List.of("the hooks cannot be read: " + Failure.words(e)));
        }
        return new Found(programs, objections);
    }

    private static boolean isFor(String kind, Path file) {
        String name = file.getFileName().toString();
        return Stream.of(kind, ALL).anyMatch(what -> name.equals(what) || name.startsWith(what + "."));
    }

    private static final class UnsafeException extends IOException {
        private static final long serialVersionUID = 1;

        UnsafeException(String message) {
            super(message);
        }
    }

    private void requireSafeAbove() throws IOException {
        Path real = directory.toRealPath();
        for (Path each = real; each != null; each = each.getParent()) {
            Attributes attributes = Attributes.of(each);
            boolean safe = !attributes.isWritableByOthers() || (!each.equals(real) && attributes.has(STICKY));
            if (!attributes.isRoots() || !safe) {
                throw new UnsafeException("no hook is run, since " + each + " "
                        + (attributes.isRoots() ? "can be written to by others than root" : "is not root's"));
            }
        }
    }

    private static String objection(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "is no file";
        }
        Attributes attributes = Attributes.of(file);
        if (!attributes.isRoots()) {
            return "is not root's";
        }
        if (attributes.isWritableByOthers()) {
            return "can be written to by others than root";
        }
        return attributes.has(EXECUTABLE) ? "" : "may not be executed by anybody: chmod +x";
    }

    private record Attributes(int owner, int mode) {
        static Attributes of(Path file) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
            return new Attributes(number(attributes, "uid"), number(attributes, "mode"));
        }

        private static int number(Map<String, Object> attributes, String name) {
            return (Integer) Objects.requireNonNull(attributes.get(name), name);
        }

        boolean isRoots() {
            return owner == 0;
        }

        boolean isWritableByOthers() {
            return (mode & WRITABLE_BY_OTHERS) != 0;
        }

        boolean has(int bits) {
            return (mode & bits) != 0;
        }
    }
}
