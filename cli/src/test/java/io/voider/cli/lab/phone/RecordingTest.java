package io.voider.cli.lab.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    @TempDir
    private Path directory;

    private static short[] noise(long seed) {
        Random random = new Random(seed);
        short[] samples = new short[6 * Recording.RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) random.nextInt(-8_000, 8_000);
        }
        return samples;
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Recording noise = Recording.noise(1, 2);
        noise.write(directory.resolve("a.wav"));
        assertThat(Recording.read(directory.resolve("a.wav"))).isEqualTo(noise);
    }

    @Test
    void findsAPieceOfItselfWhereverItIs() {
        short[] spoken = noise(1);
        Recording played = new Recording(spoken);
        short[] heard = new short[3 * Recording.RATE];
        System.arraycopy(spoken, 12_345, heard, 4_000, heard.length - 4_000);
        Recording.Likeness likeness = new Recording(heard).likenessTo(played);
        assertThat(likeness.correlation()).isCloseTo(1, within(1e-9));
        assertThat(likeness.comparedSamples()).isGreaterThan(heard.length - 4_000 - Recording.RATE / 2 - 400);
    }

    @Test
    void followsAJitterBufferThatLeavesOutAndRepeats() {
        short[] spoken = noise(1);
        short[] heard = new short[4 * Recording.RATE];
        System.arraycopy(spoken, 0, heard, 0, 12_000);
        System.arraycopy(spoken, 12_080, heard, 12_000, 10_000);
        System.arraycopy(spoken, 21_840, heard, 22_000, 10_000);
        assertThat(new Recording(heard).likenessTo(new Recording(spoken)).correlation())
                .isBetween(0.98, 1.0);
    }

    @Test
    void findsTheThreadAgainBehindAGapAsABusyMachineMakesIt() {
        short[] spoken = noise(1);
        short[] heard = new short[4 * Recording.RATE];
        System.arraycopy(spoken, 2_000, heard, 0, 19_000);
        System.arraycopy(spoken, 2_000 + 19_000 + 1_440, heard, 19_000, heard.length - 19_000);
        assertThat(new Recording(heard).likenessTo(new Recording(spoken)).correlation())
                .isBetween(0.98, 1.0);
        System.arraycopy(spoken, 22_600, heard, 22_000, 10_000);
        assertThat(new Recording(heard).likenessTo(new Recording(spoken)).correlation())
                .isBetween(0.97, 1.0);
    }

    @Test
    void hearsWhatIsMissing() {
        short[] spoken = noise(1);
        Recording played = new Recording(spoken);
        short[] heard = Arrays.copyOf(spoken, 4 * Recording.RATE);
        Random random = new Random(2);
        for (int frame = 0; frame < heard.length; frame += 160) {
            if (random.nextInt(10) == 0) {
                Arrays.fill(heard, frame, frame + 160, (short) 0);
            }
        }
        assertThat(new Recording(heard).likenessTo(played).correlation()).isBetween(0.85, 0.98);
    }

    @Test
    void isNotFooledByOtherNoise() {
        assertThat(Recording.noise(1, 4).likenessTo(Recording.noise(2, 4)).correlation())
                .isBetween(-0.2, 0.2);
        assertThat(new Recording(new short[8_000])
                        .likenessTo(Recording.noise(2, 4))
                        .correlation())
                .isZero();
    }

    @Test
    void refusesWhatIsNoSound() throws IOException {
        Path file = directory.resolve("b.wav");
        Files.write(file, new byte[50]);
        assertThatThrownBy(() -> Recording.read(file)).hasMessageContaining("no WAV");
    }
}
