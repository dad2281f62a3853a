package io.voider.sip.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.voider.sip.Ipv4Text;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipMethod;
import io.voider.sip.corpus.Corpus;
import io.voider.sip.sdp.SdpBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Calls that real phones made: every one among the corpus's captures, recordings and traces, through the tracker. What is to
 * come of each is listed in {@code real-calls.tsv}, with what is odd about it.
 */
class RealCallsTest {
    /** A call's messages, and how the tracker saw them. */
    private static final class Replay {
        private final List<byte[]> messages = new ArrayList<>();

        String replay() {
            String callerTag =
                    Objects.requireNonNullElse(decode(messages.get(0)).fromTag(), "");
            Parties parties = parties(callerTag);
            Observed observed = new Observed();
            int most = 0;
            Map<Standing, Integer> standings = new TreeMap<>();
            for (byte[] message : messages) {
                Side from = sender(decode(message), callerTag);
                SipMessage decoded = decode(asOwn(message, parties, from));
                standings.merge(observed.take(parties, from, decoded), 1, Integer::sum);
                most = Math.max(most, observed.open.size());
                observed.now += 1_000_000;
            }
            int left = observed.open.size();
            observed.pass(CallLimits.DEFAULT.silentNanos());
            observed.pass(CallLimits.DEFAULT.silentNanos());
            assertThat(observed.open).isEmpty();
            return standings + "\t" + most + "\t" + left + "\t" + String.join(", ", observed.events);
        }

        private Parties parties(String callerTag) {
            BySide<Integer> own = new BySide<>(0);
            for (byte[] message : messages) {
                SipMessage decoded = decode(message);
                Side side = sender(decoded, callerTag);
                int address = described(decoded);
                if (own.of(side) == 0 && address != 0) {
                    own.set(side, address);
                }
            }
            int phone = own.of(Side.PHONE) == 0 ? 3 : own.of(Side.PHONE);
            int peer = own.of(Side.TUNNEL) == 0 ? 4 : own.of(Side.TUNNEL);
            return new Parties(5, phone, 1, 2, phone == peer ? neighbour(peer) : peer);
        }

        /** An address next to another, of as many digits. */
        private static int neighbour(int address) {
            return address ^ 1;
        }

        /** Two phones on one machine have one address; here the callee's is the one next to it. */
        private static byte[] asOwn(byte[] message, Parties parties, Side from) {
            if (from == Side.PHONE || parties.peer() != neighbour(parties.phone())) {
                return message;
            }
            return new String(message, StandardCharsets.ISO_8859_1)
                    .replace(
                            "IN IP4 " + NetUtil.intToIpAddress(parties.phone()),
                            "IN IP4 " + NetUtil.intToIpAddress(parties.peer()))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        private static int described(SipMessage message) {
            SdpBody body = SdpBody.of(message);
            if (body == null || body.media().isEmpty()) {
                return 0;
            }
            var connection = body.media().get(0).connection();
            return connection == null ? 0 : (int) Math.max(0, Ipv4Text.parse(connection.address()));
        }

        private static Side sender(SipMessage message, String callerTag) {
            boolean callersRequest = callerTag.equals(Objects.requireNonNullElse(message.fromTag(), ""));
            return callersRequest == message.isRequest() ? Side.PHONE : Side.TUNNEL;
        }
    }

    private static SipMessage decode(byte[] bytes) {
        return new SipDecoder().decode(bytes, 0, bytes.length);
    }

    @Test
    void everyRealCallIsSeenAsItWas() throws IOException {
        Path corpus = Corpus.find();
        if (corpus == null) {
            System.out.println("left out: no shared/corpus above this checkout, so no real call is replayed");
        }
        Assumptions.assumeTrue(corpus != null, "no shared/corpus above this checkout");
        List<String> seen = new ArrayList<>();
        for (String tier : List.of("capture", "live", "trace")) {
            Path messages = Objects.requireNonNull(corpus).resolve("messages");
            Map<Path, List<Path>> folders = new LinkedHashMap<>();
            for (Path file : Corpus.files(messages.resolve(tier), ".sip")) {
                folders.computeIfAbsent(Objects.requireNonNull(file.getParent()), folder -> new ArrayList<>())
                        .add(file);
            }
            folders.forEach((folder, files) -> {
                int number = 0;
                for (Replay call : calls(files)) {
                    seen.add(messages.relativize(folder) + "\t" + ++number + "\t" + call.replay());
                }
            });
        }
        assertThat(seen).containsExactlyElementsOf(listed());
    }

    private static List<Replay> calls(List<Path> files) {
        Map<String, Replay> calls = new LinkedHashMap<>();
        for (Path file : files) {
            byte[] bytes = Corpus.bytes(file);
            SipMessage message = decode(bytes);
            if (message.has(SipHeader.CALL_ID)) {
                boolean starts = message.isRequest() && message.method() == SipMethod.INVITE;
                Replay call = starts
                        ? calls.computeIfAbsent(message.callId(), callId -> new Replay())
                        : calls.get(message.callId());
                if (call != null) {
                    call.messages.add(bytes);
                }
            }
        }
        return List.copyOf(calls.values());
    }

    private static List<String> listed() throws IOException {
        try (InputStream list = RealCallsTest.class.getResourceAsStream("/real-calls.tsv")) {
            String text = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
