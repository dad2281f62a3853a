package io.voider.cli.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Sound: one channel of 16-bit samples, 8,000 a second. Immutable; two of the same samples are equal. */
final class Recording {
    /** Samples in a second. */
    static final int RATE = 8_000;

    private static final int RIFF_HEADER = 44;
    private static final int LOUDNESS = 4_000;

    private final short[] samples;

    /** Takes the samples, −32,768…32,767, for its own. */
    Recording(short... samples) {
        this.samples = samples;
    }

    /**
     * How one recording sounds like another.
     *
     * @param correlation Pearson's, −1…1, over all that both have at that shift
     * @param shiftSamples how much later the sound comes in the one that was heard
     * @param comparedSamples over how many samples
     */
    record Likeness(double correlation, int shiftSamples, int comparedSamples) {}

    /** Noise that repeats for the same seed, low enough in pitch to pass a telephone unchanged. */
    static Recording noise(long seed, int seconds) {
        Random random = new Random(seed);
        short[] samples = new short[seconds * RATE];
        double smooth = 0;
        for (int i = 0; i < samples.length; i++) {
            smooth = 0.6 * smooth + 0.4 * random.nextGaussian();
            samples[i] = (short) Math.max(-32_000, Math.min(32_000, smooth * LOUDNESS));
        }
        return new Recording(samples);
    }

    /** Writes it as a WAV file. */
    void write(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(RIFF_HEADER + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(US_ASCII)).putInt(36 + 2 * samples.length);
        bytes.put("WAVEfmt ".getBytes(US_ASCII)).putInt(16);
        bytes.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
        bytes.putShort((short) 2).putShort((short) 16);
        bytes.put("data".getBytes(US_ASCII)).putInt(2 * samples.length);
        for (short sample : samples) {
            bytes.putShort(sample);
        }
        Files.write(file, bytes.array());
    }

    /**
     * Reads a WAV file of that kind. Its lengths are not believed: a phone that was stopped leaves them unfinished.
     *
     * @throws IOException if it cannot be read or is of another kind
     */
    static Recording read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < RIFF_HEADER || bytes.getInt(0) != 0x46464952) {
            throw new IOException(file + " is no WAV file");
        }
        int position = 12;
        while (position + 8 <= bytes.limit()) {
            int kind = bytes.getInt(position);
            int length = bytes.getInt(position + 4);
            if (kind == 0x61746164) {
                bytes.position(position + 8);
                short[] samples = new short[bytes.remaining() / 2];
                bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
                return new Recording(samples);
            }
            if (kind == 0x20746d66 && (bytes.getShort(position + 10) != 1 || bytes.getInt(position + 12) != RATE)) {
                throw new IOException(file + " is not of one channel with 8,000 samples a second");
            }
            position += 8 + Math.max(0, length);
        }
        throw new IOException(file + " holds no sound");
    }

    /** What is left without the silence before and after. */
    Recording trimmed() {
        int from = 0;
        int to = samples.length;
        while (from < to && Math.abs(samples[from]) < 16) {
            from++;
        }
        while (to > from && Math.abs(samples[to - 1]) < 16) {
            to--;
        }
        return new Recording(Arrays.copyOfRange(samples, from, to));
    }

    /** How much of what was {@code played} this is: the best match over all shifts, found with a quarter of a second of this. */
    Likeness likenessTo(Recording played) {
        short[] heard = trimmed().samples;
        int probe = Math.min(RATE / 4, heard.length / 2);
        if (probe < RATE / 8) {
            return new Likeness(0, 0, heard.length);
        }
        int from = (heard.length - probe) / 2;
        int best = 0;
        double highest = -1;
        for (int start = 0; start + probe <= played.samples.length; start++) {
            double likeness = Math.abs(coarse(heard, from, played.samples, start, probe));
            if (likeness > highest) {
                highest = likeness;
                best = start;
            }
        }
        int shift = from - best;
        int begin = Math.max(0, shift);
        int end = Math.min(heard.length, played.samples.length + shift);
        return new Likeness(correlation(heard, begin, played.samples, begin - shift, end - begin), shift, end - begin);
    }

    /** Every fourth sample is enough to find the place. */
    private static double coarse(short[] a, int fromA, short[] b, int fromB, int length) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < length; i += 4) {
            double x = a[fromA + i];
            double y = b[fromB + i];
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        return squareA == 0 || squareB == 0 ? 0 : product / Math.sqrt(squareA * squareB);
    }

    private static double correlation(short[] a, int fromA, short[] b, int fromB, int length) {
        double meanA = 0;
        double meanB = 0;
        for (int i = 0; i < length; i++) {
            meanA += a[fromA + i];
            meanB += b[fromB + i];
        }
        meanA /= length;
        meanB /= length;
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < length; i++) {
            double x = a[fromA + i] - meanA;
            double y = b[fromB + i] - meanB;
            product += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        return squareA == 0 || squareB == 0 ? 0 : product / Math.sqrt(squareA * squareB);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recording that && Arrays.equals(samples, that.samples);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return samples.length / (RATE / 1000) + " ms of sound";
    }
}
