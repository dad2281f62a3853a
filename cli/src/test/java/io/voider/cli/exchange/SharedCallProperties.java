package io.voider.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever two phones that ring together, and who calls them, say in whatever order: which ports are open. */
class SharedCallProperties {
    private static final String ALL = "172.29.1.0";
    private static final String[] PHONES = {Board.PHONE, Board.OTHER_PHONE};
    private static final String[] STATUSES = {
        "100 Trying",
        "180 Ringing",
        "183 Session Progress",
        "200 OK",
        "302 Moved Temporarily",
        "486 Busy Here",
        "487 Request Terminated",
        "603 Decline"
    };
    private static final int BOBS_PORT = 6000;

    private static final List<String> TAGS = List.of("b", "c");

    private Board board = new Board();

    @Property(tries = 300)
    void nothingIsOpenAtWhoRefusedAndNothingAtAllWhenItIsOver(@ForAll long seed, @ForAll boolean samePort) {
        board = new Board();
        Random random = new Random(seed);
        int[] ports = {4000, samePort ? 4000 : 4002};
        boolean[] accepted = new boolean[2];
        boolean[] refused = new boolean[2];
        List<String> said = new ArrayList<>();
        board.fromFriend(Wording.invite(Board.BOB, ALL, BOBS_PORT));
        for (int event = 0; event < 25; event++) {
            int kind = random.nextInt(14);
            if (kind > 11) {
                String tag = TAGS.get(random.nextInt(2));
                said.add("BYE " + tag);
                board.fromFriend(Wording.request("BYE", Board.BOB, ALL, 2).toTag(tag));
            } else if (kind == 0) {
                said.add("CANCEL");
                board.fromFriend(Wording.fresh("CANCEL", Board.BOB, ALL));
            } else if (kind < 3) {
                said.add("time");
                board.pass(1 + random.nextInt(5));
            } else {
                int phone = random.nextInt(2);
                String status = STATUSES[random.nextInt(STATUSES.length)];
                said.add(PHONES[phone] + " " + status);
                says(phone, ports[phone], status);
                accepted[phone] |= status.startsWith("2");
                refused[phone] |= status.charAt(0) > '2';
            }
            for (int phone = 0; phone < 2; phone++) {
                assertThat(refused[phone] && !accepted[phone] && hears(phone))
                        .as("%s", said)
                        .isFalse();
            }
        }
        for (String tag : TAGS) {
            board.fromFriend(Wording.request("BYE", Board.BOB, ALL, 9).toTag(tag));
        }
        board.pass(400);
        assertThat(board.gate.passages()).as("%s", said).isZero();
        assertThat(board.switchboard.isIdle()).as("%s", said).isTrue();
    }

    private boolean hears(int phone) {
        return board.isOpen(Network.PHONES, PHONES[phone], Board.BOBS_NUMBER, BOBS_PORT);
    }

    private void says(int phone, int port, String status) {
        Wording response = Wording.response(status, PHONES[phone], Board.BOBS_NUMBER, 1, "INVITE")
                .toTag(TAGS.get(phone));
        boolean listens = status.startsWith("183") || status.startsWith("2");
        board.take(Network.PHONES, PHONES[phone], Board.BOBS_NUMBER, (listens ? response.sdp(port) : response).text());
    }
}
