package io.voider.cli.lab.script;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can go wrong during a call. */
public enum FaultKind {
    /** Nothing passes directly between the two homes any more; each still reaches the VPS. */
    PATH_DROP("nothing passes directly between the homes any more", true),
    /** A home's NATs forget everything. */
    NAT_REBOOT("a home's NAT was switched off and on", true),
    /** A home has another public address. */
    ADDRESS_CHANGE("a home has another public address", true),
    /** The rendezvous is killed. */
    RENDEZVOUS_KILL("the rendezvous was killed", true),
    /** A home's OpenVPN processes are killed. */
    OPENVPN_KILL("a home's OpenVPN was killed", true),
    /** A home's node is killed. */
    NODE_KILL("a home's node was killed", false);

    private final String words;
    private final boolean survivable;

    FaultKind(String words, boolean survivable) {
        this.words = words;
        this.survivable = survivable;
    }

    /** What happened, a sentence without its end. */
    String words() {
        return words;
    }

    /** Whether a call must survive it. */
    boolean survivable() {
        return survivable;
    }

    /** Its name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FaultKind labelled(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault '" + label + "': it is one of "
                        + Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", "))));
    }
}
