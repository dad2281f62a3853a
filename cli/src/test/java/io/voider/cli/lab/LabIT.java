package io.voider.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.ns.Namespace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole labs, in real namespaces, with real nodes and real telephones. */
class LabIT {
    private static final int RUNS = 20;
    private static final long PATH_DROP_MILLIS = 600;

    private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());

    private Verdict run(LabOptions options) throws Exception {
        PhonePackages.require(options.phoneKinds(), System.err::println);
        try (Lab lab = new Lab(options, steps::add)) {
            return lab.run();
        }
    }

    private void assertGood(Verdict verdict) {
        assertThat(verdict.ok()).as("%s", steps).isTrue();
        assertThat(steps).as("every step went well").allMatch(Step::ok);
    }

    private static void assertHeard(Verdict verdict) {
        assertThat(verdict.calls()).hasSize(1);
        Verdict.CallResult call = verdict.calls().get(0);
        assertThat(call.answered()).isTrue();
        assertThat(call.heardByCaller()).isNotNull().isGreaterThanOrEqualTo(0.99);
        assertThat(call.heardByCallee()).isNotNull().isGreaterThanOrEqualTo(0.99);
        assertThat(call.lost()).isZero();
    }

    /** One lab serves for the call and for what must not be possible in it, since raising one takes long. */
    @Test
    void twoPeopleTalkOverATunnelFromHomeToHomeAndNothingElsePasses() throws Exception {
        LabOptions options = LabOptions.ordinary().kept();
        PhonePackages.require(options.phoneKinds(), System.err::println);
        try (Lab lab = new Lab(options, steps::add)) {
            Verdict verdict = lab.run();
            assertGood(verdict);
            assertHeard(verdict);
            assertThat(verdict.path()).isEqualTo("direct");
            assertThat(steps.stream().map(Step::name))
                    .contains("rendezvous", "line", "ringing", "audio", "hold", "resume", "hangup", "refused");
            assertIsolated(lab);
            FaultReport drop = lab.fault(FaultKind.PATH_DROP);
            assertThat(drop.survived()).as("%s", drop).isTrue();
            assertThat(drop.pathAfter()).isEqualTo("relayed");
        }
        assertThat(Namespace.list())
                .as("nothing is left behind")
                .noneMatch(name -> name.startsWith("vlab.") || name.matches("vl[0-9]+\\..*"));
    }

    private static void assertIsolated(Lab lab) {
        assertThat(IsolationScan.run(lab.home("alice").machine(), IsolationScan.OUTSIDE))
                .as("the machine reaches the rendezvous: the scan does find what is there")
                .contains("tcp 203.0.113.2:7443");
        Set<String> besides = new HashSet<>(IsolationScan.OUTSIDE);
        besides.addAll(Set.of("172.31.0.1", "172.31.0.2", "172.29.1.1", "172.29.2.1", "172.16.0.2"));
        assertThat(IsolationScan.run(lab.home("bob").phone(), besides))
                .as("reached from a phone")
                .isEmpty();
        Set<String> phones = new HashSet<>(IsolationScan.OUTSIDE);
        phones.addAll(Set.of("172.16.0.1", "172.16.0.2", "10.1.2.1", "10.2.1.1"));
        for (String tunnel : List.of("vl1.1", "vl2.2")) {
            try (Namespace inside = Namespace.open(tunnel)) {
                assertThat(IsolationScan.run(inside, phones))
                        .as("reached from the tunnel's end %s", tunnel)
                        .isEmpty();
            }
        }
    }

    @Test
    void twoPeopleBehindSymmetricNatsTalkEncryptedToTheEnd() throws Exception {
        Verdict verdict = run(LabOptions.ordinary().withNats(NatKind.SYMMETRIC).withSrtp());
        assertGood(verdict);
        assertHeard(verdict);
        assertThat(verdict.path()).isNotNull();
    }

    static Stream<Arguments> pairsOfNats() {
        return Arrays.stream(NatKind.values())
                .flatMap(one -> Arrays.stream(NatKind.values())
                        .filter(other -> other.compareTo(one) >= 0)
                        .map(other -> Arguments.of(one, other)));
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("pairsOfNats")
    void twoPeopleTalkWhateverNatsAreBetweenThem(NatKind one, NatKind other) throws Exception {
        Verdict verdict = run(LabOptions.ordinary().withNats(one, other));
        assertGood(verdict);
        assertHeard(verdict);
    }

    @Tag("soak")
    @Test
    void differentTelephonesUnderstandEachOther() throws Exception {
        assertGood(run(LabOptions.ordinary().withPhones(PhoneKind.BARESIP, PhoneKind.LINPHONE)));
        assertGood(run(LabOptions.ordinary().withPhones(PhoneKind.LINPHONE)));
        assertGood(run(LabOptions.ordinary().withPhones(PhoneKind.BARESIP, PhoneKind.SIPP)));
    }

    @Tag("soak")
    @Test
    void fiveHomesHaveTenCallsAtOnce() throws Exception {
        Verdict verdict = run(LabOptions.ordinary().withCalls(5, 10));
        assertGood(verdict);
        assertThat(verdict.calls()).hasSize(10).allMatch(Verdict.CallResult::ok);
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void aCallSurvivesWhatItMust(FaultKind kind) throws Exception {
        List<Long> gaps = new ArrayList<>();
        try (Lab lab = new Lab(LabOptions.ordinary().kept(), steps::add)) {
            assertGood(lab.run());
            for (int i = 0; i < RUNS; i++) {
                FaultReport report = lab.fault(kind);
                assertThat(report.ok()).as("run %d: %s", i, report).isTrue();
                gaps.add(report.gaps().stream()
                        .mapToLong(FaultReport.Gap::gapMillis)
                        .max()
                        .orElseThrow());
            }
        }
        Collections.sort(gaps);
        if (kind == FaultKind.PATH_DROP) {
            assertThat(gaps.get(RUNS * 95 / 100 - 1)).as("p95 of %s", gaps).isLessThanOrEqualTo(PATH_DROP_MILLIS);
        }
    }
}
