package io.voider.cli.lab.script;

import io.voider.cli.lab.phone.PhoneKind;
import io.voider.cli.lab.world.LabHome;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Calls that sipp makes by its own scenario, beside the caller's phone and with its address: to a short number, a name and a whole number
 * at the gateway, and to the whole number itself. It fails unless each is answered and ends as it should.
 */
final class SippCalls {
    private static final int SIP_PORT = 5060;
    private static final int PORT = 5072;
    private static final int MEDIA_PORT = 30_100;
    private static final int SECONDS = 20;
    private static final int TALK_MILLIS = 300;

    private final World world;
    private final Steps steps;
    private final LabHome caller;

    SippCalls(World world, Steps steps, LabHome caller) {
        this.world = world;
        this.steps = steps;
        this.caller = caller;
    }

    /**
     * Places the calls, and says how they went.
     *
     * @param atGateway what is dialled there
     * @param number what is dialled without an account
     */
    void place(List<String> atGateway, String number) throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (String dialled : atGateway) {
            world.programs().run(caller.phone(), command(dialled, caller.gateway()));
        }
        world.programs().run(caller.phone(), command("phone", number));
        String transport = world.options().tcp() ? "TCP" : "UDP";
        steps.tell(
                "sipp-calls",
                true,
                began,
                "sipp called " + String.join(", ", atGateway) + " and " + number + " over " + transport
                        + ", and was answered",
                Map.of("transport", transport));
    }

    private List<String> command(String user, String host) {
        return List.of(
                PhoneKind.SIPP.program(),
                "-sn",
                "uac",
                "-s",
                user,
                "-t",
                world.options().tcp() ? "t1" : "u1",
                "-nostdin",
                "-m",
                "1",
                "-d",
                String.valueOf(TALK_MILLIS),
                "-i",
                caller.phoneAddress(),
                "-mi",
                caller.phoneAddress(),
                "-mp",
                String.valueOf(MEDIA_PORT),
                "-p",
                String.valueOf(PORT),
                "-timeout",
                SECONDS + "s",
                "-timeout_error",
                host + ":" + SIP_PORT);
    }
}
