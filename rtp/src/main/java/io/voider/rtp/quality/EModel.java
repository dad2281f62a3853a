package io.voider.rtp.quality;

/**
 * The E-model of ITU-T G.107 with the default values of its table 2, as a function of what a network changes: delay, loss,
 * burstiness and codec.
 *
 * <p>With no delay, no loss and G.711 the rating R is 93.2 and the MOS 4.41.
 */
final class EModel {
    // Default values of table 2, in the symbols of the Recommendation.
    private static final double SLR = 8;
    private static final double RLR = 2;
    private static final double STMR = 15;
    private static final double LSTR = 18;
    private static final double DS = 3;
    private static final double TELR = 65;
    private static final double WEPL = 110;
    private static final double QDU = 1;
    private static final double NC = -70;
    private static final double NFOR = -64;
    private static final double PS = 35;
    private static final double PR = 35;
    private static final double ADVANTAGE = 0;
    private static final double MINIMUM_PERCEIVABLE_DELAY_MILLIS = 100;

    private static final double NO = circuitNoise();
    private static final double RO = 15 - 1.5 * (SLR + NO);

    private EModel() {}

    /**
     * The transmission rating factor R.
     *
     * @param codec supplies Ie and Bpl
     * @param oneWayDelayMillis mouth to ear, ≥ 0
     * @param lossFraction packets lost, 0…1
     * @param burstRatio ≥ 1; 1 is loss at random
     * @return 0…100
     */
    public static double rating(Codec codec, double oneWayDelayMillis, double lossFraction, double burstRatio) {
        double r = RO
                - simultaneousImpairment(oneWayDelayMillis)
                - delayImpairment(oneWayDelayMillis)
                - effectiveEquipmentImpairment(codec, lossFraction, burstRatio)
                + ADVANTAGE;
        return Math.max(0, Math.min(100, r));
    }

    /** The mean opinion score of a rating (Annex B), 1…4.5. */
    public static double meanOpinionScore(double rating) {
        if (rating <= 0) {
            return 1;
        }
        if (rating >= 100) {
            return 4.5;
        }
        return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
    }

    /** Ie,eff (section 7.5). */
    static double effectiveEquipmentImpairment(Codec codec, double lossFraction, double burstRatio) {
        double lossPercent = 100 * lossFraction;
        if (lossPercent == 0) {
            return codec.impairment();
        }
        return codec.impairment()
                + (95 - codec.impairment()) * lossPercent / (lossPercent / burstRatio + codec.lossRobustness());
    }

    /** No: all noise sources at the 0 dBr point (section 7.2). */
    private static double circuitNoise() {
        double olr = SLR + RLR;
        double sendRoomNoise = PS - SLR - DS - 100 + 0.004 * square(PS - olr - DS - 14);
        double effectiveReceiveNoise = PR + 10 * Math.log10(1 + power10((10 - LSTR) / 10));
        double receiveRoomNoise = RLR - 121 + effectiveReceiveNoise + 0.008 * square(effectiveReceiveNoise - 35);
        double noiseFloor = NFOR + RLR;
        return 10
                * Math.log10(power10(NC / 10)
                        + power10(sendRoomNoise / 10)
                        + power10(receiveRoomNoise / 10)
                        + power10(noiseFloor / 10));
    }

    /** Is (section 7.3): loudness, sidetone and quantizing. */
    private static double simultaneousImpairment(double delayMillis) {
        double x = SLR + RLR + 0.2 * (64 + NO - RLR);
        double tooLoud = 20 * (Math.pow(1 + Math.pow(x / 8, 8), 1.0 / 8) - x / 8);

        double stmro = -10 * Math.log10(power10(-STMR / 10) + Math.exp(-delayMillis / 4) * power10(-TELR / 10));
        double sidetone = 12 * Math.pow(1 + Math.pow((stmro - 13) / 6, 8), 1.0 / 8)
                - 28 * Math.pow(1 + Math.pow((stmro + 1) / 19.4, 35), 1.0 / 35)
                - 13 * Math.pow(1 + Math.pow((stmro - 3) / 33, 13), 1.0 / 13)
                + 29;

        double q = 37 - 15 * Math.log10(QDU);
        double g = 1.07 + 0.258 * q + 0.0602 * q * q;
        double y = (RO - 100) / 15 + 46 / 8.4 - g / 9;
        double z = 46.0 / 30 - g / 40;
        double quantizing = 15 * Math.log10(1 + power10(y) + power10(z));
        return tooLoud + sidetone + quantizing;
    }

    /** Id (section 7.4): talker echo, listener echo and absolute delay. */
    private static double delayImpairment(double delayMillis) {
        return talkerEcho(delayMillis) + listenerEcho(2 * delayMillis) + absoluteDelay(delayMillis);
    }

    private static double talkerEcho(double t) {
        if (t < 1) {
            return 0;
        }
        double terv = TELR - 40 * Math.log10((1 + t / 10) / (1 + t / 150)) + 6 * Math.exp(-0.3 * t * t);
        double re = 80 + 2.5 * (terv - 14);
        double roe = -1.5 * (NO - RLR);
        return ((roe - re) / 2 + Math.sqrt(square(roe - re) / 4 + 100) - 1) * (1 - Math.exp(-t));
    }

    private static double listenerEcho(double roundTripMillis) {
        double rle = 10.5 * (WEPL + 7) * Math.pow(roundTripMillis + 1, -0.25);
        return (RO - rle) / 2 + Math.sqrt(square(RO - rle) / 4 + 169);
    }

    private static double absoluteDelay(double t) {
        if (t <= MINIMUM_PERCEIVABLE_DELAY_MILLIS) {
            return 0;
        }
        double x = Math.log(t / MINIMUM_PERCEIVABLE_DELAY_MILLIS) / Math.log(2);
        return 25 * (Math.pow(1 + Math.pow(x, 6), 1.0 / 6) - 3 * Math.pow(1 + Math.pow(x / 3, 6), 1.0 / 6) + 2);
    }

    private static double power10(double exponent) {
        return Math.pow(10, exponent);
    }

    private static double square(double value) {
        return value * value;
    }
}
