package io.voider.cli.report;

import java.time.Instant;

/**
 * A line and how it was until now.
 *
 * @param line how it is
 * @param before the state that it was in; the one that it is in, if what changed is not the state
 * @param beforeSince since when it was in that
 */
public record LineChange(LineReport line, String before, Instant beforeSince) {
    boolean isOfState() {
        return !before.equals(line.state());
    }
}
