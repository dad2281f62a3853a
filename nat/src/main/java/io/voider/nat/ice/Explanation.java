package io.voider.nat.ice;

import org.jspecify.annotations.Nullable;

/**
 * Puts into one plain sentence where a path goes, and why it does not go directly.
 *
 * @param shareFamily whether both homes have IPv4, or both IPv6
 * @param trying whether a direct path is being looked for
 * @param port the line's own UDP port
 */
record Explanation(NatReport mine, @Nullable Offer remote, boolean shareFamily, boolean trying, int port) {

    PathStatus of(@Nullable Pair selected, boolean suspect, boolean hadPath) {
        if (selected == null) {
            PathStatus.State state = hadPath ? PathStatus.State.LOST : PathStatus.State.FINDING;
            return new PathStatus(state, 0, none());
        }
        if (suspect) {
            return new PathStatus(
                    PathStatus.State.SUSPECT, selected.rttNanos, "The path to the other side has fallen silent.");
        }
        return selected.isDirect()
                ? new PathStatus(PathStatus.State.DIRECT, selected.rttNanos, direct(selected))
                : new PathStatus(PathStatus.State.RELAYED, selected.rttNanos, relayed());
    }

    private static String direct(Pair pair) {
        boolean near = pair.remoteKind == CandidateKind.HOST
                && pair.remote.getAddress().isSiteLocalAddress();
        return near ? "Both homes are on the same network." : "Packets go directly from home to home.";
    }

    private String none() {
        if (remote == null) {
            return "The other side has not been heard of yet.";
        }
        return trying
                ? "Looking for a path to the other side."
                : "No path to the other side was found, and no relay helps: " + why(remote) + ".";
    }

    private String relayed() {
        return "Packets go through a relay: " + (remote == null ? "no direct path is known" : why(remote)) + ".";
    }

    private String why(Offer remote) {
        if (mine.mapping() == NatReport.Mapping.UDP_BLOCKED) {
            return "this network lets no UDP out";
        }
        if (remote.nat().mapping() == NatReport.Mapping.UDP_BLOCKED) {
            return "the other side's network lets no UDP out";
        }
        if (!shareFamily) {
            return "one home has only IPv4 and the other only IPv6";
        }
        if (mine.symmetric() && remote.nat().symmetric()) {
            return "both routers give each destination another random port (symmetric NAT)" + remedy();
        }
        if (mine.symmetric()) {
            return "this router gives each destination another random port (symmetric NAT), and guessing it has not succeeded"
                    + remedy();
        }
        if (remote.nat().symmetric()) {
            return "the other side's router gives each destination another random port (symmetric NAT), and guessing it has"
                    + " not succeeded";
        }
        return "checks between the two homes' own addresses stayed unanswered, so a firewall on the way drops them";
    }

    private String remedy() {
        return "; it would help if this one sent UDP port " + port + " to this machine";
    }
}
