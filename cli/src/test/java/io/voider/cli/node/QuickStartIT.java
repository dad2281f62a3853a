package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.lab.world.Await;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.CallsReport;
import io.voider.cli.report.StreamReport;
import io.voider.cli.state.StrictJson;
import io.voider.ns.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first call, by the letter of the quick start: its commands are read from the page and typed on three machines on which nothing was
 * done before, two telephones that know nothing but DHCP are plugged in, and both dial what the page says.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class QuickStartIT {
    private static final Path PAGE = Path.of("../docs/quick-start.md");
    private static final String TYPED = "sudo ./voider ";
    private static final String SERVER = "203.0.113.7";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int FEW_PACKETS = 50;

    @TempDir
    private Path directory;

    private String account = "";

    /** The page's commands of a section, without what is said beside them. */
    private static List<String> section(String page, int number) {
        Matcher section =
                Pattern.compile("(?ms)^## " + number + "\\. .*?(?=^## )").matcher(page);
        assertThat(section.find()).isTrue();
        return Pattern.compile("(?m)^" + Pattern.quote(TYPED) + "(.*?)( {2,}#.*)?$")
                .matcher(section.group())
                .results()
                .map(command -> command.group(1))
                .toList();
    }

    /** As a shell takes it, with the line that the rendezvous printed in place of the one that stands for it. */
    private List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.strip().split(" +", -1)) {
            words.add(word.startsWith("'voider1/") ? account : word);
        }
        return words;
    }

    @Test
    void twoPeopleWhoFollowThePageTalk() throws Exception {
        String page = Files.readString(PAGE);
        assertThat(page).contains(SERVER);
        try (Namespace internet =
                Namespace.anonymous("vt-internet-" + ProcessHandle.current().pid())) {
            internet.links().createBridge("br0");
            internet.links().up("br0");
            internet.addresses().add("br0", "203.0.113.1/24");
            try (BlankMachine server = machine(internet, "server", SERVER);
                    BlankMachine alice = machine(internet, "alice", "203.0.113.11");
                    BlankMachine bob = machine(internet, "bob", "203.0.113.12");
                    DeskPhone alices = phone(alice, DeskPhone.Make.GRANDSTREAM);
                    DeskPhone bobs = phone(bob, DeskPhone.Make.YEALINK)) {
                rendezvous(server, section(page, 1));
                nodes(alice, bob, section(page, 2));
                invitation(alice, bob, section(page, 4));
                List<String> calling = section(page, 5);
                assertThat(calling).containsExactly("run", "lines");
                for (BlankMachine each : List.of(alice, bob)) {
                    each.voiderUntil("is ready", words(calling.get(0)));
                }
                alices.switchOn();
                bobs.switchOn();
                for (BlankMachine each : List.of(alice, bob)) {
                    assertThat(Await.until(
                                    PATIENCE_NANOS,
                                    () -> each.voider(words(calling.get(1))).contains(" up ")))
                            .as(each.voider(List.of("lines")))
                            .isTrue();
                }
                assertThat(page).contains("each dials `21`", "sudo ./voider calls");
                talk(alices, bobs);
                talk(bobs, alices);
                for (BlankMachine each : List.of(alice, bob)) {
                    bothWereHeard(each);
                }
            }
        }
    }

    private BlankMachine machine(Namespace internet, String name, String address) throws Exception {
        return new BlankMachine(directory.resolve(name), internet, "br0", address + "/24", "203.0.113.1");
    }

    private static DeskPhone phone(BlankMachine machine, DeskPhone.Make make) throws Exception {
        return new DeskPhone(machine.directory().resolve("phone"), make, machine.namespace(), "eth1");
    }

    private void rendezvous(BlankMachine server, List<String> commands) throws Exception {
        assertThat(commands).hasSize(3);
        account = server.voider(words(commands.get(0))).lines().reduce("", (before, line) -> line);
        assertThat(account).startsWith("voider1/" + SERVER);
        server.voider(words(commands.get(1)));
        server.voiderUntil("rendezvous listens", words(commands.get(2)));
    }

    private void nodes(BlankMachine alice, BlankMachine bob, List<String> commands) throws Exception {
        assertThat(commands).hasSize(2);
        alice.voider(words(commands.get(0)));
        assertThat(alice.voider(words(commands.get(1)))).contains("gateway 172.");
        bob.voider(words(commands.get(0)));
        // Bob only joins.
        List<String> init = new ArrayList<>(words(commands.get(1).replace("alice", "bob")));
        init.subList(init.indexOf("--rendezvous"), init.size()).clear();
        bob.voider(init);
    }

    private void invitation(BlankMachine alice, BlankMachine bob, List<String> commands) throws Exception {
        assertThat(commands).hasSize(2);
        alice.voider(words(commands.get(0)));
        Files.move(alice.directory().resolve("bob.ovpn"), bob.directory().resolve("bob.ovpn"));
        assertThat(bob.voider(words(commands.get(1)))).contains("dial 21");
    }

    private static void talk(DeskPhone caller, DeskPhone callee) throws Exception {
        caller.dial("21");
        callee.awaitWords("Call established", "it answers");
        caller.awaitWords("Call established", "the other answers");
        // So that there is voice enough both ways.
        TimeUnit.SECONDS.sleep(3);
        caller.hangUp();
    }

    private static void bothWereHeard(BlankMachine machine) throws Exception {
        List<String> command = List.of("calls", "--json");
        assertThat(Await.until(
                        PATIENCE_NANOS,
                        () -> StrictJson.MAPPER.readValue(machine.voider(command), CallsReport.class).calls().stream()
                                .allMatch(call -> call.state().equals("ended"))))
                .isTrue();
        List<CallReport> calls = StrictJson.MAPPER
                .readValue(machine.voider(command), CallsReport.class)
                .calls();
        assertThat(calls).extracting(CallReport::direction).containsExactlyInAnyOrder("in", "out");
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.media().stream()
                                .filter(stream -> stream.packets() > FEW_PACKETS && stream.lost() == 0)
                                .map(StreamReport::towards))
                        .as("%s", call)
                        .containsExactlyInAnyOrder("phone", "line"));
    }
}
