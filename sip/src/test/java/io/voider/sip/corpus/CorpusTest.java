package io.voider.sip.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import io.voider.sip.Ipv4Text;
import io.voider.sip.MediaType;
import io.voider.sip.Parties;
import io.voider.sip.Side;
import io.voider.sip.SipDecoder;
import io.voider.sip.SipHeader;
import io.voider.sip.SipMessage;
import io.voider.sip.SipRefusal;
import io.voider.sip.rewrite.Rewriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every message of the corpus, decoded, and rewritten both ways for each pair of addresses that it holds. Which of them are
 * refused, and why, is listed in {@code corpus-refusals.tsv}; nothing else may be.
 */
class CorpusTest {
    private static final Pattern ADDRESS = Pattern.compile("(?<![0-9.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![0-9.])");
    private static final Pattern LENGTH = Pattern.compile("(?im)^((?:content-length|l)[ \\t]*:[ \\t]*)\\d+");
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:^|\\.)0\\d");
    private static final String ME = "172.29.204.2";
    private static final String PEER = "172.29.1.101";
    private static final Set<String> REAL = Set.of("capture", "live", "trace");

    private final SipDecoder decoder = new SipDecoder();
    private final Rewriter rewriter = new Rewriter();
    private @Nullable Path corpus;

    @BeforeEach
    void findCorpus() {
        corpus = Corpus.find();
        if (corpus == null) {
            System.out.println("left out: no shared/corpus above this checkout, so no message of real phones is tried");
        }
        Assumptions.assumeTrue(corpus != null, "no shared/corpus above this checkout");
    }

    private List<Path> messages() {
        return corpus == null ? List.of() : Corpus.files(corpus.resolve("messages"), ".sip");
    }

    private String name(Path file) {
        return corpus == null ? "" : corpus.resolve("messages").relativize(file).toString();
    }

    @Test
    void everyMessageComesBackByteForByteOrIsRefusedForTheListedReason() throws IOException {
        Map<String, String> refused = new TreeMap<>();
        List<Path> files = messages();
        for (Path file : files) {
            try {
                roundTrips(Corpus.bytes(file), name(file));
            } catch (SipRefusal refusal) {
                refused.put(name(file), refusal.offset() + "\t" + refusal.reason());
            }
        }
        System.out.println("corpus: " + files.size() + " messages, " + refused.size() + " refused as listed, "
                + (files.size() - refused.size()) + " rewritten both ways");
        Path listed = Path.of("target/corpus-refusals.tsv");
        Files.write(
                listed,
                refused.entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue())
                        .toList());
        assertThat(refused).isEqualTo(listedRefusals());
    }

    @Test
    void everyMessageOfARealPhoneIsAccepted() throws IOException {
        assertThat(listedRefusals().keySet()).noneMatch(name -> REAL.contains(name.substring(0, name.indexOf('/'))));
    }

    /** Where an address of the sender's side is still to be seen on the other side, and why that is as it should be. */
    @Test
    void whatIsLeftOfMappedAddressesIsListed() throws IOException {
        Set<String> left = new TreeSet<>();
        for (Path file : messages()) {
            byte[] message = Corpus.bytes(file);
            for (Parties parties : pairs(message)) {
                try {
                    leftovers(parties, rewrite(parties, Side.PHONE, message), left);
                } catch (SipRefusal refusal) {
                    // listed among the refusals
                }
            }
        }
        Files.write(Path.of("target/corpus-leftovers.tsv"), left);
        assertThat(left)
                .containsExactlyElementsOf(listed("/corpus-leftovers.tsv").keySet());
    }

    private void leftovers(Parties parties, byte[] out, Set<String> left) {
        Set<Integer> theirs = Set.of(parties.own(Side.PHONE), parties.seen(Side.TUNNEL));
        SipMessage message = decoder.decode(out, 0, out.length);
        Matcher matcher = ADDRESS.matcher(new String(out, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            long address = Ipv4Text.parse(matcher.group());
            if (address != Ipv4Text.NONE && theirs.contains((int) address)) {
                left.add(place(message, matcher.start()));
            }
        }
    }

    private static String place(SipMessage message, int at) {
        if (at >= message.bodyEnd()) {
            return "beyond Content-Length";
        }
        if (at >= message.bodyStart()) {
            MediaType type = message.contentType();
            return "body of " + (type == null ? "no type" : type.type() + "/" + type.subtype());
        }
        for (int i = 0; i < message.headerCount(); i++) {
            if (at >= message.valueStart(i) && at < message.valueEnd(i)) {
                SipHeader header = message.header(i);
                return header == null ? "unknown header field" : header.fieldName();
            }
        }
        return "start line";
    }

    private static Map<String, String> listedRefusals() throws IOException {
        return listed("/corpus-refusals.tsv");
    }

    private static Map<String, String> listed(String resource) throws IOException {
        Map<String, String> listed = new TreeMap<>();
        try (InputStream list = CorpusTest.class.getResourceAsStream(resource)) {
            if (list == null) {
                return listed;
            }
            new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line ->
                            listed.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1)));
        }
        return listed;
    }

    /** With each pair of neighbouring addresses that the message holds as phone and dialled. */
    private void roundTrips(byte[] message, String name) {
        for (Parties parties : pairs(message)) {
            byte[] out = rewrite(parties, Side.PHONE, message);
            byte[] back = rewrite(parties, Side.TUNNEL, out);
            assertThat(back).as(name).isEqualTo(message);
            assertThat(masked(out, parties)).as(name).isEqualTo(masked(message, parties));
        }
    }

    private byte[] rewrite(Parties parties, Side from, byte[] message) {
        ByteBuf out = Unpooled.buffer();
        rewriter.rewrite(parties, from, decoder.decode(Unpooled.wrappedBuffer(message)), out);
        return ByteBufUtil.getBytes(out);
    }

    private static List<Parties> pairs(byte[] message) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = ADDRESS.matcher(new String(message, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            if (isAddress(matcher.group())) {
                found.add(matcher.group());
            }
        }
        List<String> addresses = new ArrayList<>(found);
        addresses.removeAll(List.of(ME, PEER));
        List<Parties> pairs = new ArrayList<>();
        pairs.add(Parties.parse("192.0.2.1", ME, "192.0.2.2", PEER));
        for (int i = 0; i < addresses.size(); i++) {
            String next = addresses.get((i + 1) % addresses.size());
            String dialled = next.equals(addresses.get(i)) ? "192.0.2.2" : next;
            if (!dialled.equals(addresses.get(i))) {
                pairs.add(Parties.parse(addresses.get(i), ME, dialled, PEER));
            }
        }
        return pairs;
    }

    private static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) && !LEADING_ZERO.matcher(text).find();
    }

    /** The message with addresses of the parties and lengths made the same, to see that nothing else differs. */
    private static String masked(byte[] message, Parties parties) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        List<String> four = ADDRESS.matcher(parties.toString())
                .results()
                .map(MatchResult::group)
                .toList();
        return LENGTH.matcher(
                        ADDRESS.matcher(text).replaceAll(match -> four.contains(match.group()) ? "#" : match.group()))
                .replaceAll("$1#");
    }
}
