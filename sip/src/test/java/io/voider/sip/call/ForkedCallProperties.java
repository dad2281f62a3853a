package io.voider.sip.call;

import static io.voider.sip.Side.PHONE;
import static io.voider.sip.Side.TUNNEL;
import static io.voider.sip.call.Observed.PARTIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.sip.Parties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever two phones that ring together, and who calls them, say in whatever order: when the call is over. */
class ForkedCallProperties {
    private static final long SECOND = 1_000_000_000L;
    private static final int[] STATUSES = {100, 180, 180, 183, 183, 199, 200, 200, 200, 401, 481, 486};
    private static final List<String> METHODS = List.of("INVITE", "UPDATE", "PRACK", "INFO");
    private static final List<String> TAGS = List.of("b", "c", "");
    private static final List<Parties> PHONES = List.of(
            PARTIES,
            new Parties(PARTIES.line(), Sdp.address("172.16.0.5"), PARTIES.me(), PARTIES.dialled(), PARTIES.peer()));

    private final List<String> said = new ArrayList<>();
    private final Set<Pinhole> open = new HashSet<>();
    private CallTracker tracker = new CallTracker(CallLimits.DEFAULT);
    private long now;

    @Property(tries = 2000)
    void whoHungUpEverywhereHasNoCallLeft(@ForAll long seed) {
        Random random = new Random(seed);
        tracker = new CallTracker(CallLimits.DEFAULT);
        said.clear();
        take(0, Letter.invite(TUNNEL, 1).sdp(PARTIES, 6000));
        for (int event = 0; event < 20; event++) {
            int phone = random.nextInt(2);
            switch (random.nextInt(10)) {
                case 0 -> pass(List.of(1, 5, 33).get(random.nextInt(3)));
                case 1 -> forkOrNot(phone, random.nextBoolean());
                case 2 -> take(phone, initial(random));
                case 3 -> take(phone, inDialog("BYE", random));
                case 4 -> take(phone, inDialog(METHODS.get(random.nextInt(METHODS.size())), random));
                default -> take(phone, answer(random, phone));
            }
        }
        for (int phone = 0; phone < 2; phone++) {
            for (String tag : TAGS) {
                take(phone, Letter.request(TUNNEL, "BYE", 90).toTag(tag));
            }
        }
        for (int second = 0; second < 700; second += 4) {
            pass(4);
        }
        assertThat(tracker.calls()).as("%s", said).isEmpty();
        assertThat(open).as("%s", said).isEmpty();
    }

    private static Letter initial(Random random) {
        long cSeq = 1L + random.nextInt(2);
        String method = List.of("INVITE", "CANCEL", "CANCEL", "ACK").get(random.nextInt(4));
        Letter letter = Letter.invite(TUNNEL, cSeq).sdp(PARTIES, 6000);
        return method.equals("INVITE")
                ? letter
                : Letter.request(TUNNEL, method, cSeq).toTag(method.equals("ACK") ? tag(random) : "");
    }

    private static String tag(Random random) {
        return TAGS.get(random.nextInt(TAGS.size()));
    }

    private static Letter inDialog(String method, Random random) {
        boolean callers = random.nextBoolean();
        Letter letter = Letter.request(callers ? TUNNEL : PHONE, method, 2L + random.nextInt(6))
                .toTag(tag(random));
        return callers ? letter : letter.swapped();
    }

    private static Letter answer(Random random, int phone) {
        int status = STATUSES[random.nextInt(STATUSES.length)];
        String method = random.nextInt(8) > 0 ? "INVITE" : METHODS.get(random.nextInt(METHODS.size()));
        Letter answer = Letter.invite(TUNNEL, 1L + random.nextInt(random.nextInt(2) + 1))
                .answered(status)
                .toTag(tag(random));
        Letter own = new Letter(
                answer.from(),
                answer.start(),
                method,
                answer.callId(),
                answer.fromTag(),
                answer.toTag(),
                answer.cSeq(),
                answer.branch(),
                "",
                "");
        return status == 183 || status == 200 ? own.sdp(PHONES.get(phone), 4000 + 2 * phone) : own;
    }

    private void forkOrNot(int phone, boolean rings) {
        for (Call call : tracker.calls()) {
            said.add((rings ? "fork " : "ended ") + phone);
            if (rings) {
                tracker.fork(PHONES.get(phone), call, now, this::note);
            } else {
                tracker.ringsNoMore(PHONES.get(phone), call, now, this::note);
            }
        }
    }

    private void take(int phone, Letter letter) {
        Parties parties = PHONES.get(phone);
        said.add(phone + " " + letter.start() + " " + letter.cSeq() + " " + letter.method() + " " + letter.fromTag()
                + ">" + letter.toTag());
        tracker.onMessage(parties, letter.from(), letter.message(), now, this::note);
    }

    private void pass(int seconds) {
        said.add("time " + seconds);
        now += seconds * SECOND;
        tracker.tick(now, this::note);
    }

    private void note(CallAction action) {
        if (action instanceof CallAction.Opened opened) {
            open.addAll(opened.pinholes());
        } else if (action instanceof CallAction.Closed closed) {
            closed.pinholes().forEach(open::remove);
        }
    }
}
