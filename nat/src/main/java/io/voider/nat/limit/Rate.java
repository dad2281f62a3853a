package io.voider.nat.limit;

/**
 * So many a second, and so many at once after a rest.
 *
 * @param perSecond 1 or more
 * @param burst 1 or more
 */
public record Rate(long perSecond, long burst) {
    public Rate {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "a rate needs at least one a second and one at once, not " + perSecond + " and " + burst);
        }
    }
}
