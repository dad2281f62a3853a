package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.Phone;
import io.voider.cli.orders.Order;
import io.voider.cli.report.InvitationReport;
import io.voider.cli.report.LineReport;
import java.io.IOException;
import java.util.Map;

/** Calls that must fail, at once and with a reason. Each method says how it went. Needs a phone that tells the reason. */
final class RefusedCalls {
    private static final String UNKNOWN_ADDRESS = "10.99.1.1";
    private static final String NOBODY = "zoe";
    private static final int CALL_SECONDS = 10;

    private final World world;
    private final Steps steps;
    private final Conversation.Party caller;

    /** @param caller whose phone says why a call failed */
    RefusedCalls(World world, Steps steps, Conversation.Party caller) {
        this.world = world;
        this.steps = steps;
        this.caller = caller;
    }

    /** Dials a line that nobody has joined yet, and an address that is no line. */
    void dialInVain() throws IOException, InterruptedException {
        InvitationReport absent = world.order(caller.home(), new Order.Invite(NOBODY));
        world.awaitListed(caller.home(), absent.dial());
        dial(absent.dial(), "480", "a friend who is not there");
        dial(UNKNOWN_ADDRESS, "404", "an address that is no line");
        world.order(caller.home(), new Order.Revoke(NOBODY));
    }

    /** Switches a friend's node off, dials the friend when the line is seen to be down, and switches the node on again. */
    void dialWhileDown(Conversation.Party callee) throws IOException, InterruptedException {
        LineReport line = world.line(caller.home(), callee.name());
        long began = System.nanoTime();
        world.programs().stop(world.node(callee.home()));
        world.awaitDown(caller.home(), callee.name());
        steps.tell("down", began, callee.name() + "'s node was switched off, and " + caller.name() + "'s noticed");
        dial(line.dial(), "480", "a friend whose line is down");
        began = System.nanoTime();
        world.startNode(callee.home());
        world.awaitNode(callee.home());
        world.awaitLines(caller.home());
        world.awaitLines(callee.home());
        steps.tell("again", began, callee.name() + "'s node was switched on again, and the line is up");
    }

    private void dial(String number, String status, String what) throws IOException, InterruptedException {
        long began = System.nanoTime();
        caller.phone().dial(number);
        String why = caller.phone().await(Phone.Progress.CLOSED, number, CALL_SECONDS);
        steps.tell(
                "refused",
                why.contains(status),
                began,
                caller.name() + " dialled " + number + ", " + what + ": " + why,
                Map.of("number", number, "expected", status));
    }
}
