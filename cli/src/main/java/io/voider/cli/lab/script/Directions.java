package io.voider.cli.lab.script;

import java.nio.file.Path;
import java.util.List;

/** What is said to whoever keeps a lab: what is there, and how to look at it. */
final class Directions {
    /**
     * A home, as one reaches it.
     *
     * @param node the node's directory
     * @param phone the namespace in which the phone is
     */
    record Place(Path node, String phone) {}

    private Directions() {}

    /** @param inCall whether the lab has come so far that a call is in it, which faults can disturb */
    static String text(boolean inCall, List<Place> homes, Path logs) {
        StringBuilder text = new StringBuilder("The lab stays up")
                .append(inCall ? ", with a call in it" : ", as far as it came: there is no call in it")
                .append("; Ctrl-C takes it down.\n")
                .append(inCall ? "Look around, or let something go wrong, as root:\n" : "Look around, as root:\n");
        for (Place home : homes) {
            text.append("  voider --home ").append(home.node()).append(" status\n");
        }
        for (Place home : homes) {
            text.append("  ip netns exec ").append(home.phone()).append(" bash\n");
        }
        if (inCall) {
            text.append("  voider lab fault path-drop\n");
        }
        return text.append("Logs are in ").append(logs).toString();
    }
}
