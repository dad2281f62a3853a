package io.voider.cli.exchange;

import static io.voider.cli.exchange.Board.ALICE;
import static io.voider.cli.exchange.Board.BOB;
import static io.voider.cli.exchange.Board.CAROL;
import static io.voider.cli.exchange.Board.FRIENDS;
import static io.voider.cli.exchange.Board.PHONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes in, the switchboard neither throws nor leaks, and says at most what it may. */
class SwitchboardProperties {
    /** Bytes that change what a parser thinks is where. */
    private static final List<String> SPLINTERS = List.of(
            "\r\n",
            "\n",
            "\0",
            "\"",
            "<",
            ">",
            ";",
            ",",
            ":",
            "@",
            "%",
            "%00",
            "\\",
            " ",
            "\t",
            "=",
            "[",
            "]",
            "/",
            "é",
            ";tag=",
            ";rport=",
            "sip:",
            "SIP/2.0",
            "Via:",
            "Content-Length: 99999999999",
            "172.16.0.1",
            "\r\n\r\n",
            "*");

    /** A line that tells once more whose response it is: damage behind these fields does not make one. */
    private static final Pattern IDENTIFYING =
            Pattern.compile("(^|\n)(t|to|f|from|i|call-id|cseq)[ \t]*:", Pattern.CASE_INSENSITIVE);

    /** Where a message may come in, and for whom. */
    record Way(Network network, String source, String destination) {}

    private static final List<Way> WAYS = List.of(
            new Way(Network.PHONES, PHONE, "10.1.2.1"),
            new Way(Network.PHONES, PHONE, "10.1.1.2"),
            new Way(Network.PHONES, PHONE, "172.16.0.2"),
            new Way(Network.PHONES, "1.2.3.4", "10.1.2.1"),
            new Way(FRIENDS, BOB, ALICE),
            new Way(FRIENDS, BOB, CAROL),
            new Way(FRIENDS, BOB, "172.29.0.1"),
            new Way(FRIENDS, "172.29.77.1", ALICE),
            new Way(Network.tunnel(2), "172.29.5.1", "172.29.9.1"),
            new Way(Network.tunnel(9), "172.29.5.1", "172.29.9.1"));

    /** One change to a message: a splinter put in place of some bytes. */
    record Cut(int thousandth, int length, String splinter) {
        String in(String text) {
            int at = thousandth * text.length() / 1000;
            int end = Math.min(text.length(), at + length);
            return text.substring(0, at) + splinter + text.substring(end);
        }
    }

    @Provide
    Arbitrary<Way> ways() {
        return Arbitraries.of(WAYS);
    }

    @Provide
    Arbitrary<List<Way>> journeys() {
        return ways().list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Cut>> cuts() {
        Arbitrary<Cut> cut = Combinators.combine(
                        Arbitraries.integers().between(0, 999),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(SPLINTERS))
                .as(Cut::new);
        return cut.list().ofMinSize(0).ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> seeds() {
        List<String> seeds = new ArrayList<>();
        for (String method : List.of("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "NOTIFY", "REFER", "UPDATE", "X")) {
            Wording fresh = Wording.fresh(method, BOB, ALICE).with("Contact: <sip:x@172.29.2.1>");
            seeds.add(fresh.sdp(4000).text());
            seeds.add(Wording.request(method, BOB, ALICE, 2)
                    .with("Refer-To: <sip:10.1.3.1?Replaces=a%3Bto-tag%3D1>")
                    .with("Event: refer")
                    .with("Replaces: call;to-tag=b;from-tag=a")
                    .text());
        }
        for (String status : List.of("100 Trying", "183 x", "200 OK", "302 x", "401 x", "407 x", "481 x", "699 x")) {
            seeds.add(Wording.response(status, BOB, ALICE, 1, "INVITE")
                    .with("Contact: <sip:10.1.3.1>")
                    .with("WWW-Authenticate: Digest nonce=\"1\"")
                    .sdp(6000)
                    .text());
        }
        return Arbitraries.of(seeds);
    }

    @Property(tries = 1500)
    void hostileMessagesNeitherThrowNorLeakNorSurprise(
            @ForAll("seeds") String seed, @ForAll("cuts") List<Cut> cuts, @ForAll("journeys") List<Way> ways) {
        Board board = new Board();
        String text = seed;
        for (Cut cut : cuts) {
            text = cut.in(text);
        }
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        for (Way way : ways) {
            check(board, way, message);
        }
        board.pass(40);
    }

    @Property(tries = 500)
    void anyBytesWhatever(@ForAll byte[] bytes, @ForAll("ways") Way way) {
        check(new Board(), way, bytes);
    }

    /** Damage anywhere behind the fields that tell whose response it is. */
    @Property(tries = 1500)
    void aFinalResponseIsNeverSwallowed(
            @ForAll("statuses") String status, @ForAll("remainders") String rest, @ForAll("cuts") List<Cut> cuts) {
        Board board = new Board();
        board.take(
                Network.PHONES,
                PHONE,
                "10.1.2.1",
                Wording.invite(PHONE, "10.1.2.1", 4000).text());
        String text = Wording.response(status, BOB, ALICE, 1, "INVITE").text();
        String remainder = rest;
        for (Cut cut : cuts) {
            remainder = cut.in(remainder);
        }
        Assume.that(!IDENTIFYING.matcher(remainder.split("\r\n\r\n", 2)[0]).find());
        String known = text.substring(0, text.indexOf("Content-Length")) + "X: y\r\n";
        List<Board.Sent> sent = board.take(FRIENDS, BOB, ALICE, known + remainder);
        List<String> told = starts(sent, Network.PHONES);
        assertThat(told).hasSize(1).allMatch(line -> line.matches("SIP/2\\.0 [2-6][0-9][0-9] .*"));
        boolean answered = status.startsWith("200") && told.get(0).startsWith("SIP/2.0 200");
        boolean same = told.get(0).equals("SIP/2.0 " + status);
        List<String> back = starts(sent, FRIENDS);
        if (answered || same) {
            assertThat(back).isEmpty();
        } else if (status.startsWith("200")) {
            assertThat(back).hasSize(2).first().asString().startsWith("ACK sip:");
            assertThat(back.get(1)).startsWith("BYE sip:");
        } else {
            assertThat(back).hasSize(1).allMatch(line -> line.startsWith("ACK sip:"));
        }
    }

    /** Docs/sip.md: a second To of another value is refused, and then nobody can tell whose response it is. */
    @Example
    void aResponseInWhichALengthBrokeIntoASecondToIsForNobody() {
        Board board = new Board();
        board.take(
                Network.PHONES,
                PHONE,
                "10.1.2.1",
                Wording.invite(PHONE, "10.1.2.1", 4000).text());
        String text = Wording.response("200 OK", BOB, ALICE, 1, "INVITE").text();
        String remainder = "Co\r\nt:ent-Length: 9\r\n\r\nv=0\r\n";
        String known = text.substring(0, text.indexOf("Content-Length")) + "X: y\r\n";
        assertThat(IDENTIFYING.matcher(remainder).find()).isTrue();
        long before = board.count(ExchangeCounter.DROPPED_NOT_SIP);
        assertThat(board.take(FRIENDS, BOB, ALICE, known + remainder)).isEmpty();
        assertThat(board.count(ExchangeCounter.DROPPED_NOT_SIP)).isEqualTo(before + 1);
    }

    private static List<String> starts(List<Board.Sent> sent, Network network) {
        return sent.stream()
                .filter(each -> each.network().equals(network))
                .map(Board.Sent::startLine)
                .toList();
    }

    @Provide
    Arbitrary<String> statuses() {
        return Arbitraries.of("200 OK", "302 x", "401 x", "407 x", "486 x", "699 x");
    }

    @Provide
    Arbitrary<String> remainders() {
        // Not Contact: what is cut off before its last letter would be a second To, as would a splinter that ends with
        // t.
        Wording answer = Wording.response("200 OK", BOB, ALICE, 1, "INVITE")
                .with("m: <sip:bob@172.29.2.1>")
                .with("WWW-Authenticate: Digest nonce=\"1\"")
                .sdp(6000);
        return Arbitraries.of(
                "Content-Length: 9\r\n\r\nv=0\r\n",
                answer.extra() + "Content-Length: 0\r\n\r\n",
                "m: <sip:10.1.3.1>\r\nContent-Type: application/sdp\r\nContent-Length: "
                        + answer.body().length() + "\r\n\r\n" + answer.body());
    }

    private static void check(Board board, Way way, byte[] message) {
        List<Board.Sent> sent = board.take(way.network, way.source, 5060, way.destination, 5060, message);
        // One message makes at most one that goes on, and two back: a replaced response, its ACK, and a BYE.
        assertThat(sent.size()).isLessThanOrEqualTo(3);
        for (Board.Sent one : sent) {
            boolean back =
                    one.network().equals(way.network) && one.destination().equals(way.source);
            assertThat(one.text().length()).isLessThanOrEqualTo(2 * message.length + 1000);
            if (back) {
                assertThat(one.source()).isEqualTo(way.destination);
                assertThat(one.startLine()).matches("SIP/2\\.0 [2-6][0-9][0-9] .*|(ACK|BYE) sip:.*");
            } else {
                assertThat(way.source).isNotIn("1.2.3.4", "172.29.77.1");
            }
        }
    }

    /** The messages that were tried on the exchange before, where they lie beside the checkout. */
    @Example
    void theMessagesThatOnceWereTroubleNeitherThrowNorLeak() throws Exception {
        Path shared = Path.of("").toAbsolutePath();
        while (shared != null && !Files.isDirectory(shared.resolve("shared/faults/sip/in"))) {
            shared = shared.getParent();
        }
        if (shared == null) {
            System.out.println("left out: no shared/faults above this checkout");
            return;
        }
        try (Stream<Path> files = Files.list(shared.resolve("shared/faults/sip/in"))) {
            for (Path file : files.sorted().toList()) {
                byte[] message = Files.readAllBytes(file);
                for (Way way : WAYS) {
                    check(new Board(), way, message);
                }
            }
        }
    }
}
