package io.voider.cli.lab.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.LabProcess;
import io.voider.cli.lab.Leftovers;
import io.voider.cli.lab.WireRecording;
import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.phone.PhonePackages;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The lab as a user runs it, in real namespaces, with real nodes and real telephones. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
public class LabIT {
    /** Where the check installs it. */
    private static final String BCOIN = "../nat/target/regtest";

    private static final double AUDIBLE = 0.99;
    private static final long FEW_MESSAGES = 10;
    private static final long FEW_PACKETS = 200;

    @BeforeAll
    static void telephonesAreThere() throws Exception {
        PhonePackages.require(Set.of(PhoneKind.BARESIP, PhoneKind.SIPP), System.err::println);
    }

    @Test
    void twoPeopleCallEachOtherUntilOneIsRevoked(@TempDir Path directory) throws Exception {
        try (LabProcess lab = LabProcess.start()) {
            lab.awaitStep("phones");
            JsonNode verdict = recorded(directory, lab);
            assertGood(lab, verdict);
            assertThat(lab.stepNames())
                    .contains("rendezvous", "node", "addresses", "line", "registered", "ringing", "answered", "audio")
                    .contains("dtmf", "hold", "resume", "hangup", "refused", "revoked");
            assertThat(lab.awaitEnd()).as("exit code").isZero();
        }
        assertThat(Leftovers.all(List.of())).as("left by a lab that ended").isEmpty();
    }

    /** One by a payment in a chain of the lab's own, the other by work; what gpg decrypted is what their nodes run with. */
    @Test
    void strangersSignUpAndCallEachOther() throws Exception {
        PhonePackages.require(Set.of(), NewSubscribers.PROGRAMS, System.err::println);
        PhonePackages.require(Set.of(), PaymentChain.PROGRAMS, System.err::println);
        try (LabProcess lab = LabProcess.start("--sign-up", "--bcoin", BCOIN)) {
            assertGood(lab, lab.awaitVerdict());
            assertThat(lab.stepNames()).contains("sign-up", "paid", "signed-up", "line", "answered");
            assertThat(lab.awaitEnd()).as("exit code").isZero();
        }
        assertThat(Leftovers.all(List.of())).as("left by a lab that ended").isEmpty();
    }

    /** An INVITE of 4 KB, sipp's, is among what a thorough lab sends, and calls of two scripted phones. */
    @Test
    void aPathThatSwallowsWhatIsLongerThan1200BytesCarriesAll(@TempDir Path directory) throws Exception {
        try (LabProcess lab = LabProcess.start("--thorough", "--mtu", "1200")) {
            lab.awaitStep("phones");
            assertGood(lab, recorded(directory, lab));
            assertThat(lab.stepNames())
                    .contains("large-invite", "sipp-calls", "lamp", "media-kinds", "second-phone", "ring-together");
            assertThat(lab.awaitEnd()).as("exit code").isZero();
        }
    }

    /** Reads on until the verdict; what the phones send and get meanwhile must be as good to read for whoever gets it. */
    private static JsonNode recorded(Path directory, LabProcess lab) throws Exception {
        if (!WireRecording.isPossible()) {
            System.out.println("left out: without tcpdump and tshark nobody reads what the phones get");
            return lab.awaitVerdict();
        }
        try (WireRecording alice = WireRecording.ofPhone("alice", directory);
                WireRecording bob = WireRecording.ofPhone("bob", directory)) {
            JsonNode verdict = lab.awaitVerdict();
            for (WireRecording each : List.of(alice, bob)) {
                assertThat(each.count("sip")).isGreaterThan(FEW_MESSAGES);
                assertThat(each.count("rtp")).isGreaterThan(FEW_PACKETS);
            }
            assertThat(bob.errorsSent()).containsAll(alice.errorsReceived());
            assertThat(alice.errorsSent()).containsAll(bob.errorsReceived());
            return verdict;
        }
    }

    /** Every step went well, and the one call was heard as it was spoken. */
    public static void assertGood(LabProcess lab, JsonNode verdict) {
        assertThat(verdict.path("ok").asBoolean()).as("%s", lab.steps()).isTrue();
        assertThat(lab.steps()).allMatch(step -> step.path("ok").asBoolean());
        assertThat(verdict.path("connected_ms").isIntegralNumber()).isTrue();
        assertThat(verdict.path("path").asString()).isEqualTo("direct");
        assertThat(verdict.path("calls").size()).isOne();
        JsonNode call = verdict.path("calls").get(0);
        assertThat(call.path("answered").asBoolean()).isTrue();
        assertThat(call.path("lost").asLong()).isZero();
        assertThat(call.path("correlation").size()).isEqualTo(2);
        call.path("correlation").forEach(each -> assertThat(each.asDouble()).isGreaterThanOrEqualTo(AUDIBLE));
    }
}
