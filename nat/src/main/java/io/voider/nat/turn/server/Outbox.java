package io.voider.nat.turn.server;

import io.netty.channel.Channel;
import io.netty.util.ReferenceCounted;
import io.voider.transport.count.Counters;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What leaves: written as it comes, sent together when nothing more is there to be read. */
final class Outbox {
    private final Counters<StunTurnCounter> counts;
    private final Set<Channel> toFlush = new LinkedHashSet<>();

    Outbox(Counters<StunTurnCounter> counts) {
        this.counts = counts;
    }

    /**
     * Writes a message, which is the outbox's from now on.
     *
     * @param ifNot is counted when it does not leave, be it that there is no such channel any more
     */
    void write(@Nullable Channel channel, ReferenceCounted message, StunTurnCounter ifNot) {
        if (channel == null || !channel.isWritable()) {
            message.release();
            counts.increment(ifNot);
            return;
        }
        channel.write(message).addListener(sent -> {
            if (!sent.isSuccess()) {
                counts.increment(ifNot);
            }
        });
        toFlush.add(channel);
    }

    void flush() {
        toFlush.forEach(Channel::flush);
        toFlush.clear();
    }
}
