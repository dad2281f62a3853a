package io.voider.cli.command;

import io.voider.cli.command.console.CommandException;
import io.voider.cli.command.console.Exit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 90s}, {@code 30m}, {@code 3h}, {@code 365d}. */
final class TimeSpan {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    private TimeSpan() {}

    /** In seconds. @throws CommandException if it is none */
    static long seconds(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new CommandException(
                    Exit.USAGE,
                    "'" + text + "' is no span of time",
                    "write a number and s, m, h or d, such as 3h or 365d");
        }
        return Long.parseLong(matcher.group(1)) * SECONDS.getOrDefault(matcher.group(2), 0L);
    }
}
