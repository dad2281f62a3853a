package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.StreamReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two homes, each with an Asterisk for its phone, as the page for it says: calls both ways, several at once, digits, an extension, a transfer. Left out
 * where {@code packaging/trial/asterisk} has made no root to run it from.
 */
@Tag("soak")
class AsteriskIT {
    private static final Path PAGE = Path.of("../docs/phones/asterisk.md").toAbsolutePath();
    private static final int CALLS = 3;
    private static final int FEW_PACKETS = 100;
    private static final String DIGITS = "15*9";

    /**
     * Whoever calls from a line is answered by an agent who takes down the digits and who calls, and then says back what it hears;
     * 700 is an extension, and 600 where calls are passed on to. The other half calls: it presses digits, talks for a while and hangs up,
     * or passes the call on.
     */
    private static final String EXTENSIONS = """
        [from-voider]
        exten => s,1,Answer()
         same => n,Dial(Local/agent@agents/n,60)
        exten => 600,1,Dial(Local/taken@agents/n,60)
        exten => 700,1,Answer()
         same => n,System(echo asked for ${EXTEN} >> $D/700)
         same => n,Wait(3)
         same => n,Hangup()
        [agents]
        exten => agent,1,Answer()
         same => n,WaitExten(20)
        exten => _XX*X,1,System(echo ${EXTEN} from ${CALLERID(num)} ${CALLERID(name)} >> $D/digits)
         same => n,Echo()
        exten => taken,1,Answer()
         same => n,System(echo passed on >> $D/600)
         same => n,Wait(3)
         same => n,Hangup()
        [calling]
        exten => talk,1,Wait(2)
         same => n,SendDTMF(15*9,250,250)
         same => n,Milliwatt()
        exten => pass,1,Wait(2)
         same => n,SendDTMF(15*9,250,250)
         same => n,Wait(1)
         same => n,Transfer(PJSIP/sip:600@$N)
         same => n,System(echo ${TRANSFERSTATUS} >> $D/transfer)
         same => n,Wait(2)
         same => n,Hangup()
        """;

    @TempDir
    private Path directory;

    @Test
    void twoExchangesOfOfficesCallEachOther() throws Exception {
        if (!Asterisk.isThere()) {
            System.out.println("left out: no Asterisk in " + Asterisk.ROOT + "; packaging/trial/asterisk makes it");
            return;
        }
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            homes.run(ALICE);
            homes.run(BOB);
            for (String name : List.of(ALICE, BOB)) {
                homes.awaitReady(name);
                homes.awaitLines(name, line -> line.state().equals("up"));
            }
            try (HomePhone alices = new HomePhone(homes, ALICE);
                    HomePhone bobs = new HomePhone(homes, BOB);
                    Asterisk alice = pbx(alices, ALICE, "10.1.2.1");
                    Asterisk bob = pbx(bobs, BOB, "10.2.1.1")) {
                for (Asterisk each : List.of(alice, bob)) {
                    each.await("pjsip show registrations", "Registered");
                }
                talk(bob, alice, "bob");
                talk(alice, bob, "alice");
                for (String name : List.of(ALICE, BOB)) {
                    nothingIsLost(homes, name);
                }
                askForExtension(bob, alice);
                askForExtension(alice, bob);
                passOn(bob, alice);
            }
        }
    }

    private static Asterisk pbx(HomePhone phone, String name, String other) throws Exception {
        String own = "/tmp/voider-" + name + "-" + ProcessHandle.current().pid();
        return new Asterisk(
                phone.namespace(), name, PAGE, EXTENSIONS.replace("$D", own).replace("$N", other));
    }

    /** Several calls at once, with digits, until the one that calls hangs up. */
    private static void talk(Asterisk caller, Asterisk callee, String name) throws Exception {
        for (int i = 0; i < CALLS; i++) {
            caller.command("channel originate PJSIP/21@voider extension talk@calling");
        }
        callee.awaitLines("digits", CALLS);
        assertThat(callee.awaitFile("digits").lines())
                .as("%s\n%s", caller.log(), callee.log())
                .hasSize(CALLS)
                .allMatch(line -> line.startsWith(DIGITS + " from 21 " + name));
        // So that there is voice enough both ways.
        TimeUnit.SECONDS.sleep(4);
        caller.command("channel request hangup all");
        caller.await("core show channels count", "0 active channels");
        callee.await("core show channels count", "0 active channels");
    }

    private static void nothingIsLost(TwoHomes homes, String name) throws Exception {
        try (ControlClient node = homes.control(name)) {
            List<CallReport> calls = node.request("GET", "/v1/calls", Map.of(), CallsReport.class)
                    .calls();
            assertThat(calls).hasSize(2 * CALLS);
            for (CallReport call : calls) {
                assertThat(call.media().stream()
                                .filter(stream -> stream.packets() > FEW_PACKETS)
                                .map(StreamReport::towards)
                                .distinct())
                        .as("both ways: %s", call)
                        .hasSize(2);
                assertThat(call.media()).allMatch(stream -> stream.lost() == 0);
            }
        }
    }

    /** An extension is dialled behind the other's short number. */
    private static void askForExtension(Asterisk caller, Asterisk callee) throws Exception {
        caller.command("channel originate PJSIP/21*700@voider extension talk@calling");
        assertThat(callee.awaitFile("700"))
                .as("%s\n%s", caller.log(), callee.log())
                .isEqualTo("asked for 700");
        caller.await("core show channels count", "0 active channels");
    }

    /** Who called has the call passed on to extension 600 of the one that was called. */
    private static void passOn(Asterisk caller, Asterisk callee) throws Exception {
        caller.command("channel originate PJSIP/21@voider extension pass@calling");
        assertThat(callee.awaitFile("600")).isEqualTo("passed on");
        assertThat(caller.awaitFile("transfer")).isEqualTo("SUCCESS");
    }
}
