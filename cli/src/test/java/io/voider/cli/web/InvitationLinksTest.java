package io.voider.cli.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voider.cli.control.RefusedException;
import io.voider.cli.state.StrictJson;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Invitations by a link. */
class InvitationLinksTest {
    private static final String HOST = "192.168.1.20:8480";
    private static final InvitationLinks.InvitationFile FILE = new InvitationLinks.InvitationFile("Erin", "its file");

    private final Doorkeeper.Place place = new Doorkeeper.Place(InetAddress.getLoopbackAddress(), false, true, true);
    private long nanos = 7;
    private final InvitationLinks links = new InvitationLinks(new SecureRandom(), () -> nanos);

    private static JsonNode json(Map<String, Object> body) {
        return StrictJson.MAPPER.valueToTree(body);
    }

    private String offered() {
        String url = Objects.requireNonNull(links.offer(json(Map.of("name", "Erin", "file", "its file")), place, HOST)
                .url());
        assertThat(url).matches("https://192\\.168\\.1\\.20:8480/#invitation=[A-Za-z0-9_-]{43}");
        return url.substring(url.indexOf('=') + 1);
    }

    private InvitationLinks.InvitationFile redeemed(String secret) {
        return links.redeem(json(Map.of("invitation", secret)), place);
    }

    @Test
    void aLinkLeadsThereOnce() {
        String secret = offered();
        assertThat(redeemed(secret)).isEqualTo(FILE);
        assertThatThrownBy(() -> redeemed(secret)).hasMessageContaining("used already, or is older");
    }

    @Test
    void itIsGoodForTenMinutesAndAsLongAsThePageIsThere() {
        String first = offered();
        String second = offered();
        nanos += TimeUnit.MINUTES.toNanos(10);
        assertThat(redeemed(first)).isEqualTo(FILE);
        nanos++;
        assertThatThrownBy(() -> redeemed(second)).isInstanceOf(RefusedException.class);
        String third = offered();
        links.endAll();
        assertThatThrownBy(() -> redeemed(third)).isInstanceOf(RefusedException.class);
    }

    @Test
    void theOldestOfManyIsGoodNoMore() {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i <= InvitationLinks.MOST; i++) {
            secrets.add(offered());
        }
        assertThat(secrets).doesNotHaveDuplicates();
        assertThatThrownBy(() -> redeemed(secrets.get(0))).isInstanceOf(RefusedException.class);
        assertThat(redeemed(secrets.get(1))).isEqualTo(FILE);
    }

    @Test
    void whereNobodyElseComesThereIsNone() {
        InvitationLinks.InvitationLinkReport none = links.offer(
                json(Map.of("name", "Erin", "file", "its file")),
                new Doorkeeper.Place(InetAddress.getLoopbackAddress(), true, true, false),
                "127.0.0.1:8480");
        assertThat(none).isEqualTo(new InvitationLinks.InvitationLinkReport(null, 0, null));
    }

    @Test
    void whatIsNoInvitationIsRefused() {
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("name", "Erin"),
                Map.of("name", 7, "file", "its file"),
                Map.of("name", "", "file", "its file"),
                Map.of("name", "Erin", "file", "x".repeat(16_385)))) {
            assertThatThrownBy(() -> links.offer(json(body), place, HOST)).hasMessageContaining("characters");
        }
    }

    /** With 2^256 of them it would take long anyway; it is to be seen in no log and to cost nothing. */
    @Test
    void whoGuessesWaits() {
        String secret = offered();
        String guess = "A".repeat(43);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> redeemed(guess)).hasMessageContaining("used already");
        }
        assertThatThrownBy(() -> redeemed(guess)).hasMessageContaining("the next one in 61 s");
        nanos += TimeUnit.MINUTES.toNanos(1);
        assertThat(redeemed(secret)).isEqualTo(FILE);
    }

    @Test
    void itsCodeHoldsTheLink() {
        QrDrawing code = QrDrawing.of("https://192.168.1.20:8480/#invitation=" + "A".repeat(43));
        assertThat(code.size()).as("of few enough squares for a camera").isLessThanOrEqualTo(41 + 8);
        assertThat(code.path()).matches("(M\\d+ \\d+h\\d+v1h-\\d+z)+").startsWith("M4 4h7v1h-7z");
    }
}
