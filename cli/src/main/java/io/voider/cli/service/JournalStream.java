package io.voider.cli.service;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Standard error, where systemd's journal reads it: each line of the log begins with its priority, as {@code sd-daemon(3)} has it, so
 * that {@code journalctl -p warning} shows warnings and errors.
 */
public final class JournalStream extends PrintStream {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final Pattern LEVEL = Pattern.compile("(ERROR|WARN|INFO|DEBUG|TRACE) .*", Pattern.DOTALL);
    private static final Map<String, String> PRIORITIES =
            Map.of("ERROR", "<3>", "WARN", "<4>", "INFO", "<6>", "DEBUG", "<7>", "TRACE", "<7>");

    private String priority = "";

    JournalStream(OutputStream out) {
        super(out, true, Charset.defaultCharset());
    }

    /** From now on, standard error is such a stream, if it goes to the journal. To be called before anything is logged. */
    public static void adopt() {
        if (isJournal(System.getenv().getOrDefault("JOURNAL_STREAM", ""))) {
            // The journal has times of its own.
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "false");
            System.setErr(new JournalStream(System.err));
        }
    }

    /** Whether standard error is the very stream that systemd connected: a program started from here may have another. */
    private static boolean isJournal(String stream) {
        try {
            return !stream.isEmpty() && stream.equals(attribute("dev") + ":" + attribute("ino"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String attribute(String name) throws IOException {
        return String.valueOf(Files.getAttribute(STANDARD_ERROR, "unix:" + name));
    }

    @Override
    public void println(String line) {
        Matcher level = LEVEL.matcher(line);
        priority = level.matches() ? PRIORITIES.getOrDefault(level.group(1), "") : "";
        super.println(priority + line);
    }

    /** What follows on a line of the log, such as where a fault happened, is as bad as that line. */
    @Override
    public void println(Object detail) {
        super.println(priority + detail);
    }
}
