package io.voider.nat.path;

import io.voider.nat.ice.PathStatus.State;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call's stream of 50 packets a second each way, and a path that is taken away under it. */
class PathRecoveryIT {
    private static final long KILLED_MILLIS = 600;
    private static final long REBOOTED_MILLIS = 1_500;
    private static final long MOVED_MILLIS = 3_000;
    private static final int SIDE_BY_SIDE = 4;

    private NatLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new NatLab();
    }

    @AfterEach
    void end() throws IOException {
        lab.close();
    }

    @Test
    void aKilledPathIsReplacedWhileTheCallGoesOn() throws Exception {
        new Percentiles(kills(1, 2)).report("path killed", KILLED_MILLIS);
    }

    @Test
    @Tag("soak")
    void aPathKilledAHundredTimesIsReplacedEachTime() throws Exception {
        List<Callable<List<Long>>> calls = new ArrayList<>();
        for (int i = 0; i < SIDE_BY_SIDE; i++) {
            int number = 1 + 2 * i;
            calls.add(() -> kills(number, 100 / SIDE_BY_SIDE));
        }
        List<Long> gaps = sideBySide(calls).stream().flatMap(List::stream).toList();
        new Percentiles(gaps).report("path killed", KILLED_MILLIS);
    }

    private static <T> List<T> sideBySide(List<Callable<T>> tasks) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : workers.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            workers.shutdownNow();
        }
    }

    private List<Long> kills(int number, int times) throws Exception {
        List<Long> gaps = new ArrayList<>();
        try (Call call = new Call(lab, HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, number)) {
            String other = call.homeB.outside();
            String kill = "table ip kill { chain forward { type filter hook forward priority -10;" + " ip daddr "
                    + other + " drop; ip saddr " + other + " drop; }\n}\n";
            for (int i = 0; i < times; i++) {
                gaps.add(call.gapAfter(() -> NatLab.nft(call.homeA.outer(), kill), State.RELAYED));
                NatLab.nft(call.homeA.outer(), "delete table ip kill");
            }
        }
        return gaps;
    }

    @Test
    void aRebootedNatIsPassedAgain() throws Exception {
        report(reboots(HomeKind.SYMMETRIC, HomeKind.FULL_CONE, 1, 2));
    }

    @Test
    @Tag("soak")
    void everyKindOfNatIsPassedAgainAfterEachReboot() throws Exception {
        List<Reboots> all = sideBySide(List.of(
                () -> reboots(HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, 1, 10),
                () -> reboots(HomeKind.INPUT_ACCEPT, HomeKind.INPUT_DROP, 3, 10),
                () -> reboots(HomeKind.FULL_CONE, HomeKind.SYMMETRIC, 5, 10),
                () -> reboots(HomeKind.SYMMETRIC, HomeKind.FULL_CONE, 7, 10)));
        all.forEach(PathRecoveryIT::report);
    }

    private record Reboots(HomeKind rebooted, HomeKind other, List<Long> gaps) {}

    private static void report(Reboots reboots) {
        String what = "NAT rebooted, " + reboots.rebooted() + " - " + reboots.other();
        new Percentiles(reboots.gaps()).report(what, REBOOTED_MILLIS);
    }

    /** A router that starts anew has forgotten what it translated, and gives other ports where it draws them. */
    private Reboots reboots(HomeKind rebooted, HomeKind other, int number, int times) throws Exception {
        List<Long> gaps = new ArrayList<>();
        try (Call call = new Call(lab, rebooted, other, number)) {
            for (int i = 0; i < times; i++) {
                gaps.add(call.gapAfter(() -> NatLab.run(call.homeA.outer(), "", "conntrack", "-F"), State.DIRECT));
            }
        }
        return new Reboots(rebooted, other, gaps);
    }

    @Test
    void anotherWanAddressIsFollowed() throws Exception {
        moves(2);
    }

    @Test
    @Tag("soak")
    void everyWanAddressIsFollowed() throws Exception {
        moves(10);
    }

    private void moves(int times) throws Exception {
        List<Long> gaps = new ArrayList<>();
        try (Call call = new Call(lab, HomeKind.INPUT_DROP, HomeKind.INPUT_DROP, 1)) {
            for (int i = 0; i < times; i++) {
                String before = "198.51.1." + (2 + i) + "/24";
                String after = "198.51.1." + (3 + i) + "/24";
                gaps.add(call.gapAfter(() -> move(call.homeA.outer(), before, after), State.DIRECT));
            }
        }
        new Percentiles(gaps).report("WAN address changed", MOVED_MILLIS);
    }

    private static void move(Namespace router, String before, String after) {
        router.links().down("wan");
        router.addresses().remove("wan", before);
        router.addresses().add("wan", after);
        router.links().up("wan");
        router.routes().add(Route.to("0.0.0.0/0").via("198.51.1.1"));
    }
}
