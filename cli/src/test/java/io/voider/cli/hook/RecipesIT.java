package io.voider.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.report.EventKind;
import io.voider.cli.report.Events;
import io.voider.cli.report.LineReport;
import io.voider.cli.state.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each recipe of {@code docs/hooks}, run as it stands against a server of its kind on loopback. */
class RecipesIT {
    private static final Path RECIPES = Path.of("../docs/hooks");
    private static final Path PAGE = Path.of("../docs/hooks.md");
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String TEXT = "Zoë Müller\" $(id) is down\r\nX-Header: forged";

    private static final Events.Event EVENT = new Events.Event(
            Instant.EPOCH,
            "call",
            EventKind.CALL_MISSED.label(),
            TEXT,
            null,
            new LineReport("10.1.2.1", 21, "Zoë", "friend", "failing", Instant.EPOCH, "", null, null, null, 0));

    @TempDir
    private Path temporary;

    /** Whoever takes one connection, talks as its protocol wants it, and tells what it was given. */
    private interface Conversation {
        String with(DataInputStream in, Socket socket) throws IOException;
    }

    private String run(String recipe, String variable, String scheme, Conversation conversation) throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path program = temporary.resolve(recipe);
        Files.copy(RECIPES.resolve(recipe), program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) LONGEST.toMillis());
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> take(server, conversation));
            Map<String, String> environment = new HashMap<>(Hooks.environment(EVENT));
            environment.put(variable, scheme + "://127.0.0.1:" + server.getLocalPort());
            HookRun run = HookRun.of(program, environment, StrictJson.MAPPER.writeValueAsBytes(EVENT), LONGEST);
            assertThat(run).as("%s", run).isEqualTo(new HookRun(0, "", List.of()));
            return heard.join();
        }
    }

    private static String take(ServerSocket server, Conversation conversation) {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout((int) LONGEST.toMillis());
            return conversation.with(new DataInputStream(socket.getInputStream()), socket);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(DataInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                bytes.write(b);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String http(DataInputStream in, Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.append(line).append('\n');
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return head + "\n" + body;
    }

    private static String smtp(DataInputStream in, Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        say(socket, "220 loopback\r\n");
        boolean data = false;
        for (String line = line(in); !line.equals("QUIT"); line = line(in)) {
            all.append(line).append('\n');
            if (line.equals("DATA")) {
                data = true;
                say(socket, "354 go on\r\n");
            } else if (!data || line.equals(".")) {
                data = false;
                say(socket, "250 thanks\r\n");
            }
        }
        say(socket, "221 bye\r\n");
        return all.toString();
    }

    /** MQTT 3.1.1, as much of it as one who publishes once needs. */
    private static String mqtt(DataInputStream in, Socket socket) throws IOException {
        assertThat(in.readUnsignedByte()).as("CONNECT").isEqualTo(0x10);
        in.readNBytes(remainingLength(in));
        socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
        assertThat(in.readUnsignedByte() & 0xf0).as("PUBLISH").isEqualTo(0x30);
        byte[] publish = in.readNBytes(remainingLength(in));
        int topic = publish[0] << 8 | publish[1];
        return new String(publish, 2, topic, StandardCharsets.UTF_8)
                + "\n"
                + new String(Arrays.copyOfRange(publish, 2 + topic, publish.length), StandardCharsets.UTF_8);
    }

    private static int remainingLength(DataInputStream in) throws IOException {
        int length = 0;
        int shift = 0;
        int octet;
        do {
            octet = in.readUnsignedByte();
            length |= (octet & 0x7f) << shift;
            shift += 7;
        } while ((octet & 0x80) != 0);
        return length;
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    @Test
    void anEMailSaysWhatHappenedAndNoNameAddsAHeader() throws Exception {
        String mail = run("call-missed.mail", "SERVER", "smtp", RecipesIT::smtp);
        Matcher subject =
                Pattern.compile("(?m)^Subject: =\\?UTF-8\\?B\\?(\\S+)\\?=$").matcher(mail);
        assertThat(subject.find()).as(mail).isTrue();
        assertThat(decoded(subject.group(1))).startsWith("voider: Zoë Müller\" $(id) is down  X-Header: forged");
        assertThat(mail).contains("MAIL FROM:<voider@example.org>").contains("RCPT TO:<me@example.org>");
        assertThat(mail.lines()).noneMatch(line -> line.startsWith("X-Header"));
        String body = mail.substring(mail.indexOf("\n\n", mail.indexOf("Subject:")) + 2, mail.lastIndexOf("\n.\n"));
        assertThat(decoded(body))
                .contains("Zoë Müller\" $(id) is down")
                .contains("call-missed, at 1970-01-01T00:00:00Z");
    }

    @Test
    void ntfyGetsTheTextAsTheBody() throws Exception {
        String request = run("all.ntfy", "TOPIC", "http", RecipesIT::http);
        assertThat(request)
                .startsWith("POST / HTTP/1.1")
                .contains("Title: voider: call-missed\n")
                .contains("Tags: telephone_receiver\n")
                .endsWith("\n\nZoë Müller\" $(id) is down  X-Header: forged");
    }

    @Test
    void homeAssistantGetsTheEventAsJsonByRest() throws Exception {
        String request = run("all.home-assistant", "WEBHOOK", "http", RecipesIT::http);
        assertThat(request).startsWith("POST / HTTP/1.1").contains("Content-Type: application/json\n");
        assertThat(StrictJson.MAPPER
                        .readTree(request.substring(request.indexOf("\n\n")))
                        .path("text")
                        .asString())
                .isEqualTo(TEXT);
    }

    @Test
    void homeAssistantGetsTheEventAsJsonByMqtt() throws Exception {
        String published = run("all.mqtt", "BROKER", "mqtt", RecipesIT::mqtt);
        assertThat(published).startsWith("voider/call-missed\n{");
        assertThat(StrictJson.MAPPER
                        .readTree(published.substring(published.indexOf('{')))
                        .path("text")
                        .asString())
                .isEqualTo(TEXT);
    }

    @Test
    void thePageNamesEveryRecipeAndEveryKind() throws IOException {
        String page = Files.readString(PAGE);
        try (var recipes = Files.list(RECIPES)) {
            recipes.forEach(recipe -> assertThat(page).contains("(hooks/" + recipe.getFileName() + ")"));
        }
        for (EventKind kind : EventKind.values()) {
            if (kind != EventKind.EVENTS_LEFT_OUT) {
                assertThat(page).contains("| `" + kind.label() + "` | " + kind.meaning() + " |");
            }
        }
    }
}
