package io.voider.transport.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a test's program that has to have a virtual machine of its own. */
public final class JavaProgram {

    private JavaProgram() {}

    /**
     * The command line.
     *
     * @param program the class whose {@code main} runs, on this process's class path
     * @param options of the virtual machine, those that every program of voider's needs aside
     * @param arguments of the program
     */
    public static List<String> command(Class<?> program, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Dio.netty.machineId=02:00:00:ff:fe:00:00:02"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
