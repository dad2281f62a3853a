package io.voider.cli.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.transport.identity.HandoverException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the control socket answers to whoever speaks HTTP badly, or too much of it. */
class ControlHandlerTest {
    private final CompletableFuture<Map<String, String>> slow = new CompletableFuture<>();
    private final ControlRoutes routes = new ControlRoutes()
            .on("GET", "/slow", request -> slow)
            .on("GET", "/fast", request -> CompletableFuture.completedFuture(Map.of("answer", "fast")))
            .on("POST", "/join", request -> {
                throw new HandoverException("line 3: this is no invitation");
            })
            .on(
                    "POST",
                    "/full",
                    request -> CompletableFuture.failedFuture(
                            new FileSystemException("/home/state.json", null, "No space left on device")));
    private final EmbeddedChannel channel = new EmbeddedChannel();

    ControlHandlerTest() {
        ControlServer.prepare(channel.pipeline(), CompletableFuture.completedFuture(routes), event -> {});
    }

    private String ask(String request) {
        channel.writeInbound(Unpooled.copiedBuffer(request, US_ASCII));
        channel.runPendingTasks();
        return answers();
    }

    private String answers() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(US_ASCII));
            part.release();
        }
        return text.toString();
    }

    private static String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + String.join("", List.of(headers)) + "\r\n";
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void answersKeepTheirOrder() {
        assertThat(ask(get("/slow") + get("/fast"))).isEmpty();
        slow.complete(Map.of("answer", "slow"));
        channel.runPendingTasks();
        assertThat(answers()).matches("(?s).*slow.*fast.*");
    }

    @Test
    void whoWantsTheConnectionClosedHasItClosed() {
        assertThat(ask(get("/fast", "Connection: close\r\n"))).contains("200");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoWantsItKeptHasItKept() {
        ask(get("/fast"));
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whatIsNoHttpIs400() {
        assertThat(ask("GET\r\n\r\n")).contains(" 400 ");
    }

    @Test
    void whatIsNoJsonIs400() {
        assertThat(ask(post("/join", "{"))).contains(" 400 ").contains("no JSON");
    }

    @Test
    void aBodyOfMoreThan64KibIsNotTaken() {
        assertThat(ask("POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n"))
                .contains(" 413 ");
    }

    @Test
    void anInvitationOfNoUseIs400AndSaysWhy() {
        assertThat(ask(post("/join", "{}"))).contains(" 400 ").contains("line 3: this is no invitation");
    }

    @Test
    void aFullDiskIsNoFaultOfVoiders() {
        assertThat(ask(post("/full", "{}")))
                .contains("/home/state.json: No space left on device")
                .doesNotContain("fault of voider");
    }

    @Test
    void whoAsksWithoutWaitingForAnswersIsPutOut() {
        for (int i = 0; i < 40 && channel.isOpen(); i++) {
            ask(get("/slow"));
        }
        assertThat(channel.isOpen()).isFalse();
    }
}
