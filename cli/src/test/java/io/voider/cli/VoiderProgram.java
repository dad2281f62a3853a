package io.voider.cli;

import java.util.ArrayList;
import java.util.List;

/** This program, as a process of its own. */
public final class VoiderProgram {

    private VoiderProgram() {}

    /**
     * Its command line.
     *
     * @param options the JVM's, over those that make it start soon
     */
    public static List<String> command(List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Voider.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
