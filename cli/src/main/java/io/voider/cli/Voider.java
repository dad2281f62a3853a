package io.voider.cli;

import io.voider.cli.command.CommandLines;
import io.voider.cli.command.Version;
import io.voider.cli.service.LogStream;

/** The program. */
public final class Voider {
    private Voider() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // The commonest question of all is answered before a hundred classes are loaded for the others.
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println(Version.text());
            return;
        }
        LogStream.adopt();
        // Netty would look for a MAC address to make channel ids of, in whichever namespace the first channel is
        // opened.
        System.setProperty("io.netty.machineId", "02:00:00:ff:fe:00:00:01");
        // Nor is anybody recording its buffers' lives, for which it would start Java's flight recorder.
        System.setProperty("io.netty.jfr.enabled", "false");
        System.exit(CommandLines.run(args));
    }
}
