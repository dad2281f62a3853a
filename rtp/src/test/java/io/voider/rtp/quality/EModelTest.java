package io.voider.rtp.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EModelTest {
    @Test
    void aPerfectNetworkRatesAsTheRecommendationSays() {
        double r = EModel.rating(Codec.G711, 0, 0, 1);

        assertThat(r).isCloseTo(93.2, within(0.05));
        assertThat(EModel.meanOpinionScore(r)).isCloseTo(4.41, within(0.005));
    }

    /** ITU-T G.107, table B.1: the relation of R and MOS. */
    @ParameterizedTest
    @CsvSource({"90, 4.34", "80, 4.03", "70, 3.60", "60, 3.10", "50, 2.58"})
    void ratingsMapToOpinionScores(double rating, double score) {
        assertThat(EModel.meanOpinionScore(rating)).isCloseTo(score, within(0.01));
    }

    @Test
    void opinionScoresStayWithinTheirScale() {
        assertThat(EModel.meanOpinionScore(-5)).isEqualTo(1);
        assertThat(EModel.meanOpinionScore(3)).isEqualTo(1);
        assertThat(EModel.meanOpinionScore(100)).isEqualTo(4.5);
    }

    /** Ie,eff = Ie + (95 − Ie) × Ppl / (Ppl / BurstR + Bpl), worked by hand. */
    @ParameterizedTest
    @CsvSource({
        "G711, 0.00, 1,  0.0",
        "G711, 0.01, 1,  3.6398",
        "G711, 0.05, 1, 15.7807",
        "G711, 0.05, 2, 17.2101",
        "G729, 0.00, 1, 11.0",
        "G729, 0.02, 1, 19.0",
    })
    void lossImpairsAsTheCodecIsRobust(Codec codec, double loss, double burstRatio, double expected) {
        assertThat(EModel.effectiveEquipmentImpairment(codec, loss, burstRatio)).isCloseTo(expected, within(0.001));
    }

    /** Delay alone, against the well-known fit Id = 0.024 d + 0.11 (d − 177.3) for d > 177.3 (Cole and Rosenbluth). */
    @ParameterizedTest
    @ValueSource(doubles = {0, 50, 100, 150, 200, 250, 300, 350, 400})
    void delayImpairs(double delayMillis) {
        double fit = 93.2 - 0.024 * delayMillis - 0.11 * Math.max(0, delayMillis - 177.3);
        assertThat(EModel.rating(Codec.G711, delayMillis, 0, 1)).isCloseTo(fit, within(3.5));
    }

    @Test
    void moreLossMoreDelayAndLongerBurstsNeverSoundBetter() {
        for (Codec codec : Codec.values()) {
            double previous = 101;
            for (int percent = 0; percent <= 100; percent++) {
                double r = EModel.rating(codec, 20, percent / 100.0, 1);
                assertThat(r).isLessThanOrEqualTo(previous).isBetween(0.0, 100.0);
                previous = r;
            }
            assertThat(EModel.rating(codec, 20, 0.05, 3)).isLessThan(EModel.rating(codec, 20, 0.05, 1));
        }
    }
}
