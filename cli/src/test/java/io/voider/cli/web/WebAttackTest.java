package io.voider.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others' pages, others' programs and passers-by could try with the page of somebody who is logged in. */
class WebAttackTest {
    private static final String ORDER = "{\"friend\":\"bob\"}";
    private static final int MUTATIONS = 10_000;

    @TempDir
    private Path directory;

    private WebWorld world;
    private String cookie = "";

    @BeforeEach
    void open() throws IOException {
        world = WebWorld.here(directory);
        cookie = world.logIn();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "127.0.0.1.evil.example:PORT",
                "localhost.evil.example:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.0.0.1:PORT.evil.example",
                "127.0.0.1:PORT, evil.example",
                "2130706433:PORT",
                "0x7f.1:PORT",
                "0.0.0.0:PORT",
                "127.1:PORT",
                "[::1]:PORT",
                "user@127.0.0.1:PORT",
                "127.0.0.1:PORT#",
                ""
            })
    void anotherNameForThisAddressIsNotThisPage(String host) throws Exception {
        String rebound = host.replace("PORT", Integer.toString(world.port));
        String request = world.request("GET", "/v1/lines", cookie, "");
        assertThat(WebWorld.status(world.raw(request.replace("Host: " + world.host(), "Host: " + rebound))))
                .isEqualTo(421);
        assertThat(WebWorld.status(world.raw(request.replace("Host: " + world.host() + "\r\n", ""))))
                .isIn(400, 421);
        assertThat(WebWorld.status(world.raw(request.replace("\r\n\r\n", "\r\nHost: " + rebound + "\r\n\r\n"))))
                .isIn(400, 421);
    }

    @Test
    void itsOwnNamesAreThisPage() throws Exception {
        for (String name : List.of("localhost", "127.0.0.1", "pi", "PI.local", "pi.lan", "pi.home.arpa")) {
            String request = world.request("GET", "/v1/lines", cookie, "");
            assertThat(WebWorld.status(world.raw(request.replace(world.host(), name + ":" + world.port))))
                    .as(name)
                    .isEqualTo(200);
        }
    }

    /** With the victim's cookie, as if SameSite did not help, from another site and from another port of this machine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "HEAD",
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "OPTIONS",
                "TRACE",
                "CONNECT",
                "PROPFIND",
                "get",
                "M-SEARCH"
            })
    void anotherSitesRequestDoesNothingByAnyMethod(String method) throws Exception {
        for (String origin : List.of(
                "https://evil.example", "null", "http://127.0.0.1:1", "https://" + world.host(), "http://localhost")) {
            for (String type : List.of("application/json", "text/plain", "application/x-www-form-urlencoded")) {
                for (String path : List.of("/v1/orders/invite", "/v1/session", "/v1/lines")) {
                    String answer = world.raw(method + " " + path + " HTTP/1.1\r\nHost: " + world.host()
                            + "\r\nConnection: close\r\n" + cookie + "Origin: " + origin + "\r\nContent-Type: " + type
                            + "\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER);
                    assertThat(WebWorld.status(answer))
                            .as(method + " " + origin + " " + type + " " + path)
                            .isIn(400, 403, 405);
                    assertThat(answer).doesNotContainIgnoringCase("access-control-allow");
                }
            }
        }
        assertThat(world.done).isEmpty();
        assertThat(world.report().sessions()).as("nobody was logged out").isEqualTo(1);
    }

    @Test
    void noFormAndNoSilentBrowserChangesAnything() throws Exception {
        String own = world.request("POST", "/v1/orders/invite", cookie, ORDER);
        String origin = "Origin: " + world.origin() + "\r\n";
        for (String request : List.of(
                own.replace(origin, ""),
                own.replace(origin, origin + origin),
                own.replace("application/json", "text/plain"),
                own.replace("application/json", "application/json, text/plain"),
                own.replace("application/json", "multipart/form-data; boundary=application/json"),
                own.replace("Content-Type: application/json\r\n", ""),
                own.replace(origin, origin + "Sec-Fetch-Site: same-site\r\n"),
                own.replace(origin, origin + "Sec-Fetch-Site: cross-site\r\n"),
                own.replace(origin, origin + "Sec-Fetch-Site: none\r\n"))) {
            assertThat(WebWorld.status(world.raw(request))).as(request).isIn(403, 415);
        }
        assertThat(world.done).isEmpty();
        assertThat(WebWorld.status(world.raw(own.replace(origin, origin + "Sec-Fetch-Site: same-origin\r\n"))))
                .isEqualTo(200);
        assertThat(world.done).hasSize(1);
    }

    @Test
    void anotherSiteReadsNothing() throws Exception {
        for (String site : List.of("cross-site", "same-site", "none, cross-site")) {
            for (String path : List.of("/v1/lines", "/v1/events", "/v1/session", "/page.js")) {
                String answer = world.ask("GET", path, cookie + "Sec-Fetch-Site: " + site + "\r\n", "");
                assertThat(WebWorld.status(answer)).as(site + " " + path).isEqualTo(403);
            }
        }
        assertThat(world.ask("GET", "/", "Sec-Fetch-Site: cross-site\r\n", ""))
                .as("who follows a link may have the page, which holds nothing")
                .contains("<!doctype html>");
        assertThat(world.ask("GET", "/v1/lines", cookie, ""))
                .contains("Cross-Origin-Resource-Policy: same-origin")
                .doesNotContainIgnoringCase("access-control-allow");
    }

    @Test
    void whoPreparesASessionGainsNothing() throws Exception {
        String prepared = "A".repeat(43);
        String fixed = "Cookie: voider-" + world.port + "=" + prepared + "\r\n";
        String url = world.server.link().join().url();
        String answer =
                world.ask("POST", "/v1/session", fixed, "{\"link\":\"" + url.substring(url.indexOf('=') + 1) + "\"}");
        assertThat(WebWorld.cookie(answer)).doesNotContain(prepared);
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", fixed, ""))).isEqualTo(401);
        String again = world.logIn();
        assertThat(again).as("each has its own").isNotEqualTo(cookie);
        String two = cookie.replace("\r\n", "; voider-" + world.port + "=" + prepared + "\r\n");
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", two, ""))).isEqualTo(200);
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie + fixed, "")))
                .isEqualTo(401);
    }

    @Test
    void thePageStopsNoNodeAndLetsNobodyElseIn() throws Exception {
        for (String path : List.of(
                "/v1/stop",
                "/v1/web/link",
                "/v1/orders/set-web-password",
                "/v1/orders/add-web-token",
                "/v1/orders/remove-web-token",
                "/v1/orders/export-access")) {
            assertThat(WebWorld.status(world.ask("POST", path, cookie, "{}")))
                    .as(path)
                    .isEqualTo(404);
        }
        for (String key : List.of(
                "web", "metrics", "namespace-prefix", "phone-interface", "take-any-interface", "allow-auto-answer")) {
            assertThat(WebWorld.status(world.ask(
                            "POST", "/v1/orders/configure", cookie, "{\"key\":\"" + key + "\",\"value\":\"x\"}")))
                    .as(key)
                    .isEqualTo(403);
        }
        assertThat(world.done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../etc/passwd",
                "/..%2f..%2fetc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/page.js/../../state.json",
                "/./page.js",
                "/page.js%00.css",
                "/page.js?x",
                "/\\..\\..\\state.json",
                "/WebFiles.class",
                "/index.html/",
                "/v1/calls/../stop",
                "/v1/calls/1/../../stop",
                "/v1/lines/",
                "/V1/lines",
                "http://evil.example/v1/lines",
                "*"
            })
    void thereIsNothingBesideThePagesOwnFiles(String path) throws Exception {
        assertThat(WebWorld.status(world.ask("GET", path, cookie, ""))).isIn(400, 404);
        assertThat(WebWorld.status(world.ask("GET", path, "", ""))).isIn(400, 401);
    }

    @Test
    void tenThousandDamagedRequestsDoNothingAndThePageGoesOn() throws Exception {
        Random random = new Random(20);
        byte[] whole = world.request("POST", "/v1/orders/invite", "Sec-Fetch-Site: cross-site\r\n" + cookie, ORDER)
                .getBytes(StandardCharsets.UTF_8);
        int guarded = new String(whole, StandardCharsets.UTF_8).indexOf("Sec-Fetch-Site");
        Map<Integer, Integer> answers = new TreeMap<>();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = whole.clone();
            for (int bytes = 1 + random.nextInt(6); bytes > 0; bytes--) {
                int at = random.nextInt(damaged.length);
                // The one field that makes it another site's is left as it is.
                if (at < guarded || at > guarded + 28) {
                    damaged[at] = (byte) random.nextInt(256);
                }
            }
            answers.merge(answer(damaged), 1, Integer::sum);
        }
        assertThat(world.done).as("by status: " + answers).isEmpty();
        assertThat(answers.keySet()).as("0 is no answer").isSubsetOf(0, 400, 403, 405, 413, 415, 421, 431, 414);
        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie, ""))).isEqualTo(200);
    }

    private int answer(byte[] request) throws IOException {
        try (Socket socket = world.connect()) {
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return WebWorld.status(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (SocketException reset) {
            return 0;
        }
    }

    @Test
    void whoDripsIsCutOffAndTheOthersAreAnswered() throws Exception {
        long begun = System.nanoTime();
        try (Socket slow = world.connect()) {
            byte[] request = world.request("GET", "/v1/lines", cookie, "").getBytes(StandardCharsets.UTF_8);
            int sent = 0;
            try {
                while (sent < 40) {
                    slow.getOutputStream().write(request, sent++, 1);
                    slow.setSoTimeout(500);
                    try {
                        if (slow.getInputStream().read() < 0) {
                            break;
                        }
                    } catch (SocketTimeoutException notYet) {
                        assertThat(WebWorld.status(world.ask("GET", "/v1/lines", cookie, "")))
                                .isEqualTo(200);
                    }
                }
            } catch (SocketException reset) {
                assertThat(sent).isPositive();
            }
            assertThat(sent).as("half a second each").isLessThan(40);
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun))
                .isGreaterThanOrEqualTo(WebHandler.FIRST_SECONDS - 1);
    }

    @Test
    void fiveHundredConnectionsAreShedAndThePageIsThereAgain() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                // All of 127/8 is this machine.
                Socket socket = new Socket();
                held.add(socket);
                socket.bind(new InetSocketAddress("127.0.1." + (1 + i % 250), 0));
                try {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), world.port));
                } catch (SocketException shed) {
                    assertThat(shed)
                            .as("reset before it was known here that it was taken")
                            .hasMessageContaining("reset");
                }
            }
            int status = 0;
            while (status != 200) {
                status = answer(world.request("GET", "/v1/lines", cookie, "").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(world.report().sessions()).isEqualTo(1);
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void whoGuessesIsStoppedAndALinkStillLogsIn() throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        long begun = System.nanoTime();
        for (int i = 0; i < 60; i++) {
            answers.merge(
                    WebWorld.status(world.ask("POST", "/v1/session", "", "{\"password\":\"guess number " + i + "\"}")),
                    1,
                    Integer::sum);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        assertThat(answers.keySet()).containsExactly(401, 429);
        assertThat(answers.get(401)).isLessThanOrEqualTo((int) (10 + seconds + 1));
        assertThat(world.logIn()).contains("voider-");
    }

    @Test
    void whoGuessesLinksToInvitationsIsStopped() throws Exception {
        Map<Integer, Integer> answers = new TreeMap<>();
        long begun = System.nanoTime();
        for (int i = 0; i < 60; i++) {
            String body = "{\"invitation\":\"" + "A".repeat(41) + (10 + i) + "\"}";
            answers.merge(WebWorld.status(world.ask("POST", "/v1/invitation", "", body)), 1, Integer::sum);
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        assertThat(answers.keySet()).containsExactly(404, 429);
        assertThat(answers.get(404)).isLessThanOrEqualTo((int) (10 + seconds + 1));
        assertThat(world.ask("POST", "/v1/invitation", "", "{\"invitation\":\"A\"}"))
                .contains("cache-control: no-store\r\n", "Referrer-Policy: no-referrer\r\n");
        assertThat(world.logIn()).as("that costs nobody a try at the password").contains("voider-");
    }

    @Test
    void onlyWhoIsLoggedInMakesLinksToInvitationsAndNobodyFetchesThemByGet() throws Exception {
        String body = "{\"name\":\"Erin\",\"file\":\"its file\"}";
        assertThat(WebWorld.status(world.ask("POST", "/v1/invitation-links", "", body)))
                .isEqualTo(401);
        assertThat(world.ask("POST", "/v1/invitation-links", cookie, body))
                .as("at 127.0.0.1 there is none")
                .contains("\"url\":null");
        assertThat(WebWorld.status(world.ask("GET", "/v1/invitation", "", ""))).isEqualTo(401);
        assertThat(WebWorld.status(world.ask("GET", "/v1/invitation", cookie, "")))
                .isEqualTo(404);
        assertThat(WebWorld.status(world.ask("GET", "/v1/invitation-links", cookie, "")))
                .isEqualTo(404);
    }

    @Test
    void whatIsNoObjectOfOursIsRefused() throws Exception {
        for (String body : List.of(
                "[]", "null", "7", "{", "{\"a\":1,\"a\":2}", "{} {}", "\"x\"", "[".repeat(2_000), "{\"link\":7}")) {
            assertThat(WebWorld.status(world.ask("POST", "/v1/session", "", body)))
                    .as(body)
                    .isEqualTo(400);
        }
        String large = "{\"friend\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(answer(world.request("POST", "/v1/orders/invite", cookie, large)
                        .getBytes(StandardCharsets.UTF_8)))
                .as("or a reset, since not all of it was read")
                .isIn(413, 0);
        assertThat(world.done).isEmpty();
    }
}
