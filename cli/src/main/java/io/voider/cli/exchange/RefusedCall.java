package io.voider.cli.exchange;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * A call that the exchange refused itself, so that it never was one.
 *
 * @param outwards whether a phone of this home placed it
 * @param other the other party, as a phone here would dial it; as it was dialled, where that is nobody
 * @param line the line that it concerns, or null
 * @param status what the caller was answered
 * @param phrase in which words
 */
record RefusedCall(boolean outwards, String other, @Nullable LineId line, int status, String phrase) {
    RefusedCall(boolean outwards, int other, @Nullable LineId line, int status, String phrase) {
        this(outwards, NetUtil.intToIpAddress(other), line, status, phrase);
    }
}
