package io.voider.cli.lab.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fault did to the running call.
 *
 * @param schema the version of this record
 * @param kind which fault
 * @param ok whether the call survived, or did not have to and there was another afterwards
 * @param survived whether the same call went on
 * @param gaps the longest silence that each phone heard
 * @param pathBefore what carried the line before: {@code direct} or {@code relayed}
 * @param pathAfter what carried it when the voice was back, or null
 * @param againMillis when the call did not survive: how long until a new one was answered; else null
 * @param text all of it in a sentence
 */
public record FaultReport(
        int schema,
        String kind,
        boolean ok,
        boolean survived,
        List<Gap> gaps,
        @Nullable String pathBefore,
        @Nullable String pathAfter,
        @Nullable Long againMillis,
        String text) {
    /** The version that this program writes. */
    static final int SCHEMA = 1;

    /**
     * What one phone heard of it.
     *
     * @param listener whose phone
     * @param gapMillis the longest time from one packet of voice to the next; 20 is none at all
     */
    public record Gap(String listener, long gapMillis) {}
}
