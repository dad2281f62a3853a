package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.Phone;
import java.io.IOException;
import java.util.Map;

/** What two people do with a call that runs: press digits, put it on hold, pass it on. Each method says how it went. */
final class CallFeatures {
    private static final String DIGITS = "15#";
    private static final int CALL_SECONDS = 10;
    private static final int ROUNDS = 20;
    private static final int REINVITES = 2 * ROUNDS;

    private final Steps steps;
    private final Conversation conversation;
    private final Conversation.Party caller;
    private final Conversation.Party callee;

    CallFeatures(Steps steps, Conversation conversation) {
        this.steps = steps;
        this.conversation = conversation;
        caller = conversation.calling();
        callee = conversation.called();
    }

    /** A call with digits pressed, put on hold and taken back. */
    void show() throws IOException, InterruptedException {
        conversation.establish(CALL_SECONDS);
        pressDigits();
        long began = System.nanoTime();
        hold();
        steps.tell("hold", began, caller.name() + " put " + callee.name() + " on hold");
        began = System.nanoTime();
        resume();
        steps.tell("resume", began, "and took " + callee.name() + " back");
        began = System.nanoTime();
        conversation.hangUp();
        steps.tell("hangup", began, "and hung up");
    }

    private void pressDigits() throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (int i = 0; i < DIGITS.length(); i++) {
            caller.phone().press(DIGITS.charAt(i));
            callee.phone().awaitDigit(DIGITS.charAt(i), CALL_SECONDS);
        }
        steps.tell(
                "dtmf",
                true,
                began,
                caller.name() + " pressed " + String.join(" ", DIGITS.split("")) + ", and " + callee.name()
                        + "'s phone heard them",
                Map.of("digits", DIGITS));
    }

    private void hold() throws IOException, InterruptedException {
        caller.phone().hold();
        conversation.awaitState("held");
    }

    private void resume() throws IOException, InterruptedException {
        caller.phone().resume();
        conversation.awaitState("answered");
    }

    /** A call that is put on hold and taken back over and over: {@value #REINVITES} re-INVITEs. */
    void renegotiateOften() throws IOException, InterruptedException {
        conversation.establish(CALL_SECONDS);
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            hold();
            resume();
        }
        steps.tell(
                "reinvites",
                true,
                began,
                caller.name() + " put " + callee.name() + " on hold and took the call back " + ROUNDS + " times: "
                        + REINVITES + " re-INVITEs",
                Map.of("reinvites", REINVITES));
        conversation.hangUp();
    }

    /**
     * The callee passes the caller on to a third person.
     *
     * @param number the third person's, as the caller dials it
     */
    void transfer(Conversation.Party third, String number) throws IOException, InterruptedException {
        conversation.establish(CALL_SECONDS);
        long began = System.nanoTime();
        callee.phone().transfer(number);
        caller.phone().await(Phone.Progress.ESTABLISHED, number, CALL_SECONDS);
        steps.tell(
                "transfer",
                began,
                callee.name() + " transferred " + caller.name() + " to " + third.name() + ", who answered");
        caller.phone().hangUp(number);
        caller.phone().await(Phone.Progress.CLOSED, number, CALL_SECONDS);
        conversation.abandon();
    }

    /**
     * The callee asks a third person first, and then joins the two.
     *
     * @param asking the callee's call to the third person, not begun yet
     * @param passedOn the caller's to the third, which the transfer is to bring about
     */
    void transferAfterAsking(Conversation asking, Conversation passedOn) throws IOException, InterruptedException {
        conversation.establish(CALL_SECONDS);
        long began = System.nanoTime();
        callee.phone().hold();
        asking.establish(CALL_SECONDS);
        callee.phone().join();
        caller.phone().await(Phone.Progress.ESTABLISHED, passedOn.number(), CALL_SECONDS);
        passedOn.awaitState("answered");
        asking.awaitEnd();
        conversation.awaitEnd();
        steps.tell(
                "attended-transfer",
                began,
                callee.name() + " asked " + asking.called().name() + " and joined " + caller.name() + " with "
                        + asking.called().name());
        passedOn.hangUp();
    }
}
