package io.voider.cli.lab.phone;

import io.voider.cli.lab.world.LabHome;

/** What a telephone makes of what a person dials. */
final class Dialled {
    private Dialled() {}

    /**
     * Whom a number is, without the scheme: {@code phone@10.i.s.p} of an address, for some telephones do not answer a call to nobody by
     * name; anything else is somebody at the gateway.
     */
    static String at(LabHome home, String dialled) {
        return dialled.startsWith("10.") ? "phone@" + dialled : dialled + "@" + home.gateway();
    }
}
