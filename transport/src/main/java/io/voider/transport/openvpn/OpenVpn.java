package io.voider.transport.openvpn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenVPN of this machine, and how it is started.
 *
 * <p>It is born without privileges: {@code setpriv} (util-linux) changes to a user and group of its own, drops all
 * capabilities for good, sets {@code no_new_privs} and that the process dies with the node, and then <em>becomes</em>
 * OpenVPN by exec. OpenVPN's own {@code user} directive would not do: it drops root only after the handshake, keeps the
 * bounding set, and does not set {@code no_new_privs}.
 *
 * @param program OpenVPN, version 2.6 or later
 * @param setpriv from util-linux
 * @param uid the user that it runs as, and the owner of its files; not 0
 * @param gid the group
 * @param hybridGroups whether its OpenSSL has the groups that withstand a quantum computer
 * @param aes whether this machine has instructions for AES
 */
public record OpenVpn(Path program, Path setpriv, int uid, int gid, boolean hybridGroups, boolean aes) {
    /** In no range that Debian gives out: neither system users nor people nor systemd's dynamic users. */
    public static final int OWN_ID = 65_520;

    private static final Pattern VERSION = Pattern.compile("OpenVPN (\\d+)\\.(\\d+)");
    private static final Pattern OPENSSL = Pattern.compile("OpenSSL (\\d+)\\.(\\d+)");
    private static final Pattern AES_INSTRUCTIONS = Pattern.compile("(?m)^(flags|Features)\\s*:.*\\baes\\b");

    /** @throws IllegalArgumentException if it were to run as root */
    public OpenVpn {
        if (uid <= 0 || gid <= 0) {
            throw new IllegalArgumentException("OpenVPN is not run as root");
        }
    }

    /**
     * Looks at the OpenVPN of this machine. Blocks for some milliseconds.
     *
     * @throws IOException if there is none, or one before 2.6, or no {@code setpriv}
     */
    public static OpenVpn find() throws IOException {
        Path program = first("/usr/sbin/openvpn", "/usr/local/sbin/openvpn", "/usr/bin/openvpn");
        Path setpriv = first("/usr/bin/setpriv", "/bin/setpriv");
        Process process = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String version = new String(process.getInputStream().readNBytes(16_384), StandardCharsets.ISO_8859_1);
        awaitExit(process);
        String processor = Files.readString(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1);
        return of(program, setpriv, version, processor);
    }

    static OpenVpn of(Path program, Path setpriv, String version, String processor) throws IOException {
        if (!atLeast(VERSION, version, 2, 6)) {
            throw new IOException(program + " is not OpenVPN 2.6 or later: "
                    + version.lines().findFirst().orElse("it says nothing"));
        }
        boolean hybrid = atLeast(OPENSSL, version, 3, 5);
        boolean aes = AES_INSTRUCTIONS.matcher(processor).find();
        return new OpenVpn(program, setpriv, OWN_ID, OWN_ID, hybrid, aes);
    }

    private static boolean atLeast(Pattern pattern, String text, int major, int minor) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return false;
        }
        int found = Integer.parseInt(matcher.group(1));
        return found > major || (found == major && Integer.parseInt(matcher.group(2)) >= minor);
    }

    private static Path first(String... candidates) throws IOException {
        for (String candidate : candidates) {
            if (Files.isExecutable(Path.of(candidate))) {
                return Path.of(candidate);
            }
        }
        throw new IOException("there is no " + candidates[0] + ": install the packages openvpn and util-linux");
    }

    private static void awaitExit(Process process) throws IOException {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("'openvpn --version' does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for OpenVPN's version", e);
        }
    }

    /** The process that runs {@code config}; nothing secret is in its arguments or environment. */
    ProcessBuilder process(Path config, Path output) {
        List<String> command = new ArrayList<>(List.of(
                setpriv.toString(),
                "--reuid=" + uid,
                "--regid=" + gid,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--pdeathsig=KILL"));
        command.addAll(List.of(program.toString(), "--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        return builder;
    }

    /** The data channel's ciphers; the server's first that the client has as well is taken. */
    String dataCiphers() {
        return aes ? "AES-256-GCM:CHACHA20-POLY1305" : "CHACHA20-POLY1305:AES-256-GCM";
    }

    /** TLS 1.3's, in the same order. */
    String tlsCiphers() {
        return aes
                ? "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
                : "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
    }
}
