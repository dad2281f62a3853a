package io.voider.cli.lab.phone;

import io.netty.util.NetUtil;
import io.voider.cli.lab.world.LabHome;
import io.voider.cli.lab.world.Programs;
import io.voider.cli.state.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A real telephone: baresip, without sound card or screen, told what to do over its control connection (JSON in netstrings,
 * {@code LENGTH:TEXT,}). It plays a file as if spoken, and writes down what it hears.
 */
final class Baresip implements Phone {
    private static final int CONTROL_PORT = 4444;
    private static final int CONNECT_TRIES = 100;
    private static final int CONNECT_PAUSE_MILLIS = 50;
    private static final int LONGEST_MESSAGE = 1 << 20;

    private final LabHome home;
    private final Path directory;
    private final Programs programs;
    private final Process process;
    private final Socket control;
    /** The Call-IDs of the calls that it began, by the address that was dialled. */
    private final Map<String, String> callIds = new HashMap<>();

    private Baresip(LabHome home, Path directory, Programs programs, Process process, Socket control) {
        this.home = home;
        this.directory = directory;
        this.programs = programs;
        this.process = process;
        this.control = control;
    }

    /** Switches a phone on in a home. */
    static Baresip start(LabHome home, PhoneSetup setup, Programs programs) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(home.directory().resolve("baresip"));
        Files.createDirectories(directory.resolve("heard"));
        setup.spoken().write(directory.resolve("spoken.wav"));
        Files.writeString(directory.resolve("contacts"), "");
        Files.writeString(directory.resolve("accounts"), account(home, setup));
        Files.writeString(directory.resolve("config"), config(home, directory));
        Process process =
                programs.start(home.phone(), home.name() + "-phone", List.of("baresip", "-f", directory.toString()));
        return new Baresip(home, directory, programs, process, connect(home, process));
    }

    private static String account(LabHome home, PhoneSetup setup) {
        return "<sip:phone@" + home.gateway() + (setup.tcp() ? ";transport=tcp" : "")
                + ">;regint=600;answermode=auto;audio_codecs=pcmu/8000/1,pcma/8000/1"
                + (setup.srtp() ? ";mediaenc=srtp-mand" : "") + "\n";
    }

    private static String config(LabHome home, Path directory) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "poll_method epoll",
                "sip_listen " + home.phoneAddress() + ":5060",
                "call_max_calls 20",
                "audio_player aubridge,heard",
                "audio_source aufile," + directory.resolve("spoken.wav"),
                "audio_alert aubridge,alert",
                "ausrc_srate 8000",
                "auplay_srate 8000",
                "ausrc_channels 1",
                "auplay_channels 1",
                "rtp_ports 10000-20000",
                "snd_path " + directory.resolve("heard"),
                "module_path " + modules(),
                "ctrl_tcp_listen 127.0.0.1:" + CONTROL_PORT));
        for (String module : List.of("g711", "srtp", "aufile", "aubridge", "sndfile")) {
            lines.add("module " + module + ".so");
        }
        for (String module : List.of("account", "contact", "menu", "ctrl_tcp", "debug_cmd")) {
            lines.add("module_app " + module + ".so");
        }
        return String.join("\n", lines) + "\n";
    }

    private static Path modules() throws IOException {
        for (String place : List.of(
                "/usr/lib/baresip/modules",
                "/usr/lib/x86_64-linux-gnu/baresip/modules",
                "/usr/lib/aarch64-linux-gnu/baresip/modules")) {
            if (Files.isDirectory(Path.of(place))) {
                return Path.of(place);
            }
        }
        throw new IOException("baresip's modules are nowhere; install baresip-core");
    }

    private static Socket connect(LabHome home, Process process) throws IOException, InterruptedException {
        for (int i = 0; i < CONNECT_TRIES && process.isAlive(); i++) {
            Socket socket = home.phone().call(Socket::new);
            try {
                home.phone().call(() -> {
                    socket.connect(new InetSocketAddress(NetUtil.LOCALHOST4, CONTROL_PORT));
                    return null;
                });
                return socket;
            } catch (RuntimeException notYet) {
                socket.close();
                Thread.sleep(CONNECT_PAUSE_MILLIS);
            }
        }
        throw new IOException(home.name() + "'s baresip does not answer on its control port");
    }

    @Override
    public PhoneKind kind() {
        return PhoneKind.BARESIP;
    }

    @Override
    public void dial(String address) throws IOException {
        command("dial", "sip:" + Dialled.at(home, address));
    }

    @Override
    public void hold() throws IOException {
        command("hold", "");
    }

    @Override
    public void resume() throws IOException {
        command("resume", "");
    }

    @Override
    public void press(char digit) throws IOException {
        command("sndcode", String.valueOf(digit));
    }

    @Override
    public void transfer(String address) throws IOException {
        command("transfer", "sip:phone@" + address);
    }

    @Override
    public void join() {
        throw new UnsupportedOperationException("baresip 1.0.0 cannot join two calls");
    }

    @Override
    public void hangUp(String address) throws IOException {
        String callId = callIds.remove(address);
        if (callId != null) {
            command("callfind", callId);
        }
        command("hangup", "");
    }

    private void command(String name, String parameters) throws IOException {
        byte[] json = StrictJson.MAPPER.writeValueAsBytes(Map.of("command", name, "params", parameters));
        control.getOutputStream().write((json.length + ":").getBytes(StandardCharsets.US_ASCII));
        control.getOutputStream().write(json);
        control.getOutputStream().write(',');
        control.getOutputStream().flush();
    }

    @Override
    public String await(Progress progress, String address, int seconds) throws IOException {
        JsonNode event = awaitEvent(
                message -> message.path("type").asString("").equals("CALL_" + progress)
                        && message.path("direction").asString("").equals("outgoing")
                        && message.path("peeruri").asString("").contains(Dialled.at(home, address)),
                seconds,
                "the call to " + address + " is " + progress);
        callIds.put(address, event.path("id").asString(""));
        return event.path("param").asString("");
    }

    @Override
    public void awaitDigit(char digit, int seconds) throws IOException {
        awaitEvent(
                message -> message.path("type").asString("").equals("CALL_DTMF_START")
                        && message.path("param").asString("").equals(String.valueOf(digit)),
                seconds,
                digit + " was pressed");
    }

    private JsonNode awaitEvent(Predicate<JsonNode> wanted, int seconds, String meaning) throws IOException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < deadline) {
            control.setSoTimeout((int) Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            JsonNode message;
            try {
                message = read(control.getInputStream());
            } catch (SocketTimeoutException e) {
                break;
            }
            if (wanted.test(message)) {
                return message;
            }
        }
        throw new IOException(home.name() + "'s phone did not report within " + seconds + " s that " + meaning);
    }

    private static JsonNode read(InputStream in) throws IOException {
        int length = 0;
        int digit = in.read();
        while (digit != ':') {
            if (digit < '0' || digit > '9' || length > LONGEST_MESSAGE) {
                throw new IOException("baresip's control connection is out of step");
            }
            length = 10 * length + digit - '0';
            digit = in.read();
        }
        byte[] json = in.readNBytes(length);
        if (in.read() != ',') {
            throw new IOException("baresip's control connection is out of step");
        }
        return StrictJson.MAPPER.readTree(json);
    }

    @Override
    public Recording heard() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("heard"))) {
            Path latest = files.filter(file -> file.toString().endsWith("-dec.wav"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow(() -> new IOException(home.name() + "'s phone heard nothing at all"));
            return Recording.read(latest);
        }
    }

    @Override
    public void close() throws IOException {
        control.close();
        programs.stop(process);
    }
}
