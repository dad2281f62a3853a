package io.voider.cli.lab.phone;

import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The telephones that a home can have: programs of other people's, installed through apt. */
public enum PhoneKind {
    /** baresip, by its control connection. */
    BARESIP("baresip", "baresip-core", true, true),
    /** linphonec, by its terminal. */
    LINPHONE("linphonec", "linphone-cli", true, true),
    /** sipp, which only answers, and says back what it hears. */
    SIPP("sipp", "sip-tester", false, false);

    private final String program;
    private final String packageName;
    private final boolean dials;
    private final boolean records;

    PhoneKind(String program, String packageName, boolean dials, boolean records) {
        this.program = program;
        this.packageName = packageName;
        this.dials = dials;
        this.records = records;
    }

    /** Its name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PhoneKind labelled(String label) {
        for (PhoneKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no phone '" + label + "': it is one of "
                + Arrays.stream(values()).map(PhoneKind::label).collect(Collectors.joining(", ")));
    }

    /** Whether it can begin a call. */
    public boolean dials() {
        return dials;
    }

    /** Whether it speaks a recording and keeps what it heard; one that does not sends back what it hears. */
    public boolean records() {
        return records;
    }

    /** Whether it registers at its gateway, and dials numbers and names there. */
    public boolean registers() {
        return dials;
    }

    /** Whether it can join two calls of its own, and leave them. */
    public boolean joins() {
        return this == LINPHONE;
    }

    /** The program that it is. */
    public String program() {
        return program;
    }

    /** The package that brings it. */
    String packageName() {
        return packageName;
    }

    /** Switches one on in a home. */
    public Phone start(LabHome home, PhoneSetup setup, Programs programs) throws IOException, InterruptedException {
        return switch (this) {
            case BARESIP -> Baresip.start(home, setup, programs);
            case LINPHONE -> Linphone.start(home, setup, programs);
            case SIPP -> Sipp.start(home, setup, programs);
        };
    }
}
