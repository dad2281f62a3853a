package io.voider.cli.command.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(new Table(80, "dial", "name").row("10.1.2.1", "bob")).hasToString("""
            dial      name
            10.1.2.1  bob
            """);
    }

    @Test
    void headingsThatSayNothingTakeNoLine() {
        assertThat(new Table(80, "", "").row("NAT", "none")).hasToString("NAT  none\n");
        assertThat(new Table(80, "", "what").row("ok", "Java")).hasToString("    what\nok  Java\n");
    }

    @Test
    void whatDoesNotFitGoesOnBelow() {
        String text = new Table(30, "name", "why")
                .row("bob", "bob's node is not connected to the rendezvous")
                .toString();
        assertThat(text).isEqualTo("""
            name  why
            bob   bob's node is not
                  connected to the
                  rendezvous
            """);
    }

    @Test
    void aWordThatIsTooLongIsBrokenAndNeverCut() {
        String text =
                new Table(20, "a", "b").row("x".repeat(30), "y".repeat(30)).toString();
        assertThat(text.lines()).allMatch(line -> line.length() <= 20);
        assertThat(text.chars().filter(c -> c == 'x').count()).isEqualTo(30);
        assertThat(text.chars().filter(c -> c == 'y').count()).isEqualTo(30);
    }

    @Test
    void lettersAreCountedAsTheyAreSeen() {
        assertThat(Wrapping.width("Zoe\u0308")).isEqualTo(3);
        assertThat(Wrapping.width("王小明")).isEqualTo(6);
        assertThat(new Table(80, "n", "x").row("王", "1").row("ab", "2")).hasToString("""
            n   x
            王  1
            ab  2
            """);
    }

    @Test
    void theTerminalsSizeIsBelievedWhereItMakesSense() {
        assertThat(Terminal.columnsOf("24 132\n")).isEqualTo(132);
        assertThat(Terminal.columnsOf("0 0\n")).isEqualTo(80);
        assertThat(Terminal.columnsOf("")).isEqualTo(80);
    }
}
