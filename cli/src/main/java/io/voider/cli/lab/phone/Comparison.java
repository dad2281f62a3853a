package io.voider.cli.lab.phone;

/**
 * How much of what was played is in what was heard. A telephone's jitter buffer may repeat or leave out a few milliseconds
 * at any time, and what follows comes that much later or earlier. So each 20 ms, as much as a packet carries, are compared by
 * themselves, at the place where the sound before them leads or, if they match nothing there, at a place close by.
 */
final class Comparison {
    private static final int SLICE = Recording.RATE / 50;
    /** A busy machine may stand still for that long, and then a phone's buffer begins anew. */
    private static final int MOST_MOVED = Recording.RATE * 2 / 5;

    private static final int PROBE = Recording.RATE / 4;
    /** How long a jitter buffer takes to settle after the first sound: that much is left out. */
    private static final int SETTLING = Recording.RATE / 2;

    private static final int LEAST = PROBE;
    private static final double MATCH = 0.9;

    private final short[] heard;
    private final short[] played;
    private int slices;
    private double sum;

    /** @param heard without silence before and after it */
    Comparison(short[] heard, short[] played) {
        this.heard = heard;
        this.played = played;
    }

    /** Compares. What is shorter than a quarter of a second after the settling is like nothing. */
    Recording.Likeness result() {
        if (heard.length < SETTLING + LEAST) {
            return new Recording.Likeness(0, 0);
        }
        int middle = SETTLING + (heard.length - SETTLING - PROBE) / 2;
        int place = find(middle);
        follow(middle, place, SLICE);
        follow(middle - SLICE, place, -SLICE);
        return new Recording.Likeness(slices == 0 ? 0 : sum / slices, slices * SLICE);
    }

    /** From {@code from} on, forwards or backwards, slice after slice; {@code lead} is how much later it was played. */
    private void follow(int from, int lead, int step) {
        for (int i = from; i >= SETTLING && i + SLICE <= heard.length; i += step) {
            double likeness = likeness(i, i + lead);
            if (likeness < MATCH) {
                int moved = nearby(i, lead);
                if (likeness(i, i + moved) >= MATCH) {
                    lead = moved;
                    likeness = likeness(i, i + lead);
                }
            }
            sum += likeness;
            slices++;
        }
    }

    private int nearby(int at, int lead) {
        int best = lead;
        double highest = -1;
        for (int moved = lead - MOST_MOVED; moved <= lead + MOST_MOVED; moved++) {
            double likeness = likeness(at, at + moved);
            if (likeness > highest) {
                highest = likeness;
                best = moved;
            }
        }
        return best;
    }

    /** Where in all that was played a quarter of a second from {@code at} on is; every fourth sample is enough to tell. */
    private int find(int at) {
        int best = 0;
        double highest = -1;
        for (int start = 0; start + PROBE <= played.length; start++) {
            double likeness = correlation(at, start, PROBE, 4);
            if (likeness > highest) {
                highest = likeness;
                best = start;
            }
        }
        return best - at;
    }

    private double likeness(int inHeard, int inPlayed) {
        return inPlayed < 0 || inPlayed + SLICE > played.length ? 0 : correlation(inHeard, inPlayed, SLICE, 1);
    }

    /** Pearson's, of each {@code step}th sample. */
    private double correlation(int inHeard, int inPlayed, int length, int step) {
        double sumX = 0;
        double sumY = 0;
        double product = 0;
        double squareX = 0;
        double squareY = 0;
        for (int i = 0; i < length; i += step) {
            double x = heard[inHeard + i];
            double y = played[inPlayed + i];
            sumX += x;
            sumY += y;
            product += x * y;
            squareX += x * x;
            squareY += y * y;
        }
        int count = (length + step - 1) / step;
        double spread = (count * squareX - sumX * sumX) * (count * squareY - sumY * sumY);
        return spread <= 0 ? 0 : (count * product - sumX * sumY) / Math.sqrt(spread);
    }
}
