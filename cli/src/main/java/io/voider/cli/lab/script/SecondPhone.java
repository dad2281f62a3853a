package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.ScriptedPhone;
import io.voider.cli.lab.phone.Udhcpc;
import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.orders.Order;
import io.voider.cli.report.CallReport;
import io.voider.cli.report.PhoneLineReport;
import io.voider.ns.Namespace;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * A second phone at the called home, on the first one's wire: the home is dialled as a whole, both ring, the first answers, and the second
 * must be told that it did. Then the first is forwarded to the second, which rings in its place and answers. The first takes calls by
 * itself, so the second is a scripted one.
 */
final class SecondPhone {
    private static final int PORT = 5_060;
    private static final int MEDIA_PORT = 16_000;
    private static final int CALL_SECONDS = 10;
    private static final long NOTICE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String ELSEWHERE = "Reason: SIP;cause=200;text=\"Call completed elsewhere\"";

    private final World world;
    private final LabHome home;
    private final ScriptedPhone second;

    private SecondPhone(World world, LabHome home, ScriptedPhone second) {
        this.world = world;
        this.home = home;
        this.second = second;
    }

    /** Plugs the phone in, has its home called, and says how it went. */
    static void show(World world, Steps steps, Conversation conversation) throws IOException, InterruptedException {
        long began = System.nanoTime();
        LabHome home = conversation.callee();
        String all = conversation.number().replaceFirst("[0-9]+$", "0");
        PhoneLineReport line = world.order(home, new Order.AddPhone());
        String name = home.name() + "-phone2";
        Namespace place = home.plugAnother(world.topology());
        Udhcpc.start(home, name, place, world.programs()).await(line.address());
        steps.tell("second-phone", began, home.name() + " has a second phone on the same wire, at " + line.address());
        began = System.nanoTime();
        try (ScriptedPhone second = new ScriptedPhone(name, place, line.address(), PORT)) {
            if (world.options().tcp()) {
                second.takeConnections();
            } else {
                second.listen(PORT);
            }
            Conversation together =
                    new Conversation(world, steps, conversation.calling(), conversation.called(), all, all);
            SecondPhone script = new SecondPhone(world, home, second);
            script.call(together, line.number());
            steps.tell(
                    "ring-together",
                    true,
                    began,
                    conversation.calling().name() + " dialled " + all + ": both of " + home.name()
                            + "'s phones rang, the first answered, and the second was told that the call was completed"
                            + " elsewhere",
                    Map.of("number", all));
            // What the second one says of media is no SRTP.
            if (!world.options().srtp()) {
                began = System.nanoTime();
                Conversation forwarded = new Conversation(
                        world,
                        steps,
                        conversation.calling(),
                        conversation.called(),
                        conversation.number(),
                        conversation.number());
                script.forward(forwarded, line.number());
                steps.tell(
                        "forward",
                        began,
                        conversation.calling().name() + " dialled " + conversation.number() + ", which is forwarded: "
                                + home.name() + "'s second phone rang in its place, and answered");
            }
        }
    }

    private void call(Conversation together, int secondNumber) throws IOException, InterruptedException {
        together.dial();
        String invite = second.await("INVITE ");
        String caller = second.correspondent();
        answer(invite, "180 Ringing", caller);
        String cancel = second.await("CANCEL ");
        if (cancel.lines().noneMatch(ELSEWHERE::equals)) {
            throw new IOException(home.name() + "'s second phone was not told who answered: " + cancel);
        }
        answer(cancel, "200 OK", caller);
        answer(invite, "487 Request Terminated", caller);
        second.await("ACK ");
        together.awaitAnswer(CALL_SECONDS);
        together.hangUp();
        together.awaitEnd();
        requireAnsweredBy(by -> by != secondNumber);
    }

    private void forward(Conversation forwarded, int secondNumber) throws IOException, InterruptedException {
        world.order(home, new Order.Configure("forward", "1 to " + secondNumber));
        forwarded.dial();
        String invite = second.await("INVITE ");
        String caller = second.correspondent();
        answer(invite, "180 Ringing", caller);
        String media = "v=0\r\no=- 1 1 IN IP4 " + second.address() + "\r\ns=-\r\nc=IN IP4 " + second.address()
                + "\r\nt=0 0\r\nm=audio " + MEDIA_PORT + " RTP/AVP 0\r\n";
        String contact = "<sip:second@" + second.address() + (world.options().tcp() ? ";transport=tcp>" : ">");
        answer(invite, "200 OK\r\nContact: " + contact + "\r\nContent-Type: application/sdp", caller, media);
        forwarded.awaitAnswer(CALL_SECONDS);
        second.await("ACK ");
        forwarded.calling().phone().hangUp(forwarded.number());
        answer(second.await("BYE "), "200 OK", caller);
        forwarded.awaitEnd();
        requireAnsweredBy(by -> by == secondNumber);
        world.order(home, new Order.Configure("forward", "off"));
    }

    private void answer(String request, String status, String caller) throws IOException {
        answer(request, status, caller, "");
    }

    private void answer(String request, String status, String caller, String body) throws IOException {
        String kept = request.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                .map(line -> line.startsWith("To: ") && !line.contains(";tag=") ? line + ";tag=second" : line)
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
        second.send(
                "SIP/2.0 " + status + "\r\n" + kept + "Content-Length: " + body.length() + "\r\n\r\n" + body, caller);
    }

    /** The called home has it in its history as one call, and who answered it. */
    private void requireAnsweredBy(IntPredicate phone) throws IOException, InterruptedException {
        if (!Await.until(NOTICE_NANOS, () -> latest().isPresent())) {
            throw new IOException(home.name() + "'s node does not know that the call ended");
        }
        CallReport call = latest().orElseThrow();
        Integer by = call.answeredBy();
        if (by == null || !phone.test(by)) {
            throw new IOException(home.name() + "'s node has it that phone " + by + " answered");
        }
    }

    private Optional<CallReport> latest() throws IOException {
        List<CallReport> calls = world.calls(home);
        return calls.stream().findFirst().filter(call -> call.state().equals("ended"));
    }
}
