package io.voider.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.phone.PhonePackages;
import io.voider.cli.lab.script.FaultKind;
import io.voider.cli.lab.script.LabIT;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What must not pass in a lab of three homes, what must go on, and what must not be left when it is killed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class IsolationIT {
    @BeforeAll
    static void telephonesAreThere() throws Exception {
        PhonePackages.require(Set.of(PhoneKind.BARESIP), System.err::println);
    }

    /** One lab serves for all of this, since raising one takes long. */
    @Test
    void nothingButCallsPassesAndACallOutlivesItsPath() throws Exception {
        try (LabProcess lab = LabProcess.start("--homes", "3", "--keep")) {
            LabIT.assertGood(lab, lab.awaitVerdict());
            assertThat(lab.stepNames()).contains("transfer");
            try (Isolation isolation = new Isolation()) {
                isolation.assertThatTheScanFindsWhatIsThere();
                isolation.assertThatAPhoneReachesOnlyLines();
                isolation.assertThatTheGatewayAnswersOnlyAsItsServices();
                isolation.assertThatAFriendsTunnelEndsAtTheExchange();
                isolation.assertThatAFriendReachesOnlyTheCallsPorts();
                isolation.assertThatTheTunnelsOwnEndIsACell();
            }
            JsonNode drop = LabProcess.fault(FaultKind.PATH_DROP);
            assertThat(drop.path("survived").asBoolean()).as("%s", drop).isTrue();
            assertThat(drop.path("pathAfter").asString()).as("%s", drop).isEqualTo("relayed");
            assertThat(Leftovers.afterClearing(lab.kill()))
                    .as("left by a lab that was killed")
                    .isEmpty();
        }
    }
}
