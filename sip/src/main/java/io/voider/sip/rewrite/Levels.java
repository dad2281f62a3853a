package io.voider.sip.rewrite;

import io.voider.sip.SipLimits;
import io.voider.sip.SipRefusal;
import org.jspecify.annotations.Nullable;

/** One {@link Level} for each depth, made when something first gets that deep. */
final class Levels {
    private final @Nullable Level[] levels;

    Levels(SipLimits limits) {
        levels = new Level[limits.nesting() + 1];
    }

    /**
     * The cursors for depth {@code depth}, 0 for the message itself.
     *
     * @param offset where the depth is entered, for the refusal if it is too deep
     */
    Level at(int depth, int offset) {
        if (depth >= levels.length) {
            throw SipRefusal.limit(offset, "nested more than " + (levels.length - 1) + " deep");
        }
        Level level = levels[depth];
        if (level == null) {
            level = new Level();
            levels[depth] = level;
        }
        return level;
    }
}
