package io.voider.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.command.console.Drawing;
import io.voider.cli.report.AskerReport;
import io.voider.cli.report.LineReport;
import io.voider.cli.report.NodeReport;
import io.voider.cli.report.PhoneReport;
import io.voider.cli.report.RendezvousReport;
import io.voider.cli.state.Home;
import io.voider.cli.state.PhoneAddress;
import io.voider.cli.state.PhoneLine;
import io.voider.cli.state.Settings;
import io.voider.cli.state.State;
import io.voider.transport.address.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a node in situations in which it was once said wrongly. */
class NodeExaminationTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final State STATE = State.of(
            "alice",
            "phone0",
            List.of(new PhoneLine(1, PhoneAddress.parse("172.16.0.1"))),
            "A".repeat(43),
            null,
            Settings.DEFAULT);

    @TempDir
    private Path home;

    private final FakeMachine machine = new FakeMachine();

    private static final class FakeMachine implements Machine {
        boolean plugged;
        String stranded = "";
        long free = 1L << 30;

        @Override
        public boolean hasInterface(String nameOrMac) {
            return plugged && nameOrMac.equals("phone0");
        }

        @Override
        public String namespaceOf(String namePrefix, String nameOrMac) {
            return stranded;
        }

        @Override
        public long freeBytes(Path directory) {
            return free;
        }

        @Override
        public String whyUnreachable(Endpoint address) {
            return "no answer";
        }
    }

    private Finding found(String what) {
        return found(new NodeExamination(home, machine).findings(), what);
    }

    private static Finding found(List<Finding> findings, String what) {
        return findings.stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of " + what + " in " + findings));
    }

    private void save() throws Exception {
        try (Home opened = Home.open(home)) {
            opened.save(STATE);
        }
    }

    @Test
    void aKilledNodesInterfaceIsStrandedAndNotWithARunningNode() throws Exception {
        save();
        machine.stranded = "voider.phone";
        assertThat(found("the phone's interface").ok()).isFalse();
        assertThat(found("the phone's interface").found())
                .contains("no node runs")
                .contains("voider.phone");
        machine.stranded = "";
        assertThat(found("the phone's interface").found()).contains("is not there");
        machine.plugged = true;
        assertThat(found("the phone's interface").ok()).isTrue();
    }

    @Test
    void aStateOfNoBytesIsNotWell() throws Exception {
        Files.createDirectory(home.resolve("authority"));
        Files.writeString(home.resolve("authority/authority.pem"), "keys");
        for (String damaged : List.of("", "\0\0\0\0", "{")) {
            Files.writeString(home.resolve("state.json"), damaged);
            Finding finding = found("the node's directory");
            assertThat(finding.ok()).as(damaged).isFalse();
            assertThat(finding.found()).contains("last written at").contains("keys are still there");
            assertThat(finding.remedy()).contains("--recover");
        }
        Files.delete(home.resolve("state.json"));
        assertThat(found("the node's directory").found()).contains("there is no state.json");
    }

    @Test
    void aRendezvousThatDoesNotAnswerIsNamedWithWhyOfANodeAtRestToo() throws Exception {
        String account = "voider1/203.0.113.7:7443/" + "A".repeat(43) + "/" + "A".repeat(43);
        try (Home opened = Home.open(home)) {
            opened.save(State.of("alice", "phone0", STATE.phones(), "A".repeat(43), account, Settings.DEFAULT));
        }
        Finding finding = found("the rendezvous 203.0.113.7:7443");
        assertThat(finding.ok()).isFalse();
        assertThat(finding.found()).isEqualTo("no answer");
    }

    @Test
    void anEmptyDirectoryIsOneOfAMachineWithoutANode() {
        assertThat(found("the node's directory").remedy()).contains("voider init");
        assertThat(found("the node's directory").ok()).isTrue();
    }

    @Test
    void aFullDiskIsSeenBeforeItHurts() {
        machine.free = 12_345;
        Finding finding = found("room on the disk");
        assertThat(finding.ok()).isFalse();
        assertThat(finding.found()).contains("12345 bytes").contains("no friend can be invited");
    }

    @Test
    void roomIsToldAsPeopleTellIt() {
        machine.free = 5L << 30;
        assertThat(found("room on the disk").found()).startsWith("5120 MiB free");
        machine.free = 78_633L << 20;
        assertThat(found("room on the disk").found()).startsWith("76 GiB free");
        machine.free = Machine.UNKNOWN;
        assertThat(found("room on the disk").found()).contains("cannot be told").doesNotContain("MiB", "GiB");
    }

    @Test
    void momentsAreNotTheMachines() {
        Instant exact = Instant.parse("2026-11-29T12:00:00.123456789Z");
        LineReport up = new LineReport("10.1.2.1", 21, "bob", "friend", "up", exact, "", null, null, null, 0);
        NodeReport node = new NodeReport(
                1,
                "alice",
                "0.1.0",
                7,
                exact,
                List.of(),
                List.of(),
                List.of(new RendezvousReport("203.0.113.7:7443", "own", false, exact, "it is down")),
                List.of(up),
                List.of(),
                Map.of());
        assertThat(NodeExamination.ofRunning(node, exact))
                .allSatisfy(finding -> assertThat(finding.found()).doesNotContain("123456789", "T12:"));
    }

    private static NodeReport node(List<PhoneReport> phones, List<RendezvousReport> rendezvous, LineReport... lines) {
        return new NodeReport(
                1, "alice", "0.1.0", 7, NOON, phones, List.of(), rendezvous, List.of(lines), List.of(), Map.of());
    }

    private static PhoneReport phone(boolean connected, String why, @Nullable String secondMac) {
        return new PhoneReport(
                1, "172.16.0.1", "172.16.0.2/30", true, connected, why, null, null, null, null, secondMac, null);
    }

    private static LineReport line(String state, String why) {
        return new LineReport("10.1.2.1", 21, "bob", "friend", state, NOON, why, null, null, null, 0);
    }

    @Test
    void aRunningNodeIsBelieved() throws IOException {
        List<Finding> findings = NodeExamination.ofRunning(
                node(
                        List.of(phone(false, "phone0 is gone since 11:58", null)),
                        List.of(new RendezvousReport(
                                "203.0.113.7:7443", "own", false, NOON, "look at this network's DNS")),
                        line("out-of-order", "a certificate that was withdrawn was offered and refused")),
                NOON);
        assertThat(found(findings, "phone 1").ok()).isFalse();
        assertThat(found(findings, "phone 1").found()).contains("gone since");
        Finding rendezvous = found(findings, "the rendezvous 203.0.113.7:7443");
        assertThat(rendezvous.ok()).isFalse();
        assertThat(rendezvous.found()).contains("since " + Drawing.moment(NOON)).contains("DNS");
        Finding line = found(findings, "the line to bob");
        assertThat(line.ok()).isFalse();
        assertThat(line.found()).contains("withdrawn");
    }

    @Test
    void aDeviceThatGetsNoAddressIsAFaultWithItsReason() throws IOException {
        NodeReport node = new NodeReport(
                1,
                "alice",
                "0.1.0",
                7,
                NOON,
                List.of(phone(true, "connected", null)),
                List.of(new AskerReport("00:0b:82:00:00:01", "Grandstream", "phone 1 is another device")),
                List.of(),
                List.of(),
                List.of(),
                Map.of());
        Finding finding = found(NodeExamination.ofRunning(node, NOON), "a device on the phones' wire");
        assertThat(finding.ok()).isFalse();
        assertThat(finding.found())
                .contains("00:0b:82:00:00:01")
                .contains("Grandstream")
                .contains("phone 1 is another");
    }

    @Test
    void aFriendWhoIsNotThereIsNoFaultOfThisMachine() {
        List<Finding> findings = NodeExamination.ofRunning(
                node(
                        List.of(phone(true, "connected", null)),
                        List.of(),
                        line("no-peer", "bob's node is not connected"),
                        line("connecting", "released")),
                NOON);
        assertThat(findings).allMatch(Finding::ok);
        assertThat(NodeExamination.ofRunning(
                        node(List.of(), List.of(), line("connecting", "the other side did not answer")),
                        NOON.plusSeconds(31)))
                .anyMatch(finding -> !finding.ok() && finding.found().contains("did not answer"));
    }

    @Test
    void aSecondDeviceWithThePhonesAddressIsNamed() {
        List<Finding> findings = NodeExamination.ofRunning(
                node(List.of(phone(true, "connected", "02:00:00:00:00:99")), List.of()), NOON);
        assertThat(found(findings, "phone 1").found()).contains("02:00:00:00:00:99");
        assertThat(found(findings, "phone 1").remedy()).contains("voider phone forget");
    }

    @Test
    void aClockOfBeforeThisProgramIsWrong() {
        assertThat(Doctor.clock(Instant.EPOCH).ok()).isFalse();
        assertThat(Doctor.clock(NOON).ok()).isTrue();
    }
}
