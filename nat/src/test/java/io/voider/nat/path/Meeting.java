package io.voider.nat.path;

import io.voider.nat.ice.PathStatus.State;
import java.util.ArrayList;
import java.util.List;

/** Who meets whom in a row of the matrix, and where the two stand. */
record Meeting(Placement placement, HomeKind left, HomeKind right) {
    enum Placement {
        APART,
        /** On one LAN. */
        SAME_LAN,
        /** Behind one router that keeps its nodes from each other, as networks for guests do. */
        SAME_NAT
    }

    static Meeting apart(HomeKind left, HomeKind right) {
        return new Meeting(Placement.APART, left, right);
    }

    static Meeting sameLan(HomeKind home) {
        return new Meeting(Placement.SAME_LAN, home, home);
    }

    static Meeting sameNat(HomeKind home) {
        return new Meeting(Placement.SAME_NAT, home, home);
    }

    /** Every pair of kinds, and those that share a router. */
    static List<Meeting> all() {
        List<Meeting> all = new ArrayList<>();
        HomeKind[] kinds = HomeKind.values();
        for (int i = 0; i < kinds.length; i++) {
            for (int j = i; j < kinds.length; j++) {
                // From outside, a home with hairpin is a full cone like any other.
                if (kinds[i] != HomeKind.HAIRPIN && kinds[j] != HomeKind.HAIRPIN) {
                    all.add(apart(kinds[i], kinds[j]));
                }
            }
        }
        all.add(sameLan(HomeKind.SYMMETRIC));
        all.add(sameLan(HomeKind.IPV6_ONLY));
        all.add(sameNat(HomeKind.HAIRPIN));
        all.add(sameNat(HomeKind.INPUT_DROP));
        return all;
    }

    State expected() {
        boolean direct = switch (placement) {
            case APART -> HomeKind.passable(left, right);
            case SAME_LAN -> true;
            case SAME_NAT -> left == HomeKind.HAIRPIN;
        };
        return direct ? State.DIRECT : State.RELAYED;
    }

    @Override
    public String toString() {
        return switch (placement) {
            case APART -> String.format("%-18s %-18s", left, right);
            case SAME_LAN -> String.format("%-18s %-18s", left, "(same LAN)");
            case SAME_NAT -> String.format("%-18s %-18s", left, "(same NAT)");
        };
    }
}
