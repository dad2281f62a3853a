package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.ScriptedPhone;
import io.voider.cli.lab.world.LabHome;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A scripted phone's key with a lamp for a line (RFC 4235), at its gateway: while the phone beside it talks over that line, it must be
 * lit, and before and after that, dark.
 */
final class Lamp {
    private static final int PORT = 5_090;
    private static final int CALL_SECONDS = 10;

    private final ScriptedPhone phone;
    private final LabHome home;
    private final String number;
    private String to;
    private int cSeq;

    private Lamp(ScriptedPhone phone, LabHome home, String number) {
        this.phone = phone;
        this.home = home;
        this.number = number;
        to = "<sip:" + number + "@" + home.gateway() + ">";
    }

    /**
     * Watches the line during a call, and says how it went.
     *
     * @param number what is dialled for the line at the caller's gateway
     */
    static void watch(Steps steps, Conversation conversation, String number) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (ScriptedPhone phone = new ScriptedPhone(conversation.caller(), PORT)) {
            phone.listen(PORT);
            Lamp lamp = new Lamp(phone, conversation.caller(), number);
            lamp.subscribe(600);
            lamp.awaitState("terminated", "active");
            conversation.establish(CALL_SECONDS);
            lamp.awaitState("confirmed", "active");
            conversation.hangUp();
            lamp.awaitState("terminated", "active");
            lamp.subscribe(0);
            lamp.awaitState("terminated", "terminated");
            steps.tell(
                    "lamp",
                    true,
                    began,
                    conversation.calling().name() + "'s lamp for "
                            + conversation.called().name() + " was lit during a call, and dark before and after it",
                    Map.of("number", number));
        }
    }

    private void subscribe(int seconds) throws IOException, InterruptedException {
        cSeq++;
        String own = phone.address() + ":" + PORT;
        phone.send(
                "SUBSCRIBE sip:" + number + "@" + home.gateway() + " SIP/2.0\r\nVia: SIP/2.0/UDP " + own
                        + ";rport;branch=z9hG4bKlamp" + cSeq + "\r\nMax-Forwards: 70\r\nFrom: <sip:lamp@"
                        + home.gateway() + ">;tag=lamp\r\nTo: " + to + "\r\nCall-ID: lamp\r\nCSeq: " + cSeq
                        + " SUBSCRIBE\r\nContact: <sip:lamp@" + own + ">\r\nEvent: dialog\r\nExpires: " + seconds
                        + "\r\nContent-Length: 0\r\n\r\n",
                home.gateway());
        to = field(phone.await("SIP/2.0 200"), "To");
    }

    /** Answers the next NOTIFY, which must say that. */
    private void awaitState(String dialog, String subscription) throws IOException, InterruptedException {
        String notify = phone.await("NOTIFY ");
        String kept = notify.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq): .*"))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
        phone.send("SIP/2.0 200 OK\r\n" + kept + "Content-Length: 0\r\n\r\n", home.gateway());
        if (!notify.contains("<state>" + dialog + "</state>")
                || !field(notify, "Subscription-State").startsWith(subscription)) {
            throw new IOException(home.name() + "'s lamp is not " + dialog + ", but was told: " + notify);
        }
    }

    private static String field(String message, String name) {
        return message.lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .map(line -> line.substring(name.length() + 2))
                .orElse("");
    }
}
