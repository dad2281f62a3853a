package io.voider.cli.lab.script;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it all went.
 *
 * @param ok whether everything went as it should
 * @param connectedMillis from the start of the nodes until the last tunnel was up, or null if one did not come up
 * @param path what carried the first line: {@code direct} or {@code relayed}
 * @param calls each call
 */
public record LabVerdict(
        boolean ok,
        @JsonProperty("connected_ms") @Nullable Long connectedMillis,
        @Nullable String path,
        List<CallResult> calls) {
    /**
     * One call.
     *
     * @param from who called
     * @param to who was called
     * @param answered whether it was answered
     * @param ok whether it was good: answered, with voice both ways, as it was spoken
     * @param correlation of what was heard with what the other side played: the caller's, then the callee's; those that
     *     could be measured
     * @param lost packets of voice lost, both ways
     * @param mos the lower of the two mean opinion scores, or null if none could be given
     */
    public record CallResult(
            String from,
            String to,
            boolean answered,
            boolean ok,
            List<Double> correlation,
            long lost,
            @Nullable Double mos) {}
}
