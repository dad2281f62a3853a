package io.voider.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.cli.lab.phone.Recording;
import io.voider.cli.lab.world.Await;
import io.voider.cli.state.StrictJson;
import io.voider.ns.MacAddress;
import io.voider.ns.Namespace;
import io.voider.ns.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A telephone as it comes out of its box: it asks by DHCP, fetches what it is told to fetch there, and is an account of exactly that (baresip).
 * Nothing else of it comes from this test but its maker, and so how it looks for its configuration and reads it.
 */
final class DeskPhone implements AutoCloseable {
    /** What was put into the box: how its firmware looks for its configuration, and reads it. */
    enum Make {
        GRANDSTREAM("00:0b:82:00:00:01", DhcpClient.Program.UDHCPC, "opt160") {
            @Override
            String url(String told, String mac) {
                // busybox reads nothing but hosts in option 66, and hands out this one as it came.
                return new String(HexFormat.of().parseHex(told), StandardCharsets.US_ASCII) + "/cfg" + mac + ".xml";
            }

            @Override
            String value(String configuration, Setting setting) {
                String key = switch (setting) {
                    case REGISTRAR -> "P47";
                    case USER -> "P35";
                    case PASSWORD -> "P34";
                    case EXPIRES_SECONDS -> "P32";
                };
                String value = first("<" + key + ">([^<]*)</", configuration);
                return setting == Setting.EXPIRES_SECONDS ? Integer.parseInt(value) * 60 + "" : value;
            }
        },
        YEALINK("00:15:65:00:00:02", DhcpClient.Program.DHCLIENT, "new_tftp_server_name") {
            @Override
            String url(String told, String mac) {
                return told + (told.endsWith("/") ? "" : "/") + mac + ".cfg";
            }

            @Override
            String value(String configuration, Setting setting) {
                String key = switch (setting) {
                    case REGISTRAR -> "sip_server.1.address";
                    case USER -> "user_name";
                    case PASSWORD -> "password";
                    case EXPIRES_SECONDS -> "sip_server.1.expires";
                };
                return first("(?m)^account\\.1\\." + Pattern.quote(key) + " = ?(.*)$", configuration);
            }
        };

        private final String mac;
        private final DhcpClient.Program program;
        private final String server;

        Make(String mac, DhcpClient.Program program, String server) {
            this.mac = mac;
            this.program = program;
            this.server = server;
        }

        /** Where it looks, of what the option said. */
        abstract String url(String told, String mac);

        abstract String value(String configuration, Setting setting);

        private static String first(String pattern, String text) {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
            return matcher.group(1);
        }
    }

    /** What an account needs. */
    private enum Setting {
        REGISTRAR,
        USER,
        PASSWORD,
        EXPIRES_SECONDS
    }

    private static final int CONTROL_PORT = 4444;
    private static final int SPEECH_SECONDS = 60;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path directory;
    private final Make make;
    private final Namespace wire;
    private final DhcpClient client;
    private @Nullable Process handset;

    /** Plugs it into a machine's socket. */
    DeskPhone(Path directory, Make make, Namespace machine, String socket) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.make = make;
        String name = directory.getFileName().toString();
        wire = Namespace.anonymous(
                "vt-" + name + "-wire-" + ProcessHandle.current().pid());
        wire.links().createBridge("wire");
        wire.links().up("wire");
        machine.links().createVeth(socket, "socket", wire);
        wire.links().enslave("socket", "wire");
        wire.links().up("socket");
        client = new DhcpClient(directory.resolve("dhcp"), wire, "wire", "phone", MacAddress.parse(make.mac));
    }

    /** Switches it on: it gets its address and its configuration, and registers. */
    void switchOn() throws Exception {
        Map<String, String> given = client.ask(make.program);
        boolean udhcpc = make.program == DhcpClient.Program.UDHCPC;
        String address = given.getOrDefault(udhcpc ? "ip" : "new_ip_address", "");
        assertThat(address).as(client.said()).isNotEmpty();
        Namespace own = client.namespace();
        own.addresses().add("eth0", address + "/30");
        own.routes()
                .add(Route.to("0.0.0.0/0")
                        .via(String.valueOf(given.get(udhcpc ? "router" : "new_routers"))
                                .strip()));
        String mac = make.mac.replace(":", "");
        String told = String.valueOf(given.get(make.server)).replaceAll("^\"|\"$", "");
        String configuration = fetch(make.url(told, mac));
        handset = start(address, configuration);
        awaitWords("200 OK", "it registers by " + configuration);
    }

    private String fetch(String url) throws Exception {
        Process curl = client.namespace()
                .start(new ProcessBuilder("curl", "--silent", "--show-error", "--fail", "--max-time", "10", url)
                        .redirectErrorStream(true))
                .join();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor()).as("%s: %s", url, answer).isZero();
        return answer;
    }

    private Process start(String address, String configuration) throws IOException {
        String password = make.value(configuration, Setting.PASSWORD);
        String account = "<sip:" + make.value(configuration, Setting.USER) + "@"
                + make.value(configuration, Setting.REGISTRAR) + ">;regint="
                + make.value(configuration, Setting.EXPIRES_SECONDS)
                + (password.isEmpty() ? "" : ";auth_pass=" + password)
                + ";answermode=auto;audio_codecs=pcmu/8000/1,pcma/8000/1\n";
        Files.writeString(directory.resolve("accounts"), account);
        Files.writeString(directory.resolve("contacts"), "");
        Recording.noise(make.name().length(), SPEECH_SECONDS).write(directory.resolve("spoken.wav"));
        List<String> modules =
                List.of("g711", "aufile", "aubridge", "account", "contact", "menu", "ctrl_tcp", "debug_cmd");
        List<String> config = List.of(
                "poll_method epoll",
                "sip_listen " + address + ":5060",
                "audio_source aufile," + directory.resolve("spoken.wav"),
                "audio_player aubridge,heard",
                "audio_alert aubridge,alert",
                "ausrc_srate 8000",
                "auplay_srate 8000",
                "ausrc_channels 1",
                "auplay_channels 1",
                "module_path " + modules(),
                "ctrl_tcp_listen 127.0.0.1:" + CONTROL_PORT);
        Files.writeString(
                directory.resolve("config"),
                String.join("\n", config) + "\n"
                        + Stream.concat(
                                        modules.stream().limit(3).map(module -> "module " + module + ".so\n"),
                                        modules.stream().skip(3).map(module -> "module_app " + module + ".so\n"))
                                .reduce("", String::concat));
        return client.namespace()
                .start(new ProcessBuilder("baresip", "-f", directory.toString())
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(directory.resolve("display").toFile()))
                .join();
    }

    private static String modules() throws IOException {
        try (Stream<Path> found = Files.find(Path.of("/usr/lib"), 4, (path, is) -> path.endsWith("baresip/modules"))) {
            return found.findFirst()
                    .orElseThrow(() -> new IOException("install baresip-core"))
                    .toString();
        }
    }

    /** Lifts the handset and presses these keys. */
    void dial(String keys) throws IOException {
        command("dial", keys);
    }

    void hangUp() throws IOException {
        command("hangup", "");
    }

    private void command(String command, String parameters) throws IOException {
        byte[] json = StrictJson.MAPPER.writeValueAsBytes(Map.of("command", command, "params", parameters));
        try (Socket socket = client.namespace().call(Socket::new)) {
            client.namespace().call(() -> {
                socket.connect(new InetSocketAddress(NetUtil.LOCALHOST4, CONTROL_PORT));
                return null;
            });
            socket.getOutputStream().write((json.length + ":").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(json);
            socket.getOutputStream().write(',');
            socket.getOutputStream().flush();
            // It answers before it takes the next.
            socket.getInputStream().read();
        }
    }

    /** Waits until its display has shown this. */
    void awaitWords(String words, String meaning) throws IOException, InterruptedException {
        assertThat(Await.until(PATIENCE_NANOS, () -> display().contains(words)))
                .as("%s\n%s", meaning, display())
                .isTrue();
    }

    String display() throws IOException {
        return Files.readString(directory.resolve("display"), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        if (handset != null) {
            handset.destroyForcibly().onExit().join();
        }
        client.close();
        wire.close();
    }
}
