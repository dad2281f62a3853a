package io.voider.cli.node.line;

import io.voider.cli.report.LineReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Since when which lines have not been up. Time is what is given, and only looked at when something is. For one thread at a time. */
final class Outages {
    static final Duration LONG = Duration.ofHours(1);

    private record Outage(long sinceNanos, boolean told) {}

    private final Map<String, Outage> byDial = new HashMap<>();

    /** A line came up, though it may be down again by the next look. */
    void up(String dial) {
        byDial.remove(dial);
    }

    /**
     * Looks at all lines.
     *
     * @return those that have now been down for {@link #LONG}, each once an outage
     */
    List<LineReport> look(List<LineReport> lines, long nowNanos) {
        Set<String> down = lines.stream()
                .filter(line -> !line.state().equals("up"))
                .map(LineReport::dial)
                .collect(Collectors.toCollection(HashSet::new));
        byDial.keySet().retainAll(down);
        down.forEach(dial -> byDial.putIfAbsent(dial, new Outage(nowNanos, false)));
        return lines.stream()
                .filter(line -> down.contains(line.dial()) && isNews(line.dial(), nowNanos))
                .toList();
    }

    private boolean isNews(String dial, long nowNanos) {
        Outage outage = byDial.get(dial);
        if (outage == null || outage.told || nowNanos - outage.sinceNanos < LONG.toNanos()) {
            return false;
        }
        byDial.put(dial, new Outage(outage.sinceNanos, true));
        return true;
    }
}
