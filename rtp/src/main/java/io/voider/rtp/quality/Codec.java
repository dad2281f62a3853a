package io.voider.rtp.quality;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A speech codec for which the E-model has figures.
 *
 * <p>The equipment impairment factor {@code Ie} and the packet loss robustness factor {@code Bpl} are those of ITU-T G.113,
 * Appendix I, where that has the codec ({@link Basis#G113_APPENDIX_I}). For the others no narrow-band figure has been
 * standardised; ours are on the cautious side, and a report that rests on them says so ({@link Basis#INDICATIVE}).
 */
public enum Codec {
    /** G.711 μ-law or A-law, with the loss concealment of its Appendix I, which every phone of today has. */
    G711("G.711", 0, 25.1, 0.125, Basis.G113_APPENDIX_I),
    /** G.723.1 at 6.3 kbit/s. */
    G723("G.723.1", 15, 16.1, 37.5, Basis.G113_APPENDIX_I),
    /** G.729 and its Annex A. */
    G729("G.729", 11, 19.0, 15, Basis.G113_APPENDIX_I),
    /** GSM enhanced full rate. */
    GSM_EFR("GSM-EFR", 5, 10.0, 20, Basis.G113_APPENDIX_I),
    /** G.722 at 64 kbit/s; its gain in bandwidth does not show on the narrow-band scale. */
    G722("G.722", 0, 20.0, 1.5, Basis.INDICATIVE),
    /** iLBC. */
    ILBC("iLBC", 11, 32.0, 25, Basis.INDICATIVE),
    /** Opus in a voice setting of at least 16 kbit/s. */
    OPUS("Opus", 0, 20.0, 6.5, Basis.INDICATIVE);

    private static final Map<String, Codec> BY_ENCODING_NAME = Map.ofEntries(
            Map.entry("PCMU", G711),
            Map.entry("PCMA", G711),
            Map.entry("G723", G723),
            Map.entry("G729", G729),
            Map.entry("G729A", G729),
            Map.entry("G729AB", G729),
            Map.entry("GSM-EFR", GSM_EFR),
            Map.entry("G722", G722),
            Map.entry("ILBC", ILBC),
            Map.entry("OPUS", OPUS));

    private final String label;
    private final double impairment;
    private final double lossRobustness;
    private final double delayMillis;
    private final Basis basis;

    Codec(String label, double impairment, double lossRobustness, double delayMillis, Basis basis) {
        this.label = label;
        this.impairment = impairment;
        this.lossRobustness = lossRobustness;
        this.delayMillis = delayMillis;
        this.basis = basis;
    }

    /** Where a codec's figures come from. */
    public enum Basis {
        /** ITU-T G.113, Appendix I. */
        G113_APPENDIX_I,
        /** No standard has one: a cautious figure, good for comparing one call with another. */
        INDICATIVE
    }

    /** The codec of an encoding name as SDP's {@code a=rtpmap} writes it, in any case; empty when we have no figures. */
    public static Optional<Codec> ofEncodingName(String encodingName) {
        return Optional.ofNullable(BY_ENCODING_NAME.get(encodingName.toUpperCase(Locale.ROOT)));
    }

    /** The name that people use. */
    public String label() {
        return label;
    }

    /** Ie, on the scale of the R factor. */
    public double impairment() {
        return impairment;
    }

    /** Bpl, in percent. */
    public double lossRobustness() {
        return lossRobustness;
    }

    /** Look-ahead and filter delay of coder and decoder together, in milliseconds, without the packet's own duration. */
    public double delayMillis() {
        return delayMillis;
    }

    /** Where {@link #impairment()} and {@link #lossRobustness()} come from. */
    public Basis basis() {
        return basis;
    }
}
