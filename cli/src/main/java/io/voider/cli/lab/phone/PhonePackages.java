package io.voider.cli.lab.phone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The programs that the lab needs and other people wrote. What is missing is installed through apt, by root alone. */
public final class PhonePackages {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/bin"), Path.of("/sbin"), Path.of("/bin"));
    private static final int APT_MINUTES = 10;

    private PhonePackages() {}

    /** The same, where nothing else is needed. */
    public static void require(Collection<PhoneKind> kinds, Consumer<String> say)
            throws IOException, InterruptedException {
        require(kinds, Map.of(), say);
    }

    /**
     * Makes sure that all those phones, nft for the NATs and a DHCP client are there.
     *
     * @param others programs that are needed besides, each with the package that it is in
     * @param say is told what is installed
     * @throws IOException if one is missing and cannot be installed; it says what to do
     */
    public static void require(Collection<PhoneKind> kinds, Map<String, String> others, Consumer<String> say)
            throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>();
        if (!isThere("nft")) {
            missing.add("nftables");
        }
        if (!isThere(Udhcpc.PROGRAM)) {
            missing.add(Udhcpc.PACKAGE);
        }
        for (PhoneKind kind : kinds) {
            if (!isThere(kind.program())) {
                missing.add(kind.packageName());
            }
        }
        others.forEach((program, packageName) -> {
            if (!isThere(program)) {
                missing.add(packageName);
            }
        });
        if (missing.isEmpty()) {
            return;
        }
        String command = "apt-get install --no-install-recommends " + String.join(" ", missing);
        if (!isThere("apt-get") || !"root".equals(System.getProperty("user.name"))) {
            throw new IOException("the lab lacks " + String.join(", ", missing) + "; please run: sudo " + command);
        }
        say.accept("installing: " + String.join(" ", missing));
        String updated = apt(List.of("update"));
        List<String> install = new ArrayList<>(List.of("install", "-y", "--no-install-recommends"));
        install.addAll(missing);
        String installed = apt(install);
        if (!installed.isEmpty()) {
            throw new IOException("apt-get could not install " + String.join(", ", missing) + ": "
                    + (updated.isEmpty() ? installed : updated)
                    + "; without a way to the packages, install them by hand: "
                    + command);
        }
    }

    private static boolean isThere(String program) {
        return PLACES.stream().anyMatch(place -> Files.isExecutable(place.resolve(program)));
    }

    /** Runs it; its last complaint if it failed, or nothing. */
    private static String apt(List<String> arguments) throws IOException, InterruptedException {
        Path said = Files.createTempFile("voider-apt", ".log");
        try {
            int status = apt(arguments, said);
            return status == 0 ? "" : complaint(Files.readAllLines(said));
        } finally {
            Files.delete(said);
        }
    }

    /** The last line that is an error's; apt writes warnings around it. */
    static String complaint(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("E: "))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(3).strip())
                .orElse("it did not say why");
    }

    private static int apt(List<String> arguments, Path said) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("apt-get"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        if (!process.waitFor(APT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
