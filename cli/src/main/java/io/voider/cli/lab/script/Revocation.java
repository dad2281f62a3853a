package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.VoiceMeter;
import io.voider.cli.lab.world.Await;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.orders.Order;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A friend is revoked in the middle of a call: it ends, and nothing more comes through. */
final class Revocation {
    private static final int CALL_SECONDS = 10;
    private static final long VOICE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final World world;
    private final Steps steps;
    private final Conversation conversation;

    /** @param conversation of the two, of whom the one who invited revokes the other */
    Revocation(World world, Steps steps, Conversation conversation) {
        this.world = world;
        this.steps = steps;
        this.conversation = conversation;
    }

    /** Does it, and says how it went. The line is gone afterwards. */
    void show() throws IOException, InterruptedException {
        boolean callerInvited =
                conversation.caller().number() < conversation.callee().number();
        LabHome owner = callerInvited ? conversation.caller() : conversation.callee();
        LabHome friend = callerInvited ? conversation.callee() : conversation.caller();
        try (VoiceMeter ownersEar = VoiceMeter.at(owner, world.topology().loop());
                VoiceMeter friendsEar = VoiceMeter.at(friend, world.topology().loop())) {
            conversation.establish(CALL_SECONDS);
            boolean talked = Await.until(
                    AT_MOST_NANOS,
                    () -> ownersEar.steadyNanos() > VOICE_NANOS && friendsEar.steadyNanos() > VOICE_NANOS);
            long began = System.nanoTime();
            world.order(owner, new Order.Revoke(friend.name()));
            long revoked = System.nanoTime();
            boolean over = Await.until(
                    AT_MOST_NANOS,
                    () -> world.calls(owner).stream()
                            .noneMatch(call -> call.name().equals(friend.name())
                                    && !call.state().equals("ended")));
            Await.until(SILENCE_NANOS, () -> false);
            long late = Math.max(ownersEar.latestNanos(), friendsEar.latestNanos()) - revoked;
            boolean silent = ownersEar.steadyNanos() == 0 && friendsEar.steadyNanos() == 0;
            tell(talked && over && silent, began, owner.name(), friend.name(), TimeUnit.NANOSECONDS.toMillis(late));
        }
        conversation.abandon();
    }

    private void tell(boolean ok, long began, String owner, String friend, long lateMillis) {
        String voice =
                lateMillis > 0 ? "the last voice came " + lateMillis + " ms later" : "not a packet came after it";
        steps.tell(
                "revoked",
                ok,
                began,
                owner + " revoked " + friend + " in the middle of a call: "
                        + (ok ? "it is over, and " + voice : "NOT over"),
                Map.of("owner", owner, "friend", friend, "late_ms", Math.max(0, lateMillis)));
    }
}
