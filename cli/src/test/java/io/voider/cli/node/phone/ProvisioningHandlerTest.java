package io.voider.cli.node.phone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.voider.cli.phone.provisioning.BookEntry;
import io.voider.cli.phone.provisioning.PhoneFacts;
import io.voider.cli.phone.provisioning.ProvisioningCounter;
import io.voider.ns.MacAddress;
import io.voider.transport.count.Counters;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What comes over the wire, whole and mutilated, and what goes back. */
class ProvisioningHandlerTest {
    private static final PhoneFacts FACTS = new PhoneFacts(
            1, 0xac140001, 0xac140002, "alice", "123456789012", null, 1, List.of(new BookEntry("bob", "21")));
    private static final String ASKED =
            "GET /cfg02005e100001.xml?x=1 HTTP/1.1\r\nHost: 172.20.0.2\r\nUser-Agent: Grandstream GXP1610\r\n\r\n";

    private final Counters<ProvisioningCounter> counters = new Counters<>(ProvisioningCounter.class);

    private String answer(byte[] request) {
        EmbeddedChannel channel = new EmbeddedChannel();
        MacAddress station = MacAddress.parse("02:00:5e:10:00:01");
        ProvisioningServer.decode(
                channel.pipeline(),
                new ProvisioningHandler(new ProvisioningServer.Caller(FACTS, station), counters::increment));
        channel.writeInbound(Unpooled.wrappedBuffer(request));
        channel.checkException();
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(ISO_8859_1));
            part.release();
        }
        if (all.length() > 0) {
            assertThat(channel.isOpen()).as("one request a connection").isFalse();
        }
        channel.finishAndReleaseAll();
        return all.toString();
    }

    private String answer(String request) {
        return answer(request.getBytes(ISO_8859_1));
    }

    @Test
    void aPhoneGetsItsConfigurationAndTheConnectionEnds() {
        assertThat(answer(ASKED))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: text/xml; charset=utf-8", "connection: close", "cache-control: no-store")
                .contains("<P271>1</P271>");
        assertThat(answer(ASKED.replace("GET /", "GET http://172.20.0.2/"))).contains("<P271>1</P271>");
        assertThat(counters.count(ProvisioningCounter.SERVED)).isEqualTo(2);
    }

    @Test
    void whoAsksForTheHeadGetsNoMore() {
        assertThat(answer(ASKED.replace("GET", "HEAD")))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\n")
                .doesNotContain("P271");
    }

    @Test
    void nothingIsEverWritten() {
        for (String method : List.of("PUT", "POST", "DELETE", "TRACE", "CONNECT", "OPTIONS")) {
            assertThat(answer(ASKED.replace("GET", method))).as(method).startsWith("HTTP/1.1 405 ");
        }
        assertThat(counters.count(ProvisioningCounter.METHOD)).isEqualTo(6);
    }

    @Test
    void aSecondRequestOnAConnectionIsNotAnswered() {
        assertThat(answer(ASKED + ASKED).split("HTTP/1.1 200", -1)).hasSize(2);
    }

    @Test
    void whatIsLongerThanAnyPhonesIsRefused() {
        assertThat(answer("GET /" + "a".repeat(2_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer("GET / HTTP/1.1\r\nX: " + "a".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(counters.count(ProvisioningCounter.MALFORMED)).isEqualTo(2);
    }

    @Test
    void tenThousandMutilatedRequestsThrowNothingAndGetOneAnswerAtTheMost() {
        Random random = new Random(16);
        long most = answer(ASKED).length();
        for (int i = 0; i < 10_000; i++) {
            byte[] request = mutilated(ASKED.getBytes(ISO_8859_1), random);
            String answer = answer(request);
            assertThat(answer.length()).isLessThanOrEqualTo((int) most + 4_096);
            assertThat(answer.split("HTTP/1.1 [0-9]{3}", -1).length).isLessThanOrEqualTo(2);
        }
    }

    private static byte[] mutilated(byte[] whole, Random random) {
        byte[] bytes = whole;
        for (int change = random.nextInt(6); change >= 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "\r\n :/?%\0".charAt(random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 3 -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + whole.length);
                    System.arraycopy(whole, 0, longer, at, whole.length);
                    bytes = longer;
                }
                default -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }
}
