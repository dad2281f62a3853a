package io.voider.cli.exchange.proxy;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each nonce was used that proved a password (RFC 7616 section 3.4, {@code nc}), so that credentials which somebody overheard
 * prove nothing a second time. Of the {@value #MOST} that it keeps at the most the first one gives way, and no nonce that was made
 * before that one counts any more.
 */
final class SpentNonces {
    static final int MOST = 512;

    private record Spent(long madeAtNanos, long count) {}

    private final Map<String, Spent> spent = new LinkedHashMap<>();
    private final long lifeNanos;
    private boolean hasFloor;
    private long floorNanos;

    SpentNonces(long lifeNanos) {
        this.lifeNanos = lifeNanos;
    }

    /**
     * Uses a nonce that has proved a password.
     *
     * @param count which use of it that is, from 1
     * @return whether that count was not yet reached
     */
    boolean use(String nonce, long madeAtNanos, long count, long nowNanos) {
        if (hasFloor && madeAtNanos - floorNanos <= 0 && !spent.containsKey(nonce)) {
            return false;
        }
        Spent before = spent.get(nonce);
        if (count <= (before == null ? 0 : before.count)) {
            return false;
        }
        spent.put(nonce, new Spent(madeAtNanos, count));
        forget(nowNanos);
        return true;
    }

    private void forget(long nowNanos) {
        Iterator<Spent> each = spent.values().iterator();
        while (each.hasNext()) {
            Spent first = each.next();
            boolean over = nowNanos - first.madeAtNanos >= lifeNanos;
            if (!over && spent.size() <= MOST) {
                continue;
            }
            if (!over && (!hasFloor || first.madeAtNanos - floorNanos > 0)) {
                hasFloor = true;
                floorNanos = first.madeAtNanos;
            }
            each.remove();
        }
    }
}
