package io.voider.nat.ice;

import io.voider.nat.limit.Rate;
import io.voider.nat.limit.TokenBucket;
import io.voider.nat.stun.TransactionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What checks from addresses that are not known yet may cost. A check can be recorded on its way and sent again from
 * anywhere, as if it came from whomever the recorder wishes to be bothered: its signature stays good.
 *
 * <p>So each check counts once, by its transaction id; all unknown addresses together have one budget; and only hosts that the
 * other side's offers name are checked back.
 */
final class Strangers {
    /** Answers to all of them together; a symmetric NAT shows one new port for each address of ours. */
    private static final Rate ANSWERS = new Rate(16, 64);

    /** So many checks are remembered: some minutes of a call, hours of an idle line. */
    private static final int MAX_REMEMBERED = 1024;

    private final Map<TransactionId, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TransactionId, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private Set<InetAddress> named = Set.of();
    private @Nullable TokenBucket answers;

    /** The other side's latest candidates: a NAT may show its host under another port, but under no other address. */
    void offered(Offer offer) {
        named = offer.candidates().stream()
                .map(candidate -> candidate.address().getAddress())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether this check, which is genuine, has not come before. */
    boolean isNew(TransactionId check) {
        return seen.put(check, true) == null;
    }

    /** Whether a check from an unknown address is answered at the moment. */
    boolean mayBeAnswered(long now) {
        if (answers == null) {
            answers = new TokenBucket(ANSWERS, now);
        }
        return answers.take(1, now);
    }

    /** Whether the other side's offers name the host. */
    boolean isNamed(InetSocketAddress address) {
        return named.contains(address.getAddress());
    }
}
