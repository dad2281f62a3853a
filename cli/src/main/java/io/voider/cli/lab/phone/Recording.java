package io.voider.cli.lab.phone;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Sound: one channel of 16-bit samples, 8,000 a second. Immutable; two of the same samples are equal. */
public final class Recording {
    /** Samples in a second. */
    public static final int RATE = 8_000;

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
     * @param correlation Pearson's, −1…1: the mean over all 20 ms that were compared
     * @param comparedSamples over how many samples
     */
    public record Likeness(double correlation, int comparedSamples) {}

    /** Noise that repeats for the same seed, low enough in pitch to pass a telephone unchanged. */
    public static Recording noise(long seed, int seconds) {
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
    public void write(Path file) throws IOException {
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

    /** How much of what was {@code played} this is. */
    public Likeness likenessTo(Recording played) {
        return new Comparison(trimmed().samples, played.samples).result();
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
