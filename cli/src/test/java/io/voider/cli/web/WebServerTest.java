package io.voider.cli.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.voider.cli.report.WebReport;
import io.voider.cli.state.ListeningAddress;
import io.voider.cli.state.WebAccess;
import io.voider.cli.state.WebToken;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
    @TempDir
    private Path directory;

    private WebWorld world;

    @BeforeEach
    void open() throws IOException {
        world = WebWorld.here(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLinkLogsInOnceAndTheCookieIsForThisPageAlone() throws Exception {
        String url = world.server.link().join().url();
        assertThat(url).startsWith("http://" + world.host() + "/#link=");
        String body = "{\"link\":\"" + url.substring(url.indexOf('=') + 1) + "\"}";
        String first = world.ask("POST", "/v1/session", "", body);
        assertThat(WebWorld.status(first)).isEqualTo(200);
        assertThat(first)
                .containsPattern("set-cookie: voider-" + world.port
                        + "=[A-Za-z0-9_-]{43}; Max-Age=604800;.*; Path=/; HTTPOnly; SameSite=Strict");
        assertThat(WebWorld.status(world.ask("POST", "/v1/session", "", body))).isEqualTo(401);
        String cookie = "Cookie: " + WebWorld.cookie(first) + "\r\n";
        assertThat(world.ask("GET", "/v1/lines", cookie, "")).contains("{\"asked\":\"/v1/lines\"}");
        assertThat(world.report().sessions()).isEqualTo(1);
    }

    @Test
    void thePasswordLogsInAndAnotherDoesNot() throws Exception {
        String right = "{\"password\":\"" + WebWorld.PASSWORD + "\"}";
        assertThat(WebWorld.status(world.ask("POST", "/v1/session", "", "{\"password\":\"correct horse batterY\"}")))
                .isEqualTo(401);
        assertThat(WebWorld.status(world.ask("POST", "/v1/session", "", right))).isEqualTo(200);
        assertThat(world.ask("GET", "/v1/session", "", "")).endsWith("{\"open\":false,\"password\":true}");
    }

    @Test
    void whoLogsOutIsOutWithWhateverTheyKept() throws Exception {
        String cookie = world.logIn();
        assertThat(world.ask("DELETE", "/v1/session", cookie, "")).contains("Max-Age=0");
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie, ""))).isEqualTo(401);
        assertThat(world.report().sessions()).isZero();
    }

    @Test
    void anotherPasswordOrAnotherPlaceLogsEverybodyOut() throws Exception {
        String cookie = world.logIn();
        ListeningAddress here = new ListeningAddress(world.host());
        world.server.follow(here, new WebAccess(WebWorld.HASH, List.of(token("added", "text"))));
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie, ""))).isEqualTo(200);
        world.server.follow(here, WebAccess.NONE);
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie, ""))).isEqualTo(401);
        assertThat(WebWorld.status(
                        world.ask("POST", "/v1/session", "", "{\"password\":\"" + WebWorld.PASSWORD + "\"}")))
                .isEqualTo(401);
    }

    private static WebToken token(String name, String text) {
        return new WebToken(name, WebToken.digest(text), Instant.EPOCH);
    }

    @Test
    void aScriptComesInByItsTokenUntilThatIsRemoved() throws Exception {
        String text = WebToken.random(new SecureRandom());
        ListeningAddress here = new ListeningAddress(world.host());
        world.server.follow(here, new WebAccess(null, List.of(token("backup", text))));
        String request = "POST /v1/orders/invite HTTP/1.1\r\nHost: " + world.host()
                + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 16\r\n";
        String shown = "Authorization: Bearer " + text + "\r\n\r\n{\"friend\":\"bob\"}";
        assertThat(WebWorld.status(world.raw(request + shown))).isEqualTo(200);
        assertThat(world.done).containsExactly("/v1/orders/invite {\"friend\":\"bob\"}");
        assertThat(WebWorld.status(world.raw(request + shown.replace(text, text + "x"))))
                .isEqualTo(401);
        world.server.follow(here, WebAccess.NONE);
        assertThat(WebWorld.status(world.raw(request + shown))).isEqualTo(401);
    }

    @Test
    void whatHappensIsToldUntilOneIsLoggedOut() throws Exception {
        String cookie = world.logIn();
        try (Socket socket = world.connect()) {
            socket.getOutputStream()
                    .write(world.request("GET", "/v1/events", cookie, "").getBytes(StandardCharsets.UTF_8));
            while (world.watchers.isEmpty()) {
                Thread.onSpinWait();
            }
            world.watchers.get(0).accept(Map.of("text", "<b>\n\ndata: forged"));
            StringBuilder heard = new StringBuilder();
            while (heard.indexOf("forged") < 0) {
                heard.append((char) socket.getInputStream().read());
            }
            assertThat(heard).contains("text/event-stream", ":\n\n", "data: {\"text\":\"<b>\\n\\ndata: forged");
            world.ask("DELETE", "/v1/session", cookie, "");
            world.watchers.get(0).accept(Map.of("text", "secret"));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("secret");
        }
        while (!world.watchers.isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRecordingIsSentWholeToWhoIsLoggedInAndNothingElseIs() throws Exception {
        byte[] packets = new byte[3_000_001];
        new Random(1).nextBytes(packets);
        Path recordings = Files.createDirectory(directory.resolve("recordings"));
        Files.write(recordings.resolve("call-7.pcap"), packets);
        Files.writeString(recordings.resolve("notes"), "mine");
        assertThat(WebWorld.status(world.ask("GET", "/v1/recordings/7.pcap", "", "")))
                .isEqualTo(401);
        String cookie = world.logIn();
        try (Socket browser = world.connect()) {
            browser.getOutputStream()
                    .write(world.request("GET", "/v1/recordings/7.pcap", cookie, "")
                            .getBytes(ISO_8859_1));
            String answer = new String(browser.getInputStream().readAllBytes(), ISO_8859_1);
            int body = answer.indexOf("\r\n\r\n") + 4;
            assertThat(answer.substring(0, body))
                    .startsWith("HTTP/1.1 200")
                    .contains("content-disposition: attachment; filename=\"call-7.pcap\"", "cache-control: no-store");
            assertThat(answer.substring(body).getBytes(ISO_8859_1)).isEqualTo(packets);
        }
        for (String other :
                List.of("8.pcap", "notes", "../web.pem", "7.pcap/", "%37.pcap", "..%2fweb.pem", "7.pcap?x")) {
            assertThat(WebWorld.status(world.ask("GET", "/v1/recordings/" + other, cookie, "")))
                    .as(other)
                    .isEqualTo(404);
        }
    }

    @Test
    void whoIsLoggedOutGetsNoMoreOfARecording() throws Exception {
        Path recordings = Files.createDirectory(directory.resolve("recordings"));
        Files.write(recordings.resolve("call-7.pcap"), new byte[40_000_000]);
        String cookie = world.logIn();
        try (Socket browser = world.connect()) {
            browser.getOutputStream()
                    .write(world.request("GET", "/v1/recordings/7.pcap", cookie, "")
                            .getBytes(ISO_8859_1));
            assertThat(browser.getInputStream().read()).isEqualTo('H');
            world.ask("DELETE", "/v1/session", cookie, "");
            assertThat(browser.getInputStream().readAllBytes().length).isLessThan(40_000_000);
        }
    }

    @Test
    void everyAnswerForbidsWhatNoPageOfOursDoes() throws Exception {
        for (String answer : List.of(
                world.ask("GET", "/", "", ""), world.ask("GET", "/v1/lines", "", ""), world.ask("GET", "/x", "", ""))) {
            assertThat(answer)
                    .contains(
                            "cache-control: no-store\r\n",
                            "content-security-policy: default-src 'self'; ",
                            "frame-ancestors 'none'",
                            "X-Content-Type-Options: nosniff\r\n",
                            "Referrer-Policy: no-referrer\r\n")
                    .doesNotContain("Access-Control-", "access-control-", "unsafe-");
        }
    }

    @Test
    void allOfThePageIsThereSmallAndLoadsNothingFromElsewhere() throws Exception {
        WebFiles files = new WebFiles();
        int bytes = 0;
        for (String name : WebFiles.NAMES) {
            WebFiles.WebFile file =
                    files.at(name.equals("index.html") ? "/" : "/" + name).orElseThrow();
            bytes += file.zipped().length + 500;
            String text = new String(file.plain(), StandardCharsets.UTF_8).replace("http://www.w3.org/2000/svg", "");
            assertThat(text).as(name).doesNotContain("http:", "https:", "innerHTML", "style=", "eval(");
        }
        assertThat(bytes).as("on the wire, with 500 bytes of fields each").isLessThan(60_000);
        assertThat(world.ask("GET", "/page.js", "Accept-Encoding: gzip, br\r\n", ""))
                .contains("content-encoding: gzip");
    }

    @Test
    void thePageIsGoneWhenItIsOff() throws Exception {
        String cookie = world.logIn();
        world.server.follow(ListeningAddress.OFF, WebAccess.NONE);
        assertThat(world.report().running()).isFalse();
        world.server.follow(new ListeningAddress(world.host()), WebAccess.NONE);
        while (!world.report().running()) {
            Thread.onSpinWait();
        }
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie, ""))).isEqualTo(401);
    }

    @Test
    void whereOthersReachItItSpeaksTlsByAKeyThatStays() throws Exception {
        try (WebWorld open = new WebWorld("0.0.0.0", directory, new WebAccess(WebWorld.HASH, List.of()))) {
            WebReport report = open.report();
            assertThat(report.url()).isEqualTo("https://127.0.0.1:" + open.port + "/");
            Fingerprint seen = new Fingerprint();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {seen}, null);
            HttpClient client = HttpClient.newBuilder().sslContext(context).build();
            String url = open.server.link().join().url();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(report.url() + "v1/session"))
                            .header("Content-Type", "application/json")
                            .header("Origin", "https://127.0.0.1:" + open.port)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"link\":\"" + url.substring(url.indexOf('=') + 1) + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
                    .startsWith("__Host-voider-" + open.port + "=")
                    .contains("; Secure");
            assertThat(report.fingerprint()).isEqualTo(seen.text);
            WebCredential again = WebCredential.in(directory.resolve("web.pem"), List.of("other"), new SecureRandom());
            assertThat(again.fingerprint()).isEqualTo(seen.text);
        }
    }

    @Test
    void aLinkToAPageThatIsOffIsRefusedInWords() {
        world.server.follow(ListeningAddress.OFF, WebAccess.NONE);
        assertThat(catchThrowable(() -> world.server.link().join()))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("the page is off");
    }

    /** Takes any certificate, and remembers which. */
    private static final class Fingerprint extends X509ExtendedTrustManager {
        private String text = "";

        private void see(X509Certificate certificate) throws CertificateException {
            try {
                text = HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            } catch (NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            see(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            see(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            see(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
