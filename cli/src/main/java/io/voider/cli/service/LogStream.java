package io.voider.cli.service;

import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Standard error, as the log is written to it: one line an event, whatever stands in it; in the form that whoever reads it wants; and not
 * more than {@link LogPace} has it. What is printed there by others than the log passes as it is.
 *
 * <p>The logger gives a line, then the lines of a failure that belongs to it, then it flushes; it does so for one event at a time.
 */
public final class LogStream extends PrintStream {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    /** As simplelogger.properties has it, with the time or without. */
    private static final Pattern LINE = Pattern.compile(
            "(?<time>\\d{4}-\\d{2}-\\d{2} [\\d:.]+ )?(?<level>ERROR|WARN|INFO|DEBUG|TRACE) (?<logger>\\S+) -"
                    + " (?<message>.*)",
            Pattern.DOTALL);

    private static final Map<Level, String> PRIORITIES =
            Map.of(Level.ERROR, "<3>", Level.WARN, "<4>", Level.INFO, "<6>", Level.DEBUG, "<7>", Level.TRACE, "<7>");
    private static final int MOST_TRACE_LINES = 100;

    /** One line, as programs get it. */
    private record Entry(Instant at, String level, String logger, String message, List<String> trace) {}

    private final LogForm form;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Map<Level, LogPace> paces = new EnumMap<>(Level.class);
    private String priority = "";
    private boolean leavingOut;
    private @Nullable Entry entry;

    LogStream(OutputStream out, LogForm form, Clock clock, LongSupplier nanoClock) {
        super(out, true, form == LogForm.JSON ? StandardCharsets.UTF_8 : Charset.defaultCharset());
        this.form = form;
        this.clock = clock;
        this.nanoClock = nanoClock;
        for (Level level : Level.values()) {
            paces.put(level, new LogPace(nanoClock.getAsLong()));
        }
    }

    /** From now on, standard error is such a stream: for the journal, if it goes there. To be called before anything is logged. */
    public static void adopt() {
        adopt(isJournal(System.getenv().getOrDefault("JOURNAL_STREAM", "")) ? LogForm.JOURNAL : LogForm.TEXT);
    }

    /** From now on, the log is written in that form. To be called before anything is logged. */
    public static void adopt(LogForm form) {
        if (form != LogForm.TEXT) {
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "false");
        }
        System.setErr(new LogStream(
                System.err instanceof LogStream former ? former.out : System.err,
                form,
                Clock.systemUTC(),
                System::nanoTime));
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
    public void println(@Nullable String line) {
        Matcher parts = LINE.matcher(String.valueOf(line));
        if (!parts.matches()) {
            priority = "";
            leavingOut = false;
            super.println(line);
            return;
        }
        Level level = Level.valueOf(parts.group("level"));
        LogPace pace = paces.get(level);
        leavingOut = pace != null && !pace.allows(nanoClock.getAsLong());
        if (leavingOut || pace == null) {
            return;
        }
        String time = parts.group("time") == null ? "" : parts.group("time");
        long missing = pace.takeLeftOut();
        if (missing > 0) {
            write(
                    time,
                    level,
                    "LogStream",
                    missing + " lines like the following were left out, since there were too many");
            flush();
        }
        write(time, level, parts.group("logger"), parts.group("message"));
    }

    private void write(String time, Level level, String logger, String text) {
        // A line break that somebody sent would be a line of its own, and a forged one.
        String message = text.replaceAll("\\p{Cntrl}+", " ");
        if (form == LogForm.JSON) {
            entry = new Entry(
                    clock.instant(), level.name().toLowerCase(Locale.ROOT), logger, message, new ArrayList<>());
            return;
        }
        priority = form == LogForm.JOURNAL ? PRIORITIES.getOrDefault(level, "") : "";
        super.println(priority + time + level + " " + logger + " - " + message);
    }

    /** What follows on a line of the log, such as where a fault happened, is as bad as that line. */
    @Override
    public void println(@Nullable Object detail) {
        if (leavingOut) {
            return;
        }
        if (entry == null) {
            super.println(priority + detail);
        } else if (entry.trace.size() < MOST_TRACE_LINES) {
            entry.trace.add(String.valueOf(detail));
        }
    }

    @Override
    public void flush() {
        Entry whole = entry;
        if (whole != null) {
            entry = null;
            super.println(StrictJson.MAPPER.writeValueAsString(whole));
        }
        super.flush();
    }
}
