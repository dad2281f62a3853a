package io.voider.cli.node;

import static io.voider.cli.node.TwoHomes.ALICE;
import static io.voider.cli.node.TwoHomes.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.voider.cli.control.ControlClient;
import io.voider.cli.report.ConfigReport;
import io.voider.cli.report.WebLinkReport;
import io.voider.cli.report.WebReport;
import io.voider.cli.state.WebToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a node as it runs: what it answers is the node's own, and costs it little. */
class WebNodeIT {
    private static final int PORT = 8480;
    private static final String HOST = "127.0.0.1:" + PORT;
    private static final int SETTLING_SECONDS = 3;
    private static final int MOST_MEGABYTES = 40;

    @TempDir
    private Path directory;

    private final String token = WebToken.random(new SecureRandom());

    @Test
    void aScriptSeesTheLineUpInvitesAndRevokesAndAnExaminationIsMade() throws Exception {
        try (TwoHomes homes = new TwoHomes(directory)) {
            homes.introduce();
            homes.books(ALICE, alice -> {
                alice.configure("web", HOST);
                alice.addWebToken("script", WebToken.digest(token));
            });
            Process node = homes.run(ALICE);
            homes.run(BOB);
            homes.awaitReady(ALICE);
            homes.awaitLines(ALICE, line -> line.state().equals("up"));
            TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
            long before = residentMegabytes(node);

            assertThat(get(homes, "/v1/lines")).contains("\"name\":\"bob\"", "\"state\":\"up\"");
            assertThat(get(homes, "/v1/status")).contains("\"name\":\"alice\"", "\"rendezvous\":[{");
            assertThat(get(homes, "/v1/log")).contains("alice is ready");
            assertThat(get(homes, "/v1/network")).contains("\"mapping\":\"none\"");
            assertThat(get(homes, "/v1/health")).contains("\"findings\":[", "\"the line to bob\"");
            assertThat(order(homes, "invite", "{\"friend\":\"carol\"}")).contains("# voider invitation");
            assertThat(get(homes, "/v1/friends")).contains("\"name\":\"carol\",\"number\":3");
            assertThat(order(homes, "revoke", "{\"friend\":\"carol\"}")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(get(homes, "/v1/friends")).contains("\"dial\":\"10.1.3.1\",\"invited\":false");
            for (String file : List.of("/", "/page.js", "/words.js", "/page.css")) {
                assertThat(get(homes, file)).startsWith("HTTP/1.1 200 OK\r\n");
            }
            try (Socket watching = connect(homes)) {
                watching.getOutputStream()
                        .write(request("GET", "/v1/events", "").getBytes(StandardCharsets.UTF_8));
                TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
                long after = residentMegabytes(node);
                System.out.println(
                        "resident: " + before + " MB before the page was looked at, " + after + " MB with one open");
                assertThat(after - before).isLessThan(MOST_MEGABYTES);
            }
            linkAndOff(homes);
            node.destroy();
            node.onExit().join();
            assertThat(homes.said(ALICE)).doesNotContain("could not be given back");
        }
    }

    private void linkAndOff(TwoHomes homes) throws Exception {
        try (ControlClient control = homes.control(ALICE)) {
            String url = control.request("POST", "/v1/web/link", Map.of(), WebLinkReport.class)
                    .url();
            assertThat(url).startsWith("http://" + HOST + "/#link=");
            String body = "{\"link\":\"" + url.substring(url.indexOf('=') + 1) + "\"}";
            assertThat(ask(
                            homes,
                            "POST /v1/session HTTP/1.1\r\nHost: " + HOST + "\r\nOrigin: http://" + HOST
                                    + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body))
                    .contains("set-cookie: voider-" + PORT + "=");
            assertThat(control.request("GET", "/v1/web", Map.of(), WebReport.class)
                            .sessions())
                    .isEqualTo(1);
            ConfigReport off = control.request(
                    "POST", "/v1/orders/configure", Map.of("key", "web", "value", "off"), ConfigReport.class);
            assertThat(off.settings().web().open()).isFalse();
            assertThat(control.request("GET", "/v1/web", Map.of(), WebReport.class)
                            .running())
                    .isFalse();
        }
    }

    private String get(TwoHomes homes, String path) throws IOException {
        return ask(homes, request("GET", path, ""));
    }

    private String order(TwoHomes homes, String name, String body) throws IOException {
        return ask(homes, request("POST", "/v1/orders/" + name, body));
    }

    private String request(String method, String path, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String ask(TwoHomes homes, String request) throws IOException {
        try (Socket socket = connect(homes)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            try (InputStream answer = socket.getInputStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** A socket belongs to the namespace of the thread that made it. */
    private static Socket connect(TwoHomes homes) throws IOException {
        return homes.machine().call(() -> new Socket(InetAddress.getLoopbackAddress(), PORT));
    }

    private static long residentMegabytes(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
