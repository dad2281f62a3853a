package io.voider.cli.command;

import io.voider.cli.service.LogForm;
import io.voider.cli.service.LogStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/** How whatever runs for long writes its log. */
final class LogOptions {
    /** What one can ask for; text for the journal is chosen by itself. */
    enum Form {
        TEXT,
        JSON
    }

    @Option(
            names = "--log",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "Write the log, on standard error, as text or as json: one line an event (default:"
                    + " ${DEFAULT-VALUE}).")
    private Form form;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "What is written: error, warn, info or debug, and all that is worse (default: info).")
    private @Nullable Level level;

    /** To be called before anything is logged. */
    void adopt() {
        if (level != null) {
            System.setProperty(
                    "org.slf4j.simpleLogger.defaultLogLevel", level.name().toLowerCase(Locale.ROOT));
        }
        if (isJson()) {
            LogStream.adopt(LogForm.JSON);
        }
    }

    boolean isJson() {
        return form == Form.JSON;
    }
}
